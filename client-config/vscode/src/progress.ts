import * as vscode from 'vscode';
import type {
  Middleware,
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from 'vscode-languageclient/node';

type Handler = NonNullable<Middleware['handleWorkDoneProgress']>;
type Change = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Toast {
  show(message: string | undefined, percentage: number | undefined): void;
  close(): void;
}

/**
 * Shows progress that can be cancelled as a notification with a Cancel button.
 *
 * vscode-languageclient puts all progress into the status bar, where nothing can be cancelled.
 */
export class ProgressToasts {
  private readonly toasts = new Map<ProgressToken, Toast>();

  constructor(private readonly cancel: (token: ProgressToken) => void) {}

  readonly handle: Handler = (token, change: Change, next) => {
    if (change.kind === 'begin' && change.cancellable) {
      this.open(token, change);
      return;
    }
    const toast = this.toasts.get(token);
    if (!toast) {
      next(token, change);
    } else if (change.kind === 'report') {
      toast.show(change.message, change.percentage);
    } else if (change.kind === 'end') {
      toast.close();
      // The client kept the token since the server created it, and forgets it only on "end".
      next(token, change);
    }
  };

  /** For a server that has gone: nobody will send "end". */
  closeAll(): void {
    for (const toast of this.toasts.values()) toast.close();
  }

  private open(token: ProgressToken, begin: WorkDoneProgressBegin): void {
    const place = { location: vscode.ProgressLocation.Notification, title: begin.title, cancellable: true };
    void vscode.window.withProgress(place, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => this.cancel(token));
      return new Promise<void>((resolve) => {
        let done = 0;
        const toast: Toast = {
          show: (message, percentage) => {
            const increment = percentage === undefined ? 0 : Math.max(0, percentage - done);
            done += increment;
            progress.report(message === undefined ? { increment } : { message, increment });
          },
          close: () => {
            this.toasts.delete(token);
            resolve();
          },
        };
        this.toasts.set(token, toast);
        toast.show(begin.message, begin.percentage);
      });
    });
  }
}
