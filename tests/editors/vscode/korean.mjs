// In Korean, in a folder that is not trusted at first and then is; and what happens when the server dies.
import { clickAway, command, eventually, hover, until } from './page.mjs';
import { lens, pick, session, squiggle, toast } from './session.mjs';

// A folder that is not trusted must not choose the interpreter: this one does not exist.
const folderSettings = { 'torchtutor.interpreter': '/nowhere/python', 'torchtutor.compile': false };
const settings = { 'security.workspace.trust.startupPrompt': 'always' };

await session({ locale: 'ko', asksForTrust: true, folderSettings, settings }, async ({ page, workbench, step }) => {
  await step('an untrusted folder is read and explained', async () => {
    await workbench.open('stack.py');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await clickAway(dialog.getByRole('button', { name: /don't trust/i }), dialog);
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await squiggle(page).waitFor();
  });
  await step('hover in Korean', async () => {
    const popup = page.locator('.monaco-hover:visible', { hasText: /ModuleList.*[가-힣]|[가-힣].*ModuleList/s }).first();
    await hover(page, squiggle(page), popup);
  });
  await step('nothing runs there', async () => {
    await page.keyboard.press('Escape');
    await until(page, () => lens(page, '신뢰').click(), toast(page, '신뢰'));
    await command(page, 'Notifications: Clear All Notifications');
  });
  await step('a trusted folder chooses the interpreter', async () => {
    await command(page, 'Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: /^trust$/i }).click();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
    await toast(page, '/nowhere/python').waitFor();
    const block = page.locator('.monaco-modal-editor-block');
    await clickAway(block.locator('.codicon-close').first(), block);
  });
  await step('another interpreter in the settings is a way on', async () => {
    await command(page, 'Notifications: Clear All Notifications');
    const interpreters = [{ name: 'old', path: '/nowhere/old/python' }];
    workbench.setFolderSettings({ 'torchtutor.compile': false, 'torchtutor.interpreters': interpreters });
    await lens(page, 'cpu').waitFor();
  });
  await step('a place that cannot be used says why', async () => {
    await command(page, 'TorchTutor: 장치 선택');
    await pick(page, '/nowhere/old/python').waitFor();
    await pick(page, 'cpu').click();
  });
  await step('run in Korean', async () => {
    await until(page, () => lens(page, 'cpu').click(), toast(page, 'Stack'));
    await lens(page, '3개 미등록').waitFor({ timeout: 180_000 });
    await toast(page, 'Stack').waitFor({ state: 'hidden' });
  });
  await step('a server that dies is started again', async () => {
    const [first] = workbench.servers();
    process.kill(first, 'SIGKILL');
    await eventually(() => workbench.servers().some((pid) => pid !== first), 'a new server');
    // The new one has the last result from the disk.
    await lens(page, '이전 실행').waitFor();
    await squiggle(page).waitFor();
  });
});
