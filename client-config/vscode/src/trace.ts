import * as vscode from 'vscode';

/**
 * The log as vscode-languageclient takes it for its trace of messages.
 *
 * By itself it traces when the log's level is Trace and asks the setting only how much; here the setting
 * `trace.server` is enough.
 */
export function traceInto(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const asked = () => vscode.workspace.getConfiguration('torchtutor').get('trace.server', 'off') !== 'off';
  const level = () => (asked() ? vscode.LogLevel.Trace : log.logLevel);
  const onDidChangeLogLevel: vscode.Event<vscode.LogLevel> = (listener) =>
    vscode.Disposable.from(
      log.onDidChangeLogLevel(() => listener(level())),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('torchtutor.trace')) listener(level());
      }),
    );
  const trace = (message: string) => (asked() ? log.info(message) : log.trace(message));
  return new Proxy(log, {
    get(target, name) {
      if (name === 'logLevel') return level();
      if (name === 'onDidChangeLogLevel') return onDidChangeLogLevel;
      return name === 'trace' ? trace : Reflect.get(target, name);
    },
  });
}
