import * as vscode from 'vscode';

import { html } from './page_html';

const VIEW = 'torchtutor.page';

/** A lesson or a solution, as the server's commands answer with it. `line`, from 0, is where to begin. */
export interface Page {
  markdown: string;
  line?: number;
}

/** The argument of the server's command that made the page. */
export type PageArgument = Record<string, string>;

export function isPage(answer: unknown): answer is Page {
  return typeof answer === 'object' && answer !== null && typeof (answer as Page).markdown === 'string';
}

/** Lessons as webviews beside the code, one for each. */
export class Pages implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly home: vscode.Uri) {}

  async show(argument: PageArgument, page: Page): Promise<void> {
    const panel = this.panels.get(key(argument)) ?? this.open(argument);
    panel.reveal(undefined, true);
    await this.draw(panel, argument, page);
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  private open(argument: PageArgument): vscode.WebviewPanel {
    const place = { viewColumn: this.column(), preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW, 'TorchTutor', place, {
      enableScripts: true,
      enableCommandUris: ['torchtutor.startExercise', 'torchtutor.showSolution'],
      enableFindWidget: true,
      localResourceRoots: [vscode.Uri.joinPath(this.home, 'media')],
    });
    panel.iconPath = vscode.Uri.joinPath(this.home, 'icon.png');
    this.panels.set(key(argument), panel);
    panel.onDidDispose(() => this.panels.delete(key(argument)));
    return panel;
  }

  private async draw(panel: vscode.WebviewPanel, argument: PageArgument, page: Page): Promise<void> {
    // VS Code's own Markdown, so that code has its colours.
    const body = await vscode.commands.executeCommand<string>('markdown.api.render', page.markdown);
    panel.title = /^# (.+)$/m.exec(page.markdown)?.[1] ?? panel.title;
    const lesson = argument['lesson'];
    const buttons = lesson === undefined ? [] : [
      { title: vscode.l10n.t('Start Exercise'), link: commandLink('torchtutor.startExercise', lesson) },
      { title: vscode.l10n.t('Show Solution'), link: commandLink('torchtutor.showSolution', lesson) },
    ];
    const style = panel.webview.asWebviewUri(vscode.Uri.joinPath(this.home, 'media', 'page.css'));
    const heading = page.markdown.split('\n')[page.line ?? 0] ?? '';
    panel.webview.html = html({ body, style: style.toString(), source: panel.webview.cspSource, begin: slug(heading), buttons });
  }

  /** Where a page is already, so that the next one becomes a tab there; else beside the code. */
  private column(): vscode.ViewColumn {
    const [open] = this.panels.values();
    return open?.viewColumn ?? vscode.ViewColumn.Beside;
  }
}

function key(argument: PageArgument): string {
  const { lesson, solution } = argument;
  return lesson ?? `solution of ${solution}`;
}

/** The id that VS Code's Markdown gives to a heading. */
function slug(heading: string): string {
  const words = heading.replace(/^#+\s*/, '').trim().toLowerCase();
  return words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

/** A link that runs a command of ours. */
export function commandLink(command: string, argument: unknown): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
