import * as vscode from 'vscode';

import { classAtCursor } from './classes';
import { pickDevice } from './devices';
import { LessonTree, pickLesson } from './lessons';
import { isPage, type Page, type PageArgument, Pages } from './pages';
import { onPythonChange } from './python';
import { Server } from './server';
import { Status } from './status';
import { whenWanted } from './torch';

/** Commands of the server that answer with a page. */
const PAGE_COMMANDS = ['torchtutor.showReport', 'torchtutor.openLesson'];

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('TorchTutor', { log: true });
  const status = new Status();
  const pages = new Pages(context.extensionUri);

  // Lenses, links in hovers and quick fixes name the server's commands. Of a page we ask for the text
  // only (`show`): the server would open its Markdown in an editor, we show it as a preview.
  const started = new Server(context.extensionPath, log, status, async (command, args, next) => {
    if (!PAGE_COMMANDS.includes(command)) return next(command, args);
    const argument = args[0] as PageArgument;
    const answer: unknown = await next(command, [{ ...argument, show: 'never' }]);
    if (isPage(answer)) await pages.show(argument, answer);
    return answer;
  });
  server = started;
  const lessons = new LessonTree(started);

  const showDevice = () => status.setDevice(vscode.workspace.getConfiguration('torchtutor').get('device', 'cpu'));
  showDevice();

  /** Runs one of the server's commands for the class at the cursor. */
  const forClassAtCursor = (command: string) => async () => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const name = await classAtCursor(editor);
    if (name === undefined) return;
    await vscode.commands.executeCommand(command, { uri: editor.document.uri.toString(), class: name });
  };
  const commands: Record<string, () => unknown> = {
    'torchtutor.runAtCursor': forClassAtCursor('torchtutor.run'),
    'torchtutor.reportAtCursor': forClassAtCursor('torchtutor.showReport'),
    'torchtutor.pickDevice': () => pickDevice(started),
    'torchtutor.pickLesson': () => pickLesson(started),
    'torchtutor.openExample': () => openExample(context),
    'torchtutor.openWalkthrough': () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    'torchtutor.restart': () => started.restart(),
    'torchtutor.showLog': () => log.show(),
  };
  for (const [id, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(id, guarded(log, run)));
  }

  context.subscriptions.push(
    log,
    status,
    pages,
    vscode.window.registerTreeDataProvider('torchtutor.lessons', lessons),
    started.onReady(() => lessons.refresh()),
    started.onRunFinished(({ uri, class: name }) => {
      const argument = { uri, class: name };
      void pages.update(argument, () => started.execute<Page>('torchtutor.showReport', { ...argument, show: 'never' }));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('torchtutor.device')) showDevice();
      if (change.affectsConfiguration('torchtutor.interpreter')) void started.followInterpreter();
      if (change.affectsConfiguration('torchtutor.importStrategy')) void started.restartIfStarted();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restartIfStarted()),
    whenWanted(() => void started.restart()),
    await onPythonChange(() => void started.followInterpreter()),
  );
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** A model with a mistake in an editor of its own; nothing is written to the learner's folder. */
async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const file = vscode.Uri.joinPath(context.extensionUri, 'media', 'example.py');
  const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const document = await vscode.workspace.openTextDocument({ language: 'python', content });
  await vscode.window.showTextDocument(document);
}

/** A command whose failure is told to the learner once, and is in the log. */
function guarded(log: vscode.LogOutputChannel, run: () => unknown): () => Promise<void> {
  return async () => {
    try {
      await run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error(message);
      void vscode.window.showErrorMessage(message);
    }
  };
}
