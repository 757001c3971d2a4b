import * as vscode from 'vscode';

import type { Server } from './server';

/** What `torchtutor.lessons` lists. */
interface Lesson {
  id: string;
  number: number;
  title: string;
  minutes: number;
}

/** The Lessons view: a click opens a lesson. */
export class LessonTree implements vscode.TreeDataProvider<Lesson> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {}

  refresh(): void {
    this.changed.fire();
  }

  async getChildren(): Promise<Lesson[]> {
    // The welcome text of the view says what to do when there is no server.
    return this.server.execute<Lesson[]>('torchtutor.lessons').catch(() => []);
  }

  getTreeItem(lesson: Lesson): vscode.TreeItem {
    const item = new vscode.TreeItem(`${lesson.number}. ${lesson.title}`);
    item.id = lesson.id;
    item.description = vscode.l10n.t('{0} minutes', lesson.minutes);
    item.iconPath = new vscode.ThemeIcon('book');
    item.command = { command: 'torchtutor.openLesson', title: item.description, arguments: [{ lesson: lesson.id }] };
    return item;
  }
}

export async function pickLesson(server: Server): Promise<void> {
  const lessons = await server.execute<Lesson[]>('torchtutor.lessons');
  const items = lessons.map(({ id, number, title, minutes }) => ({
    id,
    label: `${number}. ${title}`,
    description: vscode.l10n.t('{0} minutes', minutes),
  }));
  const choice = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Lesson') });
  if (choice) await vscode.commands.executeCommand('torchtutor.openLesson', { lesson: choice.id });
}
