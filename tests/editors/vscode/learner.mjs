// The main story, in English: from a squiggle to a fixed and measured model. The README's pictures are taken here.
import assert from 'node:assert/strict';

import { command, eventually, goneFromFrames, goTo, hover, inSomeFrame, openFile, textOf, until } from './page.mjs';
import { action, classLine, CODE, HOVER, lens, mistake, pick, session, squiggle, toast, TOP, WINDOW } from './session.mjs';

await session({}, async ({ page, workbench, step, picture, still }) => {
  let frames = 0;
  /** One picture more of the moving one. */
  const frame = () => still(`frame-${(frames += 1)}`, WINDOW);
  await step('squiggle', async () => {
    await workbench.open('stack.py');
    await squiggle(page).waitFor();
    await page.locator('#status\\.problems', { hasText: '1' }).waitFor();
    await frame();
  });
  await step('lens', () => lens(page, 'cpu').waitFor());
  await step('hover', async () => {
    const popup = page.locator('.monaco-hover:visible', { hasText: 'ModuleList' }).first();
    await hover(page, squiggle(page), popup);
    await still('squiggle', HOVER);
    await still('hover', WINDOW);
    await frame();
  });
  await step('hover goes', async () => {
    await page.mouse.move(5, 5);
    await page.keyboard.press('Escape');
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  });
  await step('quick fixes offered', async () => {
    await goTo(page, mistake.line, mistake.column);
    await until(page, () => page.keyboard.press('Control+.'), action(page, 'ModuleList'));
    await still('fix', CODE);
    await page.keyboard.press('Escape');
  });
  await step('device', async () => {
    await command(page, 'TorchTutor: Select Device');
    await pick(page, 'cpu').waitFor();
    await still('device', TOP);
    await pick(page, 'cpu').click();
    await eventually(() => /torchtutor.device.*cpu/.test(workbench.folderSettings()), 'the chosen device in the settings');
  });
  await step('run can be cancelled', async () => {
    await until(page, () => lens(page, 'cpu').click(), toast(page, 'Stack'));
    await toast(page, 'Stack').getByRole('button', { name: 'Cancel' }).click();
    await toast(page, 'Stack').waitFor({ state: 'hidden' });
    await lens(page, 'Run & time').waitFor();
  });
  await step('run', async () => {
    await until(page, () => lens(page, 'Run & time').click(), toast(page, 'Stack'));
    await picture('running');
    await still('running', WINDOW);
    await frame();
  });
  await step('report while the compiler works', async () => {
    await lens(page, 'Report').waitFor({ timeout: 180_000 });
    // On a busy machine the compiler would be done before the page is there.
    workbench.signalRuns('SIGSTOP');
    await until(page, () => lens(page, 'Report').click(), page.locator('.tab').nth(1));
    const note = await inSomeFrame(page, '.note', 'still under way');
    await inSomeFrame(page, 'td', /^[\d.,]+ [mµ]s/);
    assert.equal(await note.evaluate(() => document.scripts.length), 0);
    workbench.signalRuns('SIGCONT');
  });
  await step('report follows the run', async () => {
    await toast(page, 'Stack').waitFor({ state: 'hidden', timeout: 180_000 });
    await lens(page, 'not registered').waitFor();
    await inSomeFrame(page, 'td', 'torch.compile');
    await goneFromFrames(page, '.note');
    const tab = page.locator('.tab', { hasText: 'Report of Stack' });
    await until(page, () => tab.click({ button: 'middle' }), lens(page, 'Report'));
    await tab.waitFor({ state: 'detached' });
  });
  await step('run again', async () => {
    // The first one was held up, which its times say.
    await until(page, () => lens(page, 'not registered').click(), toast(page, 'Stack'));
    const ended = page.locator('.codelens-decoration a', { hasText: /not registered.*compiled/, hasNotText: 'Cancel' });
    await toast(page, 'Stack').waitFor({ state: 'hidden', timeout: 180_000 });
    await ended.first().waitFor({ timeout: 180_000 });
  });
  await step('shapes beside the lines', async () => {
    const line = page.locator('.view-line', { hasText: 'self.head = ' });
    await line.filter({ hasText: /68.parameters.*→.*32.*4/ }).first().waitFor();
    await still('run', CODE);
    await frame();
  });
  await step('report in the colours of the editor', async () => {
    await until(page, () => lens(page, 'Report').click(), page.locator('.tab').nth(1));
    const title = await inSomeFrame(page, 'h1', 'Stack');
    const colours = () => title.evaluate((at) => {
      const style = getComputedStyle(at.ownerDocument.body);
      return [style.backgroundColor, style.color];
    });
    const light = await colours();
    await still('report', WINDOW);
    await frame();
    workbench.setFolderSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
    await eventually(async () => (await colours()).every((colour, i) => colour !== light[i]), 'the dark theme');
    await picture('report in dark');
    workbench.setFolderSettings({});
    await eventually(async () => (await colours()).every((colour, i) => colour === light[i]), 'the light theme');
  });
  await step('example kept in the file', async () => {
    await goTo(page, classLine, 8);
    await until(page, () => page.keyboard.press('Control+.'), action(page, 'Keep this example'));
    await action(page, 'Run the whole file').waitFor();
    await action(page, 'Keep this example').click();
    const comment = page.locator('.view-line', { hasText: /#.torchtutor:.example.*torch\.randn/ });
    await comment.waitFor();
    await page.keyboard.press('Control+z');
    await comment.waitFor({ state: 'detached' });
  });
  await step('lessons in the side bar', async () => {
    await page.locator('.activitybar .action-label[aria-label="TorchTutor"]').click();
    const lesson = page.locator('.monaco-list-row', { hasText: '1. PyTorch' });
    await until(page, () => lesson.click(), page.locator('.tab').nth(2));
    await inSomeFrame(page, 'main h1', 'PyTorch');
    await still('lesson', WINDOW);
    await frame();
  });
  await step('status', async () => {
    await goTo(page, 1, 1);
    const menu = page.locator('.monaco-hover:visible', { hasText: 'TorchTutor: cpu, torch 2' }).first();
    await hover(page, page.locator('#status\\.languageStatus'), menu);
    await picture('language status');
    await page.keyboard.press('Escape');
  });
  await step('lesson at the section of a mistake', async () => {
    await goTo(page, mistake.line, mistake.column);
    await until(page, () => page.keyboard.press('Control+.'), action(page, 'Open the lesson'));
    await action(page, 'Open the lesson').click();
    await inSomeFrame(page, 'main h2, main h3', 'list');
  });
  await step('quick fix', async () => {
    await goTo(page, mistake.line, mistake.column);
    await until(page, () => page.keyboard.press('Control+.'), action(page, 'ModuleList'));
    await frame();
    await page.keyboard.press('Enter');
    await squiggle(page).waitFor({ state: 'detached' });
    const line = page.locator('.view-line', { hasText: 'self.layers =' }).first();
    assert.match(await textOf(line), /nn\.ModuleList\(\[/);
    await frame();
  });
  await step('fix all', async () => {
    await openFile(page, 'two_mistakes.py');
    await page.locator('.squiggly-warning').nth(1).waitFor();
    await command(page, 'Fix All');
    await page.locator('.view-line', { hasText: 'nn.ModuleList([' }).first().waitFor();
    await page.locator('.view-line', { hasText: 'nn.ParameterList(' }).first().waitFor();
    await squiggle(page).waitFor({ state: 'detached' });
  });
  await step('notebook', async () => {
    const cells = page.locator('.notebookOverlay');
    await openFile(page, 'cells.ipynb');
    // The class gets its imports from the cell above.
    await cells.locator('.squiggly-warning').first().waitFor();
    const offer = async () => {
      // At every try: Escape leaves the cell.
      await cells.locator('.view-line', { hasText: 'self.layers = [' }).first().click();
      await page.keyboard.press('Control+.');
    };
    await until(page, offer, action(page, 'ModuleList'));
    await page.keyboard.press('Enter');
    await cells.locator('.view-line', { hasText: 'nn.ModuleList([' }).first().waitFor();
    await cells.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  });
  await step('walkthrough', async () => {
    await command(page, 'TorchTutor: Get Started');
    const steps = page.locator('.gettingStartedContainer');
    await steps.locator('.getting-started-step', { hasText: 'See what PyTorch does not see' }).waitFor();
    await picture('get started');
    await steps.locator('a, .monaco-button', { hasText: 'Open an Example' }).first().click();
    await page.locator('.tab', { hasText: 'Untitled-1' }).waitFor();
    await squiggle(page).waitFor();
  });
  await step('kept results deleted', async () => {
    await command(page, 'TorchTutor: Delete Kept Results');
    await toast(page, 'earlier runs').waitFor();
  });
});
