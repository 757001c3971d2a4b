// In Korean, in a folder that is not trusted at first and then is; and what happens when the server dies.
import { clickAway, command, eventually, goTo, hover, inSomeFrame, until } from './page.mjs';
import { action, CODE, HOVER, lens, mistake, pick, session, squiggle, toast, TOP, WINDOW } from './session.mjs';

// A folder that is not trusted must not choose the interpreter: this one does not exist.
const folderSettings = { 'torchtutor.interpreter': '/nowhere/python', 'torchtutor.compile': false };
const settings = { 'security.workspace.trust.startupPrompt': 'always' };

await session({ locale: 'ko', asksForTrust: true, folderSettings, settings }, async ({ page, workbench, step, still }) => {
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
  await step('what is on offer, in Korean', async () => {
    const popup = page.locator('.monaco-hover:visible', { hasText: 'ModuleList' }).first();
    await hover(page, squiggle(page), popup);
    await still('squiggle', HOVER);
    await page.mouse.move(5, 5);
    await page.keyboard.press('Escape');
    await goTo(page, mistake.line, mistake.column);
    await until(page, () => page.keyboard.press('Control+.'), action(page, /ModuleList.*[가-힣]|[가-힣].*ModuleList/));
    await still('fix', CODE);
    await page.keyboard.press('Escape');
  });
  await step('a place that cannot be used says why', async () => {
    await command(page, 'TorchTutor: 장치 선택');
    await pick(page, '/nowhere/old/python').waitFor();
    await still('device', TOP);
    await pick(page, 'cpu').click();
  });
  await step('run in Korean', async () => {
    await until(page, () => lens(page, 'cpu').click(), toast(page, 'Stack'));
    await page.locator('.codelens-decoration a', { hasText: '3개 미등록', hasNotText: '취소' }).first().waitFor({ timeout: 180_000 });
    await toast(page, 'Stack').waitFor({ state: 'hidden' });
    const line = page.locator('.view-line', { hasText: 'self.head = ' });
    await line.filter({ hasText: /→.*32.*4/ }).first().waitFor();
    await still('run', CODE);
  });
  await step('a server that dies is started again', async () => {
    const [first] = workbench.servers();
    process.kill(first, 'SIGKILL');
    await eventually(() => workbench.servers().some((pid) => pid !== first), 'a new server');
    // The new one has the last result from the disk.
    await lens(page, '이전 실행').waitFor();
    await squiggle(page).waitFor();
  });
  await step('the first steps, with pictures in Korean', async () => {
    await command(page, 'TorchTutor: 시작하기');
    const steps = page.locator('.gettingStartedContainer');
    await steps.locator('.getting-started-step', { hasText: 'PyTorch가 보지 못하는 것 보기' }).waitFor();
    // There is room for the pictures without the side bar.
    const shown = steps.locator('.getting-started-media img[srcset*="ko%2Fsquiggle"]');
    await until(page, () => page.keyboard.press('Control+b'), shown);
    await page.keyboard.press('Control+b');
  });
  await step('a lesson in Korean', async () => {
    await command(page, 'View: Close Editor');
    await page.locator('.activitybar .action-label[aria-label="TorchTutor"]').click();
    const lesson = page.locator('.monaco-list-row', { hasText: '1. PyTorch' });
    await until(page, () => lesson.click(), page.locator('.tab').nth(1));
    await inSomeFrame(page, 'main h1', '멘탈 모델');
    await still('lesson', WINDOW);
  });
});
