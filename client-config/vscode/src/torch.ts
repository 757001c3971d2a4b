import * as vscode from 'vscode';

/** Whether anything that is open is for us: Python that mentions torch, or any Python if the settings say so. */
export function isWanted(): boolean {
  const any = vscode.workspace.getConfiguration('torchtutor').get('startFor') === 'python';
  return vscode.workspace.textDocuments.some((document) => isPython(document) && (any || mentionsTorch(document)));
}

/** Calls `start` once, as soon as something is open that is for us. */
export function whenWanted(start: () => void): vscode.Disposable {
  if (isWanted()) {
    start();
    return new vscode.Disposable(() => {});
  }
  const look = () => {
    if (!isWanted()) return;
    listening.dispose();
    start();
  };
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => isPython(document) && look()),
    vscode.workspace.onDidChangeConfiguration(look),
  );
  return listening;
}

function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python' && ['file', 'untitled', 'vscode-notebook-cell'].includes(document.uri.scheme);
}

function mentionsTorch(document: vscode.TextDocument): boolean {
  return /\btorch/.test(document.getText());
}
