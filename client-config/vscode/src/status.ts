import * as vscode from 'vscode';

export type ServerState = 'waiting' | 'starting' | 'ready' | 'failed';

/** The entry in the language status menu: the device, PyTorch's version, and whether the server is there. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('torchtutor.status', { language: 'python' });
  private state: ServerState = 'waiting';
  private device = 'cpu';
  private interpreter = '';
  private torch: string | undefined;

  constructor() {
    this.item.name = 'TorchTutor';
    this.draw();
  }

  setState(state: ServerState): void {
    this.state = state;
    this.draw();
    // for the `when` clause of the Lessons view
    void vscode.commands.executeCommand('setContext', 'torchtutor.state', state);
  }

  setPython(interpreter: string, torch?: string): void {
    this.interpreter = interpreter;
    this.torch = torch;
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
    this.item.text = this.text();
    this.item.detail = this.interpreter;
    this.item.command = failed
      ? { command: 'torchtutor.restart', title: vscode.l10n.t('Restart') }
      : { command: 'torchtutor.pickDevice', title: vscode.l10n.t('Change') };
  }

  private text(): string {
    if (this.state === 'failed') return vscode.l10n.t('TorchTutor is not running');
    if (this.state === 'waiting') return vscode.l10n.t('TorchTutor waits for a file with torch');
    const torch = this.torch ? `torch ${this.torch}` : vscode.l10n.t('no torch here');
    return vscode.l10n.t('TorchTutor: {0}, {1}', this.device, torch);
  }
}
