// Finds and does things on the workbench's page. Waits for states, never for times.
import { setTimeout as pause } from 'node:timers/promises';

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

/** Opens a file of the folder in the first group of editors. */
export async function openFile(page, name) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  const input = page.locator('.quick-input-widget input.input');
  const search = async () => {
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+p');
    await input.fill(name, { timeout: 3000 }).catch(() => {}); // the key was lost: next try
  };
  await until(page, search, row);
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
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

/** Waits until no frame has something that `selector` finds. */
export async function goneFromFrames(page, selector) {
  for (let left = 600; left > 0; left--) {
    const counts = await Promise.all(page.frames().map((frame) => frame.locator(selector).count().catch(() => 0)));
    if (counts.every((count) => count === 0)) return;
    await pause(100);
  }
  throw new Error(`${selector} is still in some frame`);
}

/** The text of a line in an editor, with plain blanks. */
export async function textOf(line) {
  return ((await line.textContent()) ?? '').replaceAll('\u00a0', ' ');
}

/** Clicks until the dialog is gone: a button clicked before its handler is there does nothing. */
export async function clickAway(button, dialog) {
  for (let left = 6; ; left--) {
    await button.click({ timeout: 5000 }).catch(() => {});
    try {
      await dialog.waitFor({ state: 'hidden', timeout: 3000 });
      return;
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}

/** Waits until `condition()` holds, in this process. */
export async function eventually(condition, what) {
  for (let left = 600; left > 0; left--) {
    if (await condition()) return;
    await pause(100);
  }
  throw new Error(`never came: ${what}`);
}
