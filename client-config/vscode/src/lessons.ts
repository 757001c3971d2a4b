import * as vscode from 'vscode';

import type { Server } from './server';

/** What `torchtutor.lessons.list` lists; `state` and the points are null where nothing is remembered. */
interface Lesson {
  id: string;
  order: number;
  title: string;
  minutes: number;
  state: 'new' | 'read' | 'started' | 'passed' | null;
  xp: number | null;
  xpMost: number | null;
}

/** What `torchtutor.progress` answers. */
interface Progress {
  on: boolean;
  points?: number;
  level?: number;
  levelName?: string;
  achievements?: { id: string; title: string }[];
}

/** What `torchtutor/exerciseChecked` tells. */
export interface Checked {
  passed: boolean;
  summary: string;
  gain: { xp: number; achievements: string[] } | null;
}

const ICONS = { new: 'circle-outline', read: 'book', started: 'edit', passed: 'pass-filled' };

/** The Lessons view: a click opens a lesson, the buttons start its exercise or show its solution. */
export class LessonTree implements vscode.TreeDataProvider<Lesson>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Lesson>;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView('torchtutor.lessons', { treeDataProvider: this });
  }

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  async getChildren(lesson?: Lesson): Promise<Lesson[]> {
    if (lesson) return [];
    try {
      const progress = await this.server.execute<Progress>('torchtutor.progress');
      this.view.description = progress.on
        ? vscode.l10n.t('level {0}, {1}: {2} XP', progress.level ?? 1, progress.levelName ?? '', progress.points ?? 0)
        : '';
      return await this.server.execute<Lesson[]>('torchtutor.lessons.list');
    } catch {
      return []; // the welcome text of the view says what to do when there is no server
    }
  }

  getTreeItem(lesson: Lesson): vscode.TreeItem {
    const item = new vscode.TreeItem(`${lesson.order}. ${lesson.title}`);
    item.id = lesson.id;
    item.description = lesson.xp ? `${lesson.xp}/${lesson.xpMost} XP` : vscode.l10n.t('{0} minutes', lesson.minutes);
    item.iconPath = new vscode.ThemeIcon(ICONS[lesson.state ?? 'new']);
    item.contextValue = 'lesson';
    item.command = { command: 'torchtutor.lessons.open', title: item.description, arguments: [{ lesson: lesson.id }] };
    return item;
  }

  /** Tells of a passed exercise what it brought. A failed one speaks in its own lens. */
  async celebrate(checked: Checked): Promise<void> {
    this.refresh();
    if (!checked.passed || !checked.gain) return;
    const { xp, achievements } = checked.gain;
    const progress = await this.server.execute<Progress>('torchtutor.progress');
    const titles = progress.achievements?.filter(({ id }) => achievements.includes(id)).map(({ title }) => title) ?? [];
    const won = titles.length > 0 ? vscode.l10n.t('Achievement: {0}', titles.join(', ')) : '';
    const parts = [checked.summary, xp > 0 ? `+${xp} XP` : '', won];
    void vscode.window.showInformationMessage(parts.filter(Boolean).join(' · '));
  }
}

/** The lesson that a command is about: the one clicked in the view or on a page, else one from a list. */
export async function chooseLesson(server: Server, title: string, given: unknown): Promise<string | undefined> {
  if (typeof given === 'object' && given !== null && 'id' in given) return String(given.id);
  if (typeof given === 'string') return given;
  const lessons = await server.execute<Lesson[]>('torchtutor.lessons.list');
  const items = lessons.map(({ id, order, title: label, minutes }) => ({
    id,
    label: `${order}. ${label}`,
    description: vscode.l10n.t('{0} minutes', minutes),
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.id;
}
