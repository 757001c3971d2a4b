// One learner's session in the real VS Code workbench. Exits 1 at the first step that fails.
// Usage: session.mjs FOLDER VSIX PYTHON SHOTS    FOLDER as made by prepare.sh; PYTHON has torchtutor and torch
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { command, goTo, hover, inSomeFrame, start, until } from './workbench.mjs';

const [folder, vsix, python, shots] = process.argv.slice(2, 6).map((path) => resolve(path));
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');
const lines = readFileSync(join(fixtures, 'stack.py'), 'utf8').split('\n');
const lineOf = (text) => lines.findIndex((line) => line.includes(text)) + 1;
const column = lines[lineOf('self.layers = [') - 1].indexOf('layers') + 2;
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
mkdirSync(shots, { recursive: true });

const workbench = await start({ folder, vsix, python, files: fixtures, chromium });
const { page } = workbench;
const lens = (text) => page.locator('.codelens-decoration a', { hasText: text }).first();
const squiggle = page.locator('.squiggly-warning').first();
const toast = page.locator('.notification-toast', { hasText: 'Stack' });

async function step(name, act) {
  const began = Date.now();
  try {
    await act();
    await page.screenshot({ path: join(shots, `${name.replace(/\W+/g, '-')}.png`) });
    console.log(`ok   ${String(Date.now() - began).padStart(6)} ms  ${name}`);
  } catch (error) {
    await page.screenshot({ path: join(shots, 'failed.png') });
    console.log(`FAIL ${String(Date.now() - began).padStart(6)} ms  ${name}`);
    throw error;
  }
}

let failed = false;
try {
  await step('squiggle', async () => {
    await workbench.open('stack.py');
    await squiggle.waitFor();
  });
  await step('lens', () => lens('cpu').waitFor());
  await step('hover', async () => {
    const popup = page.locator('.monaco-hover:visible', { hasText: 'ModuleList' }).first();
    await hover(page, squiggle, popup);
  });
  await step('run can be cancelled', async () => {
    await page.keyboard.press('Escape');
    await until(page, () => lens('cpu').click(), toast.first());
    await toast.first().getByRole('button', { name: 'Cancel' }).click();
    await toast.first().waitFor({ state: 'hidden' });
    await lens('Run & time').waitFor();
  });
  await step('run', async () => {
    await until(page, () => lens('Run & time').click(), toast.first());
    await lens('◌').waitFor();
    await page.screenshot({ path: join(shots, 'running.png') });
    await lens('not registered').waitFor({ timeout: 180_000 });
    await toast.first().waitFor({ state: 'hidden' });
  });
  await step('report', async () => {
    // A click on a lens that is just drawn anew is lost.
    await until(page, () => lens('Report').click(), page.locator('.tab', { hasText: 'Stack.md' }));
    await inSomeFrame(page, 'h1, h2', 'Stack');
  });
  await step('lesson', async () => {
    await command(page, 'TorchTutor: Open Lesson');
    await page.locator('.quick-input-title', { hasText: 'Open Lesson' }).waitFor();
    await page.keyboard.press('Enter');
    await inSomeFrame(page, 'h1', 'PyTorch');
  });
  await step('lesson at the section of a mistake', async () => {
    await goTo(page, lineOf('self.layers = ['), column);
    const lesson = page.locator('.action-widget .monaco-list-row', { hasText: 'Open the lesson' }).first();
    await until(page, () => page.keyboard.press('Control+.'), lesson);
    await lesson.click();
    await inSomeFrame(page, 'h2, h3', 'list');
  });
  await step('device', async () => {
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'cpu' });
    await command(page, 'TorchTutor: Select Device');
    await row.waitFor();
    await page.keyboard.press('Escape');
  });
  await step('quick fix', async () => {
    await goTo(page, lineOf('self.layers = ['), column);
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'ModuleList' }).first();
    await until(page, () => page.keyboard.press('Control+.'), fix);
    await page.keyboard.press('Enter');
    await squiggle.waitFor({ state: 'detached' });
    const text = await page.locator('.view-line', { hasText: 'self.layers =' }).first().textContent();
    assert.match(text.replaceAll('\u00a0', ' '), /nn\.ModuleList\(\[/);
  });
  await step('notebook', async () => {
    const cells = page.locator('.notebookOverlay');
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'cells.ipynb' });
    await until(page, () => file.dblclick(), cells.locator('.view-line', { hasText: 'self.layers' }).first());
    // The class gets its imports from the cell above.
    await cells.locator('.squiggly-warning').first().waitFor();
    await cells.locator('.view-line', { hasText: 'self.layers = [' }).first().click();
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'ModuleList' }).first();
    await until(page, () => page.keyboard.press('Control+.'), fix);
    await page.keyboard.press('Enter');
    await cells.locator('.view-line', { hasText: 'nn.ModuleList([' }).first().waitFor();
    await cells.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  });
} catch (error) {
  failed = true;
  console.log(error.stack);
  console.log(workbench.log().slice(-2000));
} finally {
  await workbench.stop();
}
process.exit(failed ? 1 : 0);
