// Which Python starts the server, and when; and a server that keeps dying.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { command, eventually, openFile } from './page.mjs';
import { lens, python, session, squiggle, toast } from './session.mjs';

const folder = mkdtempSync(join(tmpdir(), 'torchtutor-environments-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** An environment of its own with everything that the tests' one has. */
function environment(name) {
  const place = join(folder, name);
  execFileSync(python, ['-m', 'venv', '--without-pip', place]);
  const ask = (executable) => execFileSync(executable, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']).toString().trim();
  const executable = join(place, 'bin', 'python');
  // `addsitedir` also follows the .pth files there
  writeFileSync(join(ask(executable), 'all.pth'), `import site; site.addsitedir(${JSON.stringify(ask(python))})\n`);
  return executable;
}

const [first, second] = ['first', 'second'].map(environment);
const fake = join(dirname(fileURLToPath(import.meta.url)), 'fake-python');
const options = { python: '', extensions: [fake], folderSettings: { 'fakePython.environment': first } };

await session(options, async ({ page, workbench, step }) => {
  /** The Python of each server process. */
  const running = () => workbench.servers().map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]);
  const onlyRuns = (executable) => eventually(() => running().length === 1 && running()[0] === executable, `only a server of ${executable}, there is ${running()}`);
  const status = (text) => page.locator(`[aria-label^="Editor Language Status"][aria-label*="${text}"]`).first().waitFor();

  await step('Python without torch starts nothing', async () => {
    await workbench.open('plain.py');
    await status('waits for a file with torch');
    if (running().length > 0) throw new Error(`started: ${running()}`);
  });
  await step('the environment chosen in the Python extension', async () => {
    await openFile(page, 'stack.py');
    await squiggle(page).waitFor();
    await onlyRuns(first);
  });
  await step('another one chosen there', async () => {
    workbench.setFolderSettings({ 'fakePython.environment': second });
    await onlyRuns(second);
    await lens(page, 'cpu').waitFor();
  });
  await step('the setting comes before it', async () => {
    workbench.setFolderSettings({ 'fakePython.environment': second, 'torchtutor.interpreter': first });
    await onlyRuns(first);
    await lens(page, 'cpu').waitFor();
  });
  await step('a server that keeps dying stays off and says so', async () => {
    const stopped = toast(page, 'stopped 5 times');
    for (let killed = 0; killed < 5; killed++) {
      await eventually(() => workbench.servers().length === 1, 'a server to kill');
      const [pid] = workbench.servers();
      await lens(page, 'cpu').waitFor();
      process.kill(pid, 'SIGKILL');
      await eventually(() => !workbench.servers().includes(pid), 'the end of the server');
    }
    await stopped.waitFor();
    await status('TorchTutor is not running');
    if (running().length > 0) throw new Error(`started again: ${running()}`);
  });
  await step('one click starts it again', async () => {
    await toast(page, 'stopped 5 times').getByRole('button', { name: 'Restart' }).click();
    await onlyRuns(first);
    await squiggle(page).waitFor();
    await status('TorchTutor: cpu, torch 2');
  });
  await step('the log tells all that, with every message if asked to', async () => {
    await command(page, 'TorchTutor: Show Log');
    const line = (text) => page.locator('.panel .view-line', { hasText: text }).first();
    await line('stays off').waitFor();
    workbench.setFolderSettings({ 'torchtutor.interpreter': first, 'torchtutor.trace.server': 'messages' });
    await openFile(page, 'two_mistakes.py');
    // whichever is in sight: the log keeps scrolling
    await line(/(Sending|Received)\s\w+\s'/).waitFor(); // the log's spaces are no-break ones
  });
});
