// An exercise in the editor, from its lesson to the achievement.
import { command, goTo, inSomeFrame, until } from './page.mjs';
import { lens, session, squiggle, toast } from './session.mjs';

await session({}, async ({ page, workbench, step, picture, still }) => {
  const row = page.locator('.monaco-list-row', { hasText: '1. PyTorch' });
  await step('a lesson from the side bar', async () => {
    await workbench.open('stack.py');
    await squiggle(page).waitFor();
    await page.locator('.activitybar .action-label[aria-label="TorchTutor"]').click();
    await until(page, () => row.click(), page.locator('.tab').nth(1));
  });
  await step('its exercise in a file', async () => {
    const button = await inSomeFrame(page, 'a.button', 'Start Exercise');
    await until(page, () => button.click(), page.locator('.tab', { hasText: '01_mental_model.py' }));
    await lens(page, 'Check exercise').waitFor();
  });
  await step('the starter does not pass', async () => {
    await lens(page, 'Check exercise').click();
    await lens(page, 'still the starter file').waitFor({ timeout: 120_000 });
  });
  await step('a hint', async () => {
    await until(page, () => lens(page, 'Hint').click(), page.locator('.notification-toast').first());
    await picture('the hint');
    await command(page, 'Notifications: Clear All Notifications');
  });
  await step('solved', async () => {
    await goTo(page, 1, 1);
    await command(page, 'Fix All');
    await page.locator('.view-line', { hasText: 'nn.ModuleList([' }).first().waitFor();
    const passed = toast(page, 'XP');
    await until(page, () => lens(page, /starter file|Check exercise/).click(), lens(page, /checking|✓/));
    await passed.waitFor({ timeout: 120_000 });
    await toast(page, 'Achievement: Found Them All').waitFor();
    await still('exercise', [0, 36, 1280, 730]);
  });
  await step('progress in the side bar', async () => {
    await lens(page, '✓ passed').waitFor();
    await row.filter({ hasText: 'XP' }).waitFor();
    await row.locator('.codicon-pass-filled').waitFor();
  });
});
