// A Python that lacks what the server needs: the extension says so, installs it, and starts its own server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lens, python, session, squiggle, toast } from './session.mjs';

const folder = mkdtempSync(join(tmpdir(), 'torchtutor-bare-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
execFileSync(python, ['-m', 'venv', folder]);

await session({ python: join(folder, 'bin', 'python') }, async ({ page, workbench, step }) => {
  await step('says what is missing', async () => {
    await workbench.open('stack.py');
    await toast(page, 'needs the package libcst').waitFor();
  });
  await step('installs it and starts the bundled server', async () => {
    await toast(page, 'libcst').getByRole('button', { name: 'Install' }).click();
    await squiggle(page).waitFor({ timeout: 120_000 });
    await lens(page, 'cpu').waitFor();
  });
  await step('without torch a run says what is missing', async () => {
    await lens(page, 'cpu').click();
    await lens(page, 'PyTorch is not installed').waitFor();
  });
});
