// A fake, under the id of the Python extension: that one is on a marketplace which the tests cannot
// reach. It has the part of its API that tools use; the environment is chosen in the settings.
const vscode = require('vscode');

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  const chosen = () => vscode.workspace.getConfiguration('fakePython').get('environment');
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('fakePython')) changed.fire({ id: chosen(), path: chosen() });
    }),
  );
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ id: chosen(), path: chosen() }),
      resolveEnvironment: async ({ path }) => ({ id: path, path, executable: { uri: vscode.Uri.file(path) } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
