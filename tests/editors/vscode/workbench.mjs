// Starts VS Code's workbench with our extension, opens it in a headless Chromium, and finds things in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
 * @param {{folder: string, vsix: string, python: string, files: string, chromium: string, locale?: string}} options
 *   folder: as made by prepare.sh; files: the folder that the learner opens
 */
export async function start({ folder, vsix, python, files, chromium, locale }) {
  const root = mkdtempSync(join(tmpdir(), 'torchtutor-workbench-'));
  const work = join(root, 'work');
  const data = join(root, 'data');
  cpSync(files, work, { recursive: true });
  for (const place of ['User', 'Machine']) mkdirSync(join(data, place), { recursive: true });
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(QUIET));
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
  const common = ['--accept-server-license-terms', '--user-data-dir', data, '--extensions-dir', join(root, 'extensions')];
  const environment = { ...process.env, HOME: root, XDG_CONFIG_HOME: root, XDG_CACHE_HOME: root };
  const log = join(root, 'workbench.log');
  const output = openSync(log, 'w');
  const options = { env: environment, stdio: ['ignore', output, output], detached: true };

  const install = spawn(node, [entry, '--install-extension', vsix, ...common], options);
  const [code] = await once(install, 'exit');
  if (code !== 0) throw new Error(`the extension was not installed\n${readFileSync(log, 'utf8')}`);

  const port = await freePort();
  const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--disable-workspace-trust'];
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

/** Does `action` again until `locator` is there: a key that opens a popup is lost while the focus moves. */
export async function until(page, action, locator) {
  for (let left = 6; ; left--) {
    await action();
    try {
      await locator.waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (left === 1) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Puts the mouse on `target`, wherever lenses and hints have moved it by now. */
export async function hover(page, target, popup) {
  const point = async () => {
    await page.mouse.move(5, 5);
    const box = await target.boundingBox();
    if (!box) return;
    await page.mouse.move(box.x + 3, box.y + 8);
    await page.mouse.move(box.x + 5, box.y + 9);
  };
  await until(page, point, popup);
}

/** Runs a command of the palette by its full title. */
export async function command(page, title) {
  const input = page.locator('.quick-input-widget input.input');
  await until(page, () => page.keyboard.press('F1'), input);
  await input.fill(`>${title}`);
  await page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first().click();
}

/** Puts the cursor at a line and a column, both from 1. */
export async function goTo(page, line, column) {
  const input = page.locator('.quick-input-widget input.input');
  // A preview that still loads takes the focus away; the status bar has the place of a text editor only.
  const place = page.locator('.statusbar-item', { hasText: /Ln \d+/ });
  await until(page, () => page.keyboard.press('Control+1'), place);
  await until(page, () => page.keyboard.press('Control+g'), input);
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** What `selector` and `text` find in whichever frame shows it: previews live in frames of frames. */
export async function inSomeFrame(page, selector, text) {
  for (let left = 600; left > 0; left--) {
    for (const frame of page.frames()) {
      const found = frame.locator(selector, { hasText: text }).first();
      if (await found.isVisible().catch(() => false)) return found;
    }
    await pause(100);
  }
  throw new Error(`no ${selector} with ${text} in any frame`);
}
