// Starts VS Code's workbench with our extension and opens it in a headless Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'editor.hover.delay': 200,
  'editor.minimap.enabled': false,
  'git.enabled': false,
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/**
 * @param {{folder: string, vsix?: string, python: string, files: string, chromium: string, locale?: string,
 *   asksForTrust?: boolean, folderSettings?: object, settings?: object, extensions?: string[]}} options
 *   folder: as made by prepare.sh; files: the folder that the learner opens; settings: the learner's own;
 *   python: for the setting `interpreter`, or ''; extensions: unpacked ones beside ours
 */
export async function start(given) {
  const { folder, vsix, python, files, chromium, locale, asksForTrust, folderSettings, settings, extensions = [] } = given;
  const root = mkdtempSync(join(tmpdir(), 'torchtutor-workbench-'));
  const work = join(root, 'work');
  const data = join(root, 'data');
  cpSync(files, work, { recursive: true });
  for (const place of ['User', 'Machine']) mkdirSync(join(data, place), { recursive: true });
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
  const settingsFile = join(work, '.vscode', 'settings.json');
  if (folderSettings) {
    mkdirSync(join(work, '.vscode'));
    writeFileSync(settingsFile, JSON.stringify(folderSettings));
  }
  // The workbench sees its own machine as a remote one: settings of the machine are read from here.
  writeFileSync(join(data, 'Machine', 'settings.json'), JSON.stringify({ 'torchtutor.interpreter': python }));
  if (locale) {
    const empty = join(root, 'translations.json');
    writeFileSync(empty, JSON.stringify({ version: '1.0.0', contents: {} }));
    // What installing a display language leaves behind; with an empty one, extensions still speak it.
    const from = [{ extensionIdentifier: { id: 'test.language-pack' }, version: '0.0.1' }];
    const pack = { hash: 'none', label: locale, translations: { vscode: empty }, extensions: from };
    writeFileSync(join(data, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
  }
  const node = join(folder, 'node', 'bin', 'node');
  const entry = join(folder, 'workbench', 'lib', 'vscode', 'out', 'server-main.js');
  extensions.forEach((place, i) => cpSync(place, join(root, 'extensions', `other.extension-${i}`), { recursive: true }));
  const common = ['--accept-server-license-terms', '--user-data-dir', data, '--extensions-dir', join(root, 'extensions')];
  const environment = { ...process.env, HOME: root, XDG_CONFIG_HOME: root, XDG_CACHE_HOME: root };
  const log = join(root, 'workbench.log');
  const output = openSync(log, 'w');
  const options = { env: environment, stdio: ['ignore', output, output], detached: true };

  if (vsix) {
    const install = spawn(node, [entry, '--install-extension', vsix, ...common], options);
    const [code] = await once(install, 'exit');
    if (code !== 0) throw new Error(`the extension was not installed\n${readFileSync(log, 'utf8')}`);
  }

  const port = await freePort();
  const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  if (!asksForTrust) address.push('--disable-workspace-trust');
  const server = spawn(node, [entry, ...address, ...common, ...(locale ? ['--locale', locale] : [])], options);
  const url = `http://127.0.0.1:${port}`;
  for (let left = 300; !(await fetch(`${url}/version`).then((answer) => answer.ok, () => false)); left--) {
    if (left === 0) throw new Error(`the workbench did not start\n${readFileSync(log, 'utf8')}`);
    await pause(100);
  }

  const { chromium: browserType } = createRequire(join(folder, 'driver', 'x.js'))('playwright-core');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  args.push('--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage');
  const browser = await browserType.launch({ executablePath: chromium, headless: true, args });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: locale ?? 'en-US' });
  page.setDefaultTimeout(60_000);
  return {
    page,
    work,
    log: () => readFileSync(log, 'utf8'),
    /** The processes of our server that this workbench has started. */
    servers: () => processes(root, SERVER),
    /** Sends a signal to the processes that run the learner's code, the one that waits too. */
    signalRuns: (signal) => processes(root, RUN).forEach((pid) => process.kill(pid, signal)),
    /** The text of the folder's settings file, empty without one. */
    folderSettings: () => (existsSync(settingsFile) ? readFileSync(settingsFile, 'utf8') : ''),
    setFolderSettings: (content) => writeFileSync(settingsFile, JSON.stringify(content)),
    /** Opens the folder with one of its files in the editor. */
    async open(file) {
      // The scheme and host of the page: with another one the file opens, but its markers do not match.
      const payload = JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${port}${join(work, file)}`]]);
      await page.goto(`${url}/?folder=${work}&payload=${encodeURIComponent(payload)}`);
      await page.locator('.monaco-editor .view-lines').first().waitFor();
    },
    async stop() {
      await browser.close();
      if (server.exitCode === null) {
        process.kill(-server.pid, 'SIGTERM');
        const late = setTimeout(() => process.kill(-server.pid, 'SIGKILL'), 5000);
        await once(server, 'exit');
        clearTimeout(late);
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const SERVER = /python\S* .* lsp /;
const RUN = /python.* -c .*exec\(eval\(open\(0/;

/** Those whose command line looks like that, of the workbench whose files are in `root`. */
function processes(root, wanted) {
  const isWanted = (pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
      return wanted.test(command) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(root);
    } catch {
      return false; // it has just ended
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isWanted(pid)).map(Number);
}
