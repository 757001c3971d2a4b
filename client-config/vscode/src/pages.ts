import * as vscode from 'vscode';

const SCHEME = 'torchtutor-page';
const PREVIEW = 'vscode.markdown.preview.editor';

/** A report or a lesson, as the server's commands answer with it. `line`, from 0, is where to begin. */
export interface Page {
  markdown: string;
  line?: number;
}

export function isPage(answer: unknown): answer is Page {
  return typeof answer === 'object' && answer !== null && typeof (answer as Page).markdown === 'string';
}

/**
 * Reports and lessons as Markdown previews. A report that is open follows new runs.
 *
 * A page is a virtual document: nothing is written to the learner's folder. Its address is made
 * from the argument of the command that showed it.
 */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.with({ fragment: '' }).toString()) ?? '';
  }

  async show(argument: Record<string, string>, page: Page): Promise<void> {
    const fragment = slug(page.markdown.split('\n')[page.line ?? 0] ?? '');
    const uri = this.put(argument, page).with({ fragment });
    const place = { viewColumn: columnOfPages(), preserveFocus: true };
    await vscode.commands.executeCommand('vscode.openWith', uri, PREVIEW, place);
  }

  has(argument: Record<string, string>): boolean {
    return this.texts.has(address(argument).toString());
  }

  put(argument: Record<string, string>, page: Page): vscode.Uri {
    const uri = address(argument);
    this.texts.set(uri.toString(), page.markdown);
    this.changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

function address(argument: Record<string, string>): vscode.Uri {
  const name = argument['class'] ?? argument['lesson'] ?? 'page';
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: argument['uri'] ?? '' });
}

/** Where a page is already, so that the next one becomes a tab there; else beside the code. */
function columnOfPages(): vscode.ViewColumn {
  const isOurs = ({ input }: vscode.Tab) => input instanceof vscode.TabInputCustom && input.uri.scheme === SCHEME;
  return vscode.window.tabGroups.all.find((group) => group.tabs.some(isOurs))?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The name under which VS Code's Markdown preview finds a heading. */
function slug(heading: string): string {
  const words = heading.replace(/^#+\s*/, '').trim().toLowerCase();
  return words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}
