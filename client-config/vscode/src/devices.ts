import * as vscode from 'vscode';

import type { Server } from './server';

/** What `torchtutor.devices` answers. */
interface Devices {
  devices: string[];
  interpreter: string;
  torch: string | null;
  /** Why there are none, in the learner's language. */
  error?: string | null;
}

/** Lets the learner choose where models run, and keeps the choice in the settings. */
export async function pickDevice(server: Server): Promise<void> {
  const looking = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for devices…') };
  const answer = await vscode.window.withProgress(looking, () => server.execute<Devices>('torchtutor.devices'));
  if (answer.error) throw new Error(answer.error);
  const settings = vscode.workspace.getConfiguration('torchtutor');
  const current = settings.get('device', 'cpu');
  const items = answer.devices.map((device) => ({
    label: device,
    description: device === current ? vscode.l10n.t('in use') : '',
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title: answer.torch === null ? 'TorchTutor' : `TorchTutor · torch ${answer.torch}`,
    placeHolder: vscode.l10n.t('Choose the device that models run on'),
  });
  if (!choice) return;
  await server.execute('torchtutor.selectDevice', { device: choice.label });
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('device', choice.label, target);
}
