import type { Clock, Disposable } from '@alongside/base';
import { freshNews, type NewsKind } from '@alongside/desk';
import type { AgentView, UnreadNews } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import type { ElectronApi } from './electron-api.ts';

/** What its user reads in this time needs no notification: the window stands before them. */
const READ_MS = 1_500;

export interface ReplyTellerParts {
  readonly notify: ElectronApi['notify'];
  readonly t: TFunction;
  readonly clock: Clock;
  readonly show: () => void;
}

/**
 * Tells by the system's own notifications what the desk said, and that somebody asks to join; also while every window is
 * closed. Number and what happened, no words: a locked screen shows it, too.
 */
export class ReplyTeller implements Disposable {
  readonly #parts: ReplyTellerParts;
  /** Shown and not read; kept, since what is let go of cannot be pressed any more. */
  readonly #shown = new Map<string, { close(): void }>();
  /** Undefined until the first look: what was unread before this run was told of before. */
  #told: readonly UnreadNews[] | undefined;
  #unread: readonly UnreadNews[] = [];
  #join = '';
  #due: Disposable | undefined;

  constructor(parts: ReplyTellerParts) {
    this.#parts = parts;
  }

  follow({ unread, phase }: Pick<AgentView, 'unread' | 'phase'>): void {
    this.#told ??= unread;
    this.#unread = unread;
    const open = new Set(unread.map(({ requestId }) => requestId));
    for (const [id, shown] of this.#shown) {
      if (open.has(id) || id === this.#join) continue;
      shown.close();
      this.#shown.delete(id);
    }
    this.#followJoin(phase);
    if (freshNews(this.#told, unread).length === 0) this.#told = unread;
    else this.#due ??= this.#parts.clock.after(READ_MS, () => this.#tell());
  }

  dispose(): void {
    this.#due?.dispose();
    for (const shown of this.#shown.values()) shown.close();
    this.#shown.clear();
  }

  #followJoin(phase: AgentView['phase']): void {
    const asked = phase.phase === 'join' ? phase.sessionId : '';
    if (asked === this.#join) return;
    this.#shown.get(this.#join)?.close();
    this.#shown.delete(this.#join);
    this.#join = asked;
    if (phase.phase === 'join') this.#show(asked, 'join', phase.number);
  }

  #tell(): void {
    this.#due = undefined;
    for (const { requestId, number, what } of freshNews(this.#told ?? [], this.#unread)) this.#show(requestId, what, number);
    this.#told = this.#unread;
  }

  #show(id: string, what: NewsKind | 'join', number: number): void {
    const { notify, t, show } = this.#parts;
    this.#shown.get(id)?.close();
    const words = { title: t(`electron.news.${what}`, { number }), body: t('electron.news.open') };
    this.#shown.set(id, notify(words, show));
  }
}
