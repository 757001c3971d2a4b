import * as vscode from 'vscode';

export type ServerState = 'starting' | 'ready' | 'failed';

/** The entry in the language status menu: the device, and whether the server is there. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('torchtutor.status', { language: 'python' });
  private state: ServerState = 'starting';
  private device = 'cpu';

  constructor() {
    this.item.name = 'TorchTutor';
    this.draw();
  }

  setState(state: ServerState, interpreter?: string): void {
    this.state = state;
    if (interpreter !== undefined) this.item.detail = interpreter;
    this.draw();
  }

  setDevice(device: string): void {
    this.device = device;
    this.draw();
  }

  dispose(): void {
    this.item.dispose();
  }

  private draw(): void {
    const failed = this.state === 'failed';
    this.item.busy = this.state === 'starting';
    this.item.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.item.text = failed
      ? vscode.l10n.t('TorchTutor is not running')
      : vscode.l10n.t('TorchTutor device: {0}', this.device);
    this.item.command = failed
      ? { command: 'torchtutor.restart', title: vscode.l10n.t('Restart') }
      : { command: 'torchtutor.pickDevice', title: vscode.l10n.t('Change') };
  }
}
