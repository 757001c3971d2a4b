import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** What we read of the Python Environments extension's API. */
interface EnvironmentsApi {
  getEnvironment(scope?: vscode.Uri): Promise<{ execInfo?: { run?: { executable?: string } } } | undefined>;
  onDidChangeEnvironment: vscode.Event<unknown>;
}

/** What we read of the Python extension's API. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(scope?: vscode.Uri): { id: string; path: string };
    resolveEnvironment(
      environment: { id: string; path: string },
    ): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const ENVIRONMENTS_EXTENSION = 'ms-python.vscode-python-envs';
const PYTHON_EXTENSION = 'ms-python.python';

/**
 * The interpreter that runs the server and the learner's code: the setting, else the environment
 * chosen in a Python extension, else the folder's .venv, else Python from PATH.
 *
 * In a folder that is not trusted nothing is started that the folder could have brought along.
 */
export async function findPython(): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const setting = vscode.workspace.getConfiguration('torchtutor', folder).get<string>('interpreter', '').trim();
  if (setting) return expand(setting, folder);
  if (vscode.workspace.isTrusted) {
    const chosen = (await fromEnvironments(folder)) ?? (await fromPython(folder)) ?? dotVenv(folder);
    if (chosen) return chosen;
  }
  return process.platform === 'win32' ? 'python' : 'python3';
}

/** Calls `changed` when another environment is chosen in a Python extension. */
export async function onPythonChange(changed: () => void): Promise<vscode.Disposable> {
  const environments = await exportsOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  if (environments?.onDidChangeEnvironment) return environments.onDidChangeEnvironment(changed);
  const python = await exportsOf<PythonApi>(PYTHON_EXTENSION);
  return python?.environments?.onDidChangeActiveEnvironmentPath(changed) ?? new vscode.Disposable(() => {});
}

async function fromEnvironments(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const api = await exportsOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  return (await api?.getEnvironment?.(folder))?.execInfo?.run?.executable;
}

async function fromPython(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await exportsOf<PythonApi>(PYTHON_EXTENSION))?.environments;
  const active = environments?.getActiveEnvironmentPath(folder);
  return active && (await environments?.resolveEnvironment(active))?.executable.uri?.fsPath;
}

function dotVenv(folder: vscode.Uri | undefined): string | undefined {
  if (!folder) return undefined;
  const parts = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = path.join(folder.fsPath, '.venv', ...parts);
  return existsSync(python) ? python : undefined;
}

function expand(setting: string, folder: vscode.Uri | undefined): string {
  const named = setting
    .replace(/^~(?=[\\/])/, homedir())
    .replaceAll('${workspaceFolder}', folder?.fsPath ?? '');
  // A bare name such as python3.12 is looked up on PATH; anything with a slash is a place.
  return folder && /[\\/]/.test(named) ? path.resolve(folder.fsPath, named) : named;
}

async function exportsOf<Api>(id: string): Promise<Api | undefined> {
  try {
    return await vscode.extensions.getExtension<Api>(id)?.activate();
  } catch {
    // Someone else's extension failed to start; we go on to the next place to look.
    return undefined;
  }
}

/** How to start the server, or why it cannot be started, in the learner's words. */
export type Probe =
  | { executable: string; torch: string | undefined; args: string[] }
  | { problem: string; install?: { executable: string; requirement: string } };

/** What `python` says of itself: executable, version, whether torchtutor and libcst are there, torch's version. */
type Answer = [string, [number, number], boolean, boolean, string | null];

const QUESTION = `
import importlib.metadata as m, importlib.util as u, json, sys
try: torch = m.version("torch")
except m.PackageNotFoundError: torch = None
there = [u.find_spec(name) is not None for name in ("torchtutor", "libcst")]
print(json.dumps([sys.executable, sys.version_info[:2], *there, torch]))
`;

/**
 * Asks `python` what it is and has; takes some ten milliseconds and imports nothing of the learner's.
 *
 * The server is the environment's own, or the one in `home`/bundled (`useBundled`, or when there is no
 * other). That one is pure Python; libcst is compiled, so the environment has to have it.
 */
export async function probe(python: string, home: string, useBundled: boolean): Promise<Probe> {
  const answer = await new Promise<string>((resolve) => {
    execFile(python, ['-c', QUESTION], { cwd: home, timeout: 30_000 }, (error, stdout) => resolve(error ? '' : stdout));
  });
  if (!answer) {
    return { problem: vscode.l10n.t('Python could not be started: {0}. Choose another interpreter in the settings.', python) };
  }
  const [executable, version, installed, libcst, torch] = JSON.parse(answer) as Answer;
  if (version[0] !== 3 || version[1] < 11) {
    return {
      problem: vscode.l10n.t('TorchTutor needs Python 3.11 or newer. Python {0} is too old: {1}', version.join('.'), executable),
    };
  }
  const ready = (args: string[]) => ({ executable, torch: torch ?? undefined, args });
  const bundled = existsSync(path.join(home, 'bundled', 'libs', 'torchtutor'));
  if (installed && !(useBundled && bundled)) return ready(['-m', 'torchtutor', 'lsp']);
  if (bundled && libcst) return ready([path.join(home, 'bundled', 'server.py'), 'lsp']);
  const requirement = bundled ? 'libcst' : 'torchtutor';
  return {
    problem: vscode.l10n.t('TorchTutor needs the package {0}, which this Python does not have: {1}', requirement, executable),
    install: { executable, requirement },
  };
}
