// One session of a learner, told in steps: each is timed, leaves a screenshot, and the first that fails ends it.
// Usage of a session: NAME.mjs FOLDER VSIX PYTHON SHOTS    FOLDER as made by prepare.sh; PYTHON has torchtutor and torch
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { start } from './workbench.mjs';

const [folder, vsix, given, shots] = process.argv.slice(2, 6).map((path) => resolve(path));
export const python = given;
export const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');
const fixture = readFileSync(join(fixtures, 'stack.py'), 'utf8').split('\n');

/** The place of the mistake in stack.py, line and column from 1. */
export const mistake = {
  line: fixture.findIndex((line) => line.includes('self.layers = [')) + 1,
  column: fixture.find((line) => line.includes('self.layers = [')).indexOf('layers') + 2,
};

/** The line of its class, from 1. */
export const classLine = fixture.findIndex((line) => line.startsWith('class ')) + 1;

/** x, y, width and height, in pixels of the window, of the parts of it that pictures show. */
export const CODE = [353, 92, 720, 390];
export const HOVER = [353, 60, 923, 400];
export const TOP = [353, 0, 720, 400];
export const WINDOW = [0, 36, 1280, 730];

/**
 * @param {Parameters<typeof start>[0]} options beside those from the command line
 * @param {(tools: {page, workbench, step, picture, still}) => Promise<void>} tell
 */
export async function session(options, tell) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(join(shots, 'stills'), { recursive: true });
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const workbench = await start({ folder, vsix, python, files: fixtures, chromium, ...options });
  const { page } = workbench;
  let count = 0;
  const picture = async (name) => {
    count += 1;
    const file = `${String(count).padStart(2, '0')}-${name.replace(/\W+/g, '-')}.png`;
    await page.screenshot({ path: join(shots, file) });
  };
  /** A picture for people, of the part of the window that matters. */
  const still = async (name, [x, y, width, height]) => {
    await page.screenshot({ path: join(shots, 'stills', `${name}.png`), clip: { x, y, width, height } });
  };
  const step = async (name, act) => {
    const began = Date.now();
    const took = () => `${String(Date.now() - began).padStart(6)} ms  ${name}`;
    try {
      await act();
      console.log(`ok   ${took()}`);
      await picture(name);
    } catch (error) {
      console.log(`FAIL ${took()}`);
      await picture('failed').catch(() => {});
      throw error;
    }
  };
  let failed = false;
  try {
    await tell({ page, workbench, step, picture, still });
  } catch (error) {
    failed = true;
    console.log(error.stack.slice(0, 3000));
  } finally {
    await workbench.stop();
  }
  process.exit(failed ? 1 : 0);
}

export const lens = (page, text) => page.locator('.codelens-decoration a', { hasText: text }).first();
export const squiggle = (page) => page.locator('.squiggly-warning').first();
export const toast = (page, text) => page.locator('.notification-toast', { hasText: text }).first();
export const action = (page, text) => page.locator('.action-widget .monaco-list-row', { hasText: text }).first();
export const pick = (page, text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
