import * as vscode from 'vscode';

import { classAtCursor } from './classes';
import { pickDevice } from './devices';
import { isPage, type Page, Pages } from './pages';
import { onPythonChange } from './python';
import { Server } from './server';
import { Status } from './status';

/** Commands of the server that answer with a page. */
const PAGE_COMMANDS = ['torchtutor.showReport', 'torchtutor.openLesson'];

/** What `torchtutor.lessons` lists. */
interface Lesson {
  id: string;
  number: number;
  title: string;
  minutes: number;
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('TorchTutor', { log: true });
  const status = new Status();
  const pages = new Pages();

  // Lenses, links in hovers and quick fixes name the server's commands. Of a page we ask for the text
  // only (`show`): the server would open its Markdown in an editor, we show it as a preview.
  const started = new Server(context.extensionPath, log, status, async (command, args, next) => {
    if (!PAGE_COMMANDS.includes(command)) return next(command, args);
    const argument = args[0] as Record<string, string>;
    const answer: unknown = await next(command, [{ ...argument, show: 'never' }]);
    if (isPage(answer)) await pages.show(argument, answer);
    return answer;
  });
  server = started;

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
    started.onRunFinished(async ({ uri, class: name }) => {
      const argument = { uri, class: name };
      if (!pages.has(argument)) return;
      pages.put(argument, await started.execute<Page>('torchtutor.showReport', { ...argument, show: 'never' }));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('torchtutor.device')) showDevice();
      if (change.affectsConfiguration('torchtutor.interpreter')) void started.followInterpreter();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
    await onPythonChange(() => void started.followInterpreter()),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function pickLesson(server: Server): Promise<void> {
  const lessons = await server.execute<Lesson[]>('torchtutor.lessons');
  const items = lessons.map(({ id, number, title, minutes }) => ({
    id,
    label: `${number}. ${title}`,
    description: vscode.l10n.t('{0} minutes', minutes),
  }));
  const choice = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Lesson') });
  if (choice) await vscode.commands.executeCommand('torchtutor.openLesson', { lesson: choice.id });
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
