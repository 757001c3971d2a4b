import * as vscode from 'vscode';

import { inMarkup } from './page_html';
import { commandLink } from './pages';
import type { RunTold } from './server';

const VIEW = 'torchtutor.report';

/** What `torchtutor.report` answers. `lesson` explains the run's error. */
export interface Report {
  html: string;
  lesson?: { lesson: string; heading: string; title: string } | null;
}

export function isReport(answer: unknown): answer is Report {
  return typeof answer === 'object' && answer !== null && typeof (answer as Report).html === 'string';
}

/**
 * Reports of runs as webviews beside the code, one for each class; one that is open follows its runs.
 *
 * The server's page is shown as it is: it has its style and pictures in it, forbids everything else, and
 * needs no script. Drawn anew, it stays where it was read.
 */
export class Reports implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  /** For each page the newest drawing that was asked for: of two, the first may come last. */
  private readonly drawings = new Map<string, number>();

  constructor(private readonly home: vscode.Uri) {}

  show(run: RunTold, report: Report): void {
    const panel = this.panels.get(key(run)) ?? this.open(run);
    panel.reveal(undefined, true);
    this.draw(panel, run, report);
  }

  /** Draws a report anew if it is open; where there is none any more, it says so. */
  async update(run: RunTold, fetch: () => Promise<Report>): Promise<void> {
    if (!this.panels.has(key(run))) return;
    const turn = (this.drawings.get(key(run)) ?? 0) + 1;
    this.drawings.set(key(run), turn);
    const report = await fetch().catch((error: unknown) => sentence(error));
    const panel = this.panels.get(key(run));
    if (panel && this.drawings.get(key(run)) === turn) this.draw(panel, run, report);
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  private open(run: RunTold): vscode.WebviewPanel {
    const [other] = this.panels.values();
    const place = { viewColumn: other?.viewColumn ?? vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW, vscode.l10n.t('Report of {0}', run.class), place, {
      enableScripts: false,
      enableCommandUris: ['torchtutor.lessons.open', 'torchtutor.report'],
      enableFindWidget: true,
      localResourceRoots: [],
    });
    panel.iconPath = vscode.Uri.joinPath(this.home, 'icon.png');
    this.panels.set(key(run), panel);
    panel.onDidDispose(() => this.panels.delete(key(run)));
    return panel;
  }

  private draw(panel: vscode.WebviewPanel, run: RunTold, { html, lesson }: Report): void {
    const links: string[] = [];
    if (lesson) {
      const place = { lesson: lesson.lesson, heading: lesson.heading };
      links.push(link(vscode.l10n.t('Lesson: {0}', lesson.title), 'torchtutor.lessons.open', place));
    }
    // The file that the server writes for a browser is on its machine.
    if (vscode.env.remoteName === undefined) {
      links.push(link(vscode.l10n.t('Open in the browser'), 'torchtutor.report', run));
    }
    panel.webview.html = html.replace('</body>', () => `<p>${links.join(' · ')}</p></body>`);
  }
}

function key(run: RunTold): string {
  return `${run.uri}#${run.class}`;
}

function link(title: string, command: string, argument: unknown): string {
  return `<a href="${inMarkup(commandLink(command, argument))}">${inMarkup(title)}</a>`;
}

/** A page that only says why there is no report. */
function sentence(error: unknown): Report {
  const text = error instanceof Error ? error.message : String(error);
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return {
    html: `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"></head>
<body><p>${inMarkup(text)}</p></body></html>`,
  };
}
