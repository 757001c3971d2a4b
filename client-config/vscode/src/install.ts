import * as vscode from 'vscode';

/** Installs a package into the learner's environment, in a terminal that they see. True when it went well. */
export async function install(python: string, requirement: string): Promise<boolean> {
  const command = new vscode.ProcessExecution(python, ['-m', 'pip', 'install', requirement]);
  const scope = vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global;
  const name = vscode.l10n.t('Install {0}', requirement);
  const task = new vscode.Task({ type: 'process' }, scope, name, 'TorchTutor', command);
  const execution = await vscode.tasks.executeTask(task);
  const code = await new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess((ended) => {
      if (ended.execution !== execution) return;
      listening.dispose();
      resolve(ended.exitCode);
    });
  });
  return code === 0;
}
