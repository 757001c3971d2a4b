import * as vscode from 'vscode';

import { classAtCursor } from './classes';
import { pickDevice } from './devices';
import { chooseLesson, LessonTree } from './lessons';
import { isPage, type PageArgument, Pages } from './pages';
import { onPythonChange } from './python';
import { isReport, type Report, Reports } from './reports';
import { type RunTold, Server } from './server';
import { Status } from './status';
import { whenWanted } from './torch';

/** Commands of the server that answer with a lesson's page. */
const PAGE_COMMANDS = ['torchtutor.openLesson', 'torchtutor.lessons.open'];
/** What a lens asks for, which is Markdown for other editors, and what we ask for instead. */
const SHOW_REPORT = 'torchtutor.showReport';
const REPORT = 'torchtutor.report';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('TorchTutor', { log: true });
  const status = new Status();
  const pages = new Pages(context.extensionUri);
  const reports = new Reports(context.extensionUri);

  // Lenses, links in hovers and quick fixes name the server's commands. Of a page we ask for the text
  // only (`show`): the server would open its Markdown in an editor, we show it as a preview.
  const started = new Server(context.extensionPath, log, status, async (command, args, next) => {
    if (command === SHOW_REPORT) {
      const run = args[0] as RunTold;
      const answer: unknown = await next(REPORT, [{ ...run, show: 'never' }]);
      if (isReport(answer)) reports.show(run, answer);
      return answer;
    }
    if (!PAGE_COMMANDS.includes(command)) return next(command, args);
    const argument = args[0] as PageArgument;
    const answer: unknown = await next(command, [{ ...argument, show: 'never' }]);
    if (isPage(answer)) await pages.show(argument, answer);
    if (argument['lesson']) lessons.refresh(); // it counts as read now
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
  /** Puts the file of an exercise into the first column, so that the lesson beside it stays to be read. */
  const begin = (command: string, title: string) => async (given: unknown) => {
    const lesson = await chooseLesson(started, title, given);
    if (lesson === undefined) return;
    const { uri } = await started.execute<{ uri: string }>(command, { lesson, show: 'never' });
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { viewColumn: vscode.ViewColumn.One, preview: false });
    lessons.refresh();
  };
  const commands: Record<string, (given: unknown) => unknown> = {
    'torchtutor.runAtCursor': forClassAtCursor('torchtutor.run'),
    'torchtutor.reportAtCursor': forClassAtCursor(SHOW_REPORT),
    'torchtutor.pickDevice': () => pickDevice(started),
    'torchtutor.deleteResults': async () => {
      const { title } = await started.execute<{ title: string }>('torchtutor.forgetResults');
      void vscode.window.showInformationMessage(title);
    },
    'torchtutor.pickLesson': async (given) => {
      const lesson = await chooseLesson(started, vscode.l10n.t('Open Lesson'), given);
      if (lesson !== undefined) await vscode.commands.executeCommand('torchtutor.lessons.open', { lesson });
    },
    'torchtutor.startExercise': begin('torchtutor.lessons.start', vscode.l10n.t('Start Exercise')),
    'torchtutor.resetExercise': begin('torchtutor.lessons.reset', vscode.l10n.t('Start Exercise Again')),
    'torchtutor.showSolution': async (given) => {
      const lesson = await chooseLesson(started, vscode.l10n.t('Show Solution'), given);
      if (lesson === undefined) return;
      const { solution } = await started.execute<{ solution: string }>('torchtutor.lessons.solution', { lesson, show: 'never' });
      const title = vscode.l10n.t('Solution');
      await pages.show({ solution: lesson }, { markdown: `# ${title}\n\n\`\`\`python\n${solution}\`\`\`\n` });
    },
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
    reports,
    lessons,
    started.onExerciseChecked((checked) => void lessons.celebrate(checked)),
    started.onReady(() => lessons.refresh()),
    started.onRunTold(({ uri, class: name }) => {
      const run = { uri, class: name };
      void reports.update(run, () => started.execute<Report>(REPORT, { ...run, show: 'never' }));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('torchtutor.device')) showDevice();
      // VS Code takes a change of `interpreters` beside one of `interpreter` for the only one of the two.
      if (change.affectsConfiguration('torchtutor')) void started.followInterpreter();
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
function guarded(log: vscode.LogOutputChannel, run: (given: unknown) => unknown): (given: unknown) => Promise<void> {
  return async (given) => {
    try {
      await run(given);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error(message);
      void vscode.window.showErrorMessage(message);
    }
  };
}
