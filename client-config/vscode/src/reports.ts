import * as vscode from 'vscode';

/**
 * Reports, shown as Markdown previews that follow new runs.
 *
 * A report is a virtual document: nothing is written to the learner's folder.
 */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private static readonly scheme = 'torchtutor-report';
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(Reports.scheme, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(documentUri: string, className: string, markdown: string): Promise<void> {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', this.put(documentUri, className, markdown));
  }

  has(documentUri: string, className: string): boolean {
    return this.texts.has(Reports.uri(documentUri, className).toString());
  }

  put(documentUri: string, className: string, markdown: string): vscode.Uri {
    const uri = Reports.uri(documentUri, className);
    this.texts.set(uri.toString(), markdown);
    this.changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private static uri(documentUri: string, className: string): vscode.Uri {
    return vscode.Uri.from({ scheme: Reports.scheme, path: `/${className}.md`, query: documentUri });
  }
}
