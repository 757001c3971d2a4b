import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgressCancelNotification,
} from 'vscode-languageclient/node';

import { install } from './install';
import type { Checked } from './lessons';
import { ProgressToasts } from './progress';
import { findPython, type Probe, probe } from './python';
import type { Status } from './status';
import { traceInto } from './trace';

/** The commands that a link in a hover may run: they show text and never run learner code. */
const COMMANDS_IN_HOVERS = ['torchtutor.openLesson', 'torchtutor.lessons.open', 'torchtutor.showReport'];
const MAX_CRASHES = 5;
const CRASH_WINDOW_MS = 3 * 60 * 1000;

/** Which run a notification is about. */
export interface RunTold {
  uri: string;
  class: string;
}

/** The language server's process and its client, through every restart. */
export class Server {
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();
  /** As it was found, and the executable that it turned out to be. */
  private found = '';
  private interpreter = '';
  private args: string[] = [];
  private started = false;
  private crashes: number[] = [];
  private readonly toasts = new ProgressToasts((token) => {
    void this.client?.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  });
  private readonly runTold = new vscode.EventEmitter<RunTold>();
  /** Fires when there is more to report of a run, and when it has ended. */
  readonly onRunTold = this.runTold.event;
  private readonly exerciseChecked = new vscode.EventEmitter<Checked>();
  readonly onExerciseChecked = this.exerciseChecked.event;
  private readonly ready = new vscode.EventEmitter<void>();
  /** Fires at every start that went well. */
  readonly onReady = this.ready.event;

  constructor(
    /** A folder of ours to start in: `python -m` puts the current folder first on the import path. */
    private readonly home: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly status: Status,
    private readonly executeCommand: NonNullable<Middleware['executeCommand']>,
  ) {}

  /** Starts, or stops and starts again; one at a time. Tells the learner of a failure and never rejects. */
  restart(): Promise<void> {
    this.started = true;
    this.queue = this.queue.then(() => this.stopNow()).then(() => this.startNow());
    return this.queue;
  }

  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.stopNow());
    return this.queue;
  }

  /** Restarts if another interpreter would be chosen now. */
  async followInterpreter(): Promise<void> {
    if (this.started && (await findPython()) !== this.found) await this.restart();
  }

  async restartIfStarted(): Promise<void> {
    if (this.started) await this.restart();
  }

  /** Runs a command of the server, which is started for it; rejects when that fails or the server refuses. */
  async execute<Result>(command: string, ...args: unknown[]): Promise<Result> {
    if (!this.started) void this.restart();
    await this.queue;
    if (this.client?.state !== State.Running) {
      throw new Error(vscode.l10n.t('TorchTutor is not running. Try "TorchTutor: Restart Server".'));
    }
    return this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }) as Promise<Result>;
  }

  private async stopNow(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    this.toasts.closeAll();
    if (old?.needsStop()) await old.stop().catch((error: unknown) => this.log.warn(String(error)));
  }

  private async startNow(): Promise<void> {
    this.found = await findPython();
    this.status.setPython(this.found);
    this.status.setState('starting');
    const strategy = vscode.workspace.getConfiguration('torchtutor').get('importStrategy');
    const python = await probe(this.found, this.home, strategy === 'useBundled');
    if ('problem' in python) {
      this.failForPython(python);
      return;
    }
    this.interpreter = python.executable;
    this.args = python.args;
    this.status.setPython(python.executable, python.torch);
    this.log.info(`server: ${this.interpreter} ${this.args.join(' ')}`);
    // vscode-languageclient can neither stop nor start again a client whose start failed.
    const client = this.newClient();
    this.client = client;
    try {
      await client.start();
      this.status.setState('ready');
      this.ready.fire();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      this.fail(vscode.l10n.t('TorchTutor could not start. The log says why.'), this.startAgain);
    }
  }

  private newClient(): LanguageClient {
    const run = {
      command: this.interpreter,
      args: this.args,
      options: { cwd: this.home },
      transport: TransportKind.stdio,
    };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: 'file', language: 'python' },
        { scheme: 'untitled', language: 'python' },
        { scheme: 'vscode-notebook-cell', language: 'python' },
      ],
      outputChannel: this.log,
      traceOutputChannel: traceInto(this.log),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands: COMMANDS_IN_HOVERS }, supportHtml: true },
      initializationOptions: () => ({ ...changedSettings(), isTrusted: vscode.workspace.isTrusted }),
      initializationFailedHandler: () => false,
      errorHandler: {
        // A dying server fails several writes; giving up here would keep it from being restarted.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(client),
      },
      middleware: {
        handleWorkDoneProgress: this.toasts.handle,
        executeCommand: this.executeCommand,
        workspace: { configuration: (params, token, next) => this.configuration(params, token, next) },
      },
    };
    const client = new LanguageClient('torchtutor', 'TorchTutor', run, options);
    for (const method of ['torchtutor/runProgressed', 'torchtutor/runFinished']) {
      client.onNotification(method, (told: RunTold) => this.runTold.fire(told));
    }
    client.onNotification('torchtutor/exerciseChecked', (checked: Checked) => this.exerciseChecked.fire(checked));
    return client;
  }

  /** The process has ended by itself. */
  private closed(client: LanguageClient): CloseHandlerResult {
    this.toasts.closeAll();
    if (client.state === State.Running) {
      this.client = undefined;
      const now = Date.now();
      this.crashes = [...this.crashes.filter((time) => now - time < CRASH_WINDOW_MS), now];
      if (this.crashes.length < MAX_CRASHES) {
        void this.restart();
      } else {
        this.crashes = [];
        this.fail(
          vscode.l10n.t('TorchTutor stopped {0} times in 3 minutes and stays off. The log says why.', MAX_CRASHES),
          this.startAgain,
        );
      }
    }
    return { action: CloseAction.DoNotRestart, handled: true, message: 'The server process ended.' };
  }

  /** The settings with the interpreter as it was found, so that the editor and the server agree on it. */
  private async configuration(
    ...[params, token, next]: Parameters<NonNullable<NonNullable<Middleware['workspace']>['configuration']>>
  ): Promise<unknown[]> {
    const answers = await next(params, token);
    if (!Array.isArray(answers)) throw answers;
    return params.items.map((item, i) =>
      item.section === 'torchtutor' ? { ...withoutOurs(answers[i]), interpreter: this.interpreter } : answers[i],
    );
  }

  private readonly startAgain: Way = { title: vscode.l10n.t('Restart'), go: () => this.restart() };

  private failForPython({ problem, install: missing }: Extract<Probe, { problem: string }>): void {
    const settings: Way = {
      title: vscode.l10n.t('Open Settings'),
      go: () => vscode.commands.executeCommand('workbench.action.openSettings', 'torchtutor.interpreter'),
    };
    // Nothing is installed on behalf of a folder that is not trusted.
    if (!missing || !vscode.workspace.isTrusted) return this.fail(problem, settings);
    const installing: Way = {
      title: vscode.l10n.t('Install'),
      go: async () => {
        if (await install(missing.executable, missing.requirement)) await this.restart();
      },
    };
    this.fail(problem, installing, settings);
  }

  /** Tells why there is no server, with ways on; the log is always one. */
  private fail(message: string, ...ways: Way[]): void {
    this.status.setState('failed');
    this.log.error(message);
    const choices = [...ways, { title: vscode.l10n.t('Show Log'), go: () => this.log.show() }];
    void vscode.window.showErrorMessage(message, ...choices).then((choice) => choice?.go());
  }
}

/** What the learner can do about a failure: a button. */
interface Way extends vscode.MessageItem {
  go(): unknown;
}

/** Settings that only this extension knows: the server would call them unknown. */
const OURS = ['importStrategy', 'startFor', 'trace'];

function withoutOurs(settings: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !OURS.includes(name)));
}

/**
 * What the learner changed, so that the first message already comes in their language. A default is
 * left out: it would hide what the project's pyproject.toml says.
 */
function changedSettings(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('torchtutor', vscode.workspace.workspaceFolders?.[0]?.uri);
  const names = Object.keys(withoutOurs(vscode.workspace.getConfiguration().get<object>('torchtutor', {})));
  const changed = names.filter((name) => {
    return JSON.stringify(settings.get(name)) !== JSON.stringify(settings.inspect(name)?.defaultValue);
  });
  return Object.fromEntries(changed.map((name) => [name, settings.get(name)]));
}
