import * as vscode from 'vscode';

import type { Server } from './server';

/** What `torchtutor.devices` answers. */
interface Devices {
  devices: string[];
  interpreter: string;
  torch: string | null;
  /** Why there are none, in the learner's language. */
  error?: string | null;
  /** Other interpreters of this machine, and targets. */
  targets: { name: string; torch: string | null; error: string | null }[];
}

interface Item extends vscode.QuickPickItem {
  device?: string;
}

/** Lets the learner choose where models run, and keeps the choice in the settings. */
export async function pickDevice(server: Server): Promise<void> {
  const looking = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for devices…') };
  const answer = await vscode.window.withProgress(looking, () => server.execute<Devices>('torchtutor.devices'));
  if (answer.error && answer.devices.length === 0) throw new Error(answer.error);
  const settings = vscode.workspace.getConfiguration('torchtutor');
  const title = answer.torch === null ? 'TorchTutor' : `TorchTutor · torch ${answer.torch}`;
  const placeHolder = vscode.l10n.t('Choose the device that models run on');
  const choice = await vscode.window.showQuickPick(items(answer, settings.get('device', 'cpu')), { title, placeHolder });
  if (choice?.device === undefined) return;
  await server.execute('torchtutor.selectDevice', { device: choice.device });
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('device', choice.device, target);
}

/** The devices of each place below its name; a place that cannot be used says why. */
function items(answer: Devices, current: string): Item[] {
  const inUse = (device: string) => (device === current ? vscode.l10n.t('in use') : '');
  const item = (device: string): Item => ({ label: device, description: inUse(device), device });
  const own = answer.devices.filter((device) => !answer.targets.some(({ name }) => isAt(name, device)));
  const others = answer.targets.flatMap(({ name, torch, error }): Item[] => [
    { label: torch === null ? name : `${name}, torch ${torch}`, kind: vscode.QuickPickItemKind.Separator },
    ...(error === null ? answer.devices.filter((device) => isAt(name, device)).map(item) : [{ label: `$(warning) ${name}`, detail: error }]),
  ]);
  return [...own.map(item), ...others];
}

function isAt(name: string, device: string): boolean {
  return device.startsWith(`${name} · `);
}
