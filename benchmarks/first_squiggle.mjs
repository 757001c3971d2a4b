// From opening a folder to the first squiggle in VS Code: TorchTutor's extension beside other Python servers.
//
//   .cache/editors/vscode/node/bin/node benchmarks/first_squiggle.mjs PYTHON [--bin FOLDER] [--rounds N]
//
// PYTHON has torchtutor and torch; FOLDER has the other servers (else they are looked for on PATH; those
// that are not there are left out and named). Needs what `make test-editors` installs, and `make vsix`.
//
// The others' own extensions are on a marketplace that cannot be reached from a test machine, so each of
// these servers is started by a minimal extension that is built here: one language client and nothing
// else. That is in their favour: a real extension also looks for an interpreter, as ours does. Each has a
// workbench of its own that stays up; a page is opened in turns, and with it an extension host and a server
// start anew. All open the same folder and file, with a mistake that every one of them reports and the
// plain list that TorchTutor does. Every round gives one difference to ours for each; the least and the
// greatest of N differences enclose their median with a confidence of 1 - 2^(1-N): 97 % for 6 rounds.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { start } from '../tests/editors/vscode/workbench.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const extension = join(root, 'client-config', 'vscode');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bin: { type: 'string' }, rounds: { type: 'string', default: '6' } },
});
const python = resolve(positionals[0]);
const rounds = Number(values.rounds);
const path = [values.bin && resolve(values.bin), dirname(python), process.env.PATH].filter(Boolean).join(delimiter);

const SERVERS = {
  ruff: ['ruff', 'server'],
  ty: ['ty', 'server'],
  pyrefly: ['pyrefly', 'lsp'],
  zuban: ['zuban', 'server'],
  basedpyright: ['basedpyright-langserver', '--stdio'],
};

const CLIENT = `
const { LanguageClient } = require('vscode-languageclient/node');
const server = require('./server.json');
let client;
exports.activate = () => {
  const run = { command: server.command, args: server.args, options: { env: { ...process.env, ...server.environment } } };
  client = new LanguageClient('other', 'Other', run, { documentSelector: [{ language: 'python' }] });
  return client.start();
};
exports.deactivate = () => client.stop();
`;

/** An extension in a folder that starts a command and nothing else. */
function minimalExtension(place, [command, ...args]) {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'source.js'), CLIENT);
  const environment = { PATH: path, VIRTUAL_ENV: dirname(dirname(python)) };
  writeFileSync(join(place, 'server.json'), JSON.stringify({ command, args, environment }));
  const manifest = { name: 'other', publisher: 'benchmark', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  const starts = { main: './extension.js', activationEvents: ['onLanguage:python'] };
  writeFileSync(join(place, 'package.json'), JSON.stringify({ ...manifest, ...starts }));
  const flags = ['--bundle', '--external:vscode', '--external:./server.json', '--format=cjs', '--platform=node', '--minify'];
  const build = [join(place, 'source.js'), `--outfile=${join(place, 'extension.js')}`, '--log-level=warning', ...flags];
  const environ = { ...process.env, NODE_PATH: join(extension, 'node_modules') };
  execFileSync(join(extension, 'node_modules', '.bin', 'esbuild'), build, { env: environ, stdio: 'inherit' });
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
};
const seconds = (ms) => (ms / 1000).toFixed(2);

/** Opens the folder: milliseconds until the file is on the screen, and until the first squiggle in it. */
async function once(workbench) {
  await workbench.page.goto('about:blank');
  const began = performance.now();
  await workbench.open('net.py');
  const file = performance.now() - began;
  await workbench.page.locator('[class*="squiggly-"]').first().waitFor();
  return { file, squiggle: performance.now() - began };
}

const temporary = mkdtempSync(join(tmpdir(), 'torchtutor-squiggle-'));
const files = join(temporary, 'files');
mkdirSync(files);
const stack = readFileSync(join(root, 'tests', 'editors', 'fixtures', 'stack.py'), 'utf8');
writeFileSync(join(files, 'net.py'), `${stack}\n\ndef unrelated():\n    return undefined_name_of_the_benchmark\n`);

const folder = join(root, '.cache', 'editors', 'vscode');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const common = { folder, python, files, chromium };
const workbenches = {};
const times = {};
try {
  workbenches.torchtutor = await start({ ...common, vsix: join(extension, 'torchtutor.vsix') });
  for (const [name, command] of Object.entries(SERVERS)) {
    const there = path.split(delimiter).map((place) => join(place, command[0])).find(existsSync);
    if (!there) {
      console.log(`${name} is not there`);
      continue;
    }
    const place = join(temporary, name);
    minimalExtension(place, [there, ...command.slice(1)]);
    workbenches[name] = await start({ ...common, python: '', extensions: [place] });
  }
  const names = Object.keys(workbenches);
  // The first time a browser has nothing of the workbench yet; it is not counted.
  for (let round = 0; round <= rounds; round++) {
    const order = names.map((_, i) => names[(i + round) % names.length]);
    for (const name of order) {
      const time = await once(workbenches[name]);
      await workbenches[name].page.goto('about:blank');
      if (round > 0) (times[name] ??= []).push(time);
    }
    console.error(`round ${round} of ${rounds}, load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`);
  }
  console.log('              file on screen   first squiggle (least–most)   later than ours by');
  for (const name of names) {
    const squiggles = times[name].map((time) => time.squiggle);
    const late = squiggles.map((time, i) => time - times.torchtutor[i].squiggle);
    const range = `(${seconds(Math.min(...squiggles))}–${seconds(Math.max(...squiggles))})`;
    const compared = `${seconds(median(late))} s (${seconds(Math.min(...late))} to ${seconds(Math.max(...late))})`;
    const row = [name.padEnd(14), seconds(median(times[name].map((time) => time.file))).padStart(8), ' s'];
    row.push(seconds(median(squiggles)).padStart(13), ` s ${range}`.padEnd(18), name === 'torchtutor' ? '' : `     ${compared}`);
    console.log(row.join('').trimEnd());
  }
} finally {
  for (const workbench of Object.values(workbenches)) await workbench.stop();
  rmSync(temporary, { recursive: true, force: true });
}
