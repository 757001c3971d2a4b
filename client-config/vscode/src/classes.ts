import * as vscode from 'vscode';

/** More lenses than a file will have: VS Code resolves at most this many for us. */
const ALL = 1000;

/**
 * The Module class that the cursor is in or below, else the one the learner picks.
 *
 * The server's own code lenses say which classes can be run, so both always agree.
 */
export async function classAtCursor(editor: vscode.TextEditor): Promise<string | undefined> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    editor.document.uri,
    ALL,
  );
  const classes = new Map<string, number>();
  for (const lens of lenses) {
    const name = className(lens.command);
    if (name !== undefined) classes.set(name, lens.range.start.line);
  }
  if (classes.size === 0) {
    const text = vscode.l10n.t('There is no nn.Module class to run in this file. Run & Time needs the setting torchtutor.codeLens.');
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const above = [...classes].filter(([, line]) => line <= editor.selection.active.line);
  const nearest = above.sort(([, a], [, b]) => b - a)[0];
  if (nearest) return nearest[0];
  return vscode.window.showQuickPick([...classes.keys()], { placeHolder: vscode.l10n.t('Choose a class') });
}

function className(command: vscode.Command | undefined): string | undefined {
  if (!command?.command.startsWith('torchtutor.')) return undefined;
  const argument = command.arguments?.[0] as { class?: unknown } | undefined;
  return typeof argument?.class === 'string' ? argument.class : undefined;
}
