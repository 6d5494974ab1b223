import { AppError, type Clock, type Disposable, DisposableStore, type Event, type Logger, toAppError } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import { type AgentView, shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { JoinDesk } from '../joins/join-desk.ts';
import type { WrongDesk } from '../joins/wrong-desk.ts';
import type { PageHost } from '../ports/index.ts';
import type { History } from '../records/history.ts';
import type { RecordKeeper } from '../records/record-keeper.ts';
import type { Session } from '../session/session.ts';

/** Views follow changes at most this often; a countdown runs in the page. */
const VIEW_GAP_MS = 30;

/** A question that is drawn on the page, as far as its own desk knows it. */
interface Dialogs {
  handleVisible(dialogId: string, visible: boolean, words: string): void;
  handleActive(dialogId: string): void;
  moreTime(dialogId: string): void;
}

/** What the user's page has in its hand, whatever host it is in. */
export interface PageHand {
  readonly view: AgentView;
  readonly onChange: Event<void>;
  readonly session: Session | undefined;
  /** The live one of that number. */
  sessionOf(sessionId: string): Session | undefined;
  /** Of who asks to join, and of who asks to watch. */
  readonly joins: readonly JoinDesk[];
  readonly wrong: WrongDesk;
  readonly history: History;
  /** Where this host keeps records with their tickets. */
  readonly records?: RecordKeeper;
  /** Of what is asked outside of a session, the join among them. */
  readonly dialogs: readonly Dialogs[];
  stop(reason: SessionEndReason): void;
  /** Whoever watches leaves. */
  sendAway(sessionId: string): void;
  somethingWrong(): void;
  dismissEnd(): void;
  dismissNotice(kind: string, sessionId?: string): void;
  /** Before the join, through the server. */
  sayBefore(text: string): Promise<void>;
}

export interface PageDeskParts {
  readonly hand: PageHand;
  readonly pages: PageHost;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers what only this host's page can ask. */
  readonly more?: (page: Connection, own: DisposableStore) => void;
}

/** The shell page's contract: the user's hand on what is asked and allowed. Sends the view after each change. */
export class PageDesk implements Disposable {
  readonly #hand: PageHand;
  readonly #more: PageDeskParts['more'];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  #page: Connection | undefined;
  #pageStore = new DisposableStore();
  #due: Disposable | undefined;
  /** What the page draws wholly visible, as it said. */
  readonly #drawn = new Map<string, { readonly sessionId: string | null; readonly dialogId: string }>();

  constructor(parts: PageDeskParts) {
    const { hand } = parts;
    this.#hand = hand;
    this.#more = parts.more;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#store.add(hand.onChange(() => this.#changed()));
    this.#store.add(parts.pages.onShell((connection) => this.#attach(connection)));
    this.#attach(parts.pages.shell);
  }

  dispose(): void {
    this.#due?.dispose();
    this.#pageStore.dispose();
    this.#store.dispose();
  }

  #attach(connection: Connection | undefined): void {
    if (connection === this.#page) return;
    const had = this.#page !== undefined;
    this.#allUnseen();
    this.#page = connection;
    this.#pageStore.dispose();
    this.#pageStore = new DisposableStore();
    // The page is the user's only hand: without it nothing may stay open (UX: closing the window is Stop).
    const { session } = this.#hand;
    if (!connection && had && (session?.consent.engaged || session?.joined.standing)) this.#hand.stop('user-closed');
    if (!connection) return;
    this.#answer(connection);
    this.#more?.(connection, this.#pageStore);
    this.#send();
  }

  #changed(): void {
    this.#due ??= this.#clock.after(VIEW_GAP_MS, () => {
      this.#due = undefined;
      this.#send();
    });
  }

  #send(): void {
    try {
      this.#page?.notify(shellPage.viewChanged, this.#hand.view);
    } catch (error) {
      this.#logger.error('the view could not be sent', { error: toAppError(error).message });
    }
  }

  /** Whoever is in a session chooses the numbers of its questions: they reach that session alone, and nothing outside of one. */
  #dialogsOf(sessionId: string | null): readonly Dialogs[] {
    if (sessionId === null) return this.#hand.dialogs;
    const session = this.#hand.sessionOf(sessionId);
    return session ? [session.consent, session.identity] : [];
  }

  /** The page went with all that it drew: on the next one Allow waits its second anew. */
  #allUnseen(): void {
    for (const { sessionId, dialogId } of this.#drawn.values()) {
      for (const each of this.#dialogsOf(sessionId)) each.handleVisible(dialogId, false, '');
    }
    this.#drawn.clear();
  }

  #answer(page: Connection): void {
    const hand = this.#hand;
    const { joins, history } = hand;
    const live = (session: Session | undefined) => {
      if (!session || session.end) throw new AppError('session.ended', 'there is no open session');
      return session;
    };
    const sessionOf = (sessionId: string) => live(hand.sessionOf(sessionId));
    // What whoever watches may see ends, and is asked about anew: nothing of it is begun again or made longer by a press.
    const helping = (sessionId: string) => live(hand.session?.joined.sessionId === sessionId ? hand.session : undefined);
    const own = this.#pageStore;
    own.add(
      page.handle(shellPage.helpDismiss, () => {
        hand.dismissEnd();
        return null;
      }),
    );
    own.add(page.on(shellPage.noticeDismiss, ({ kind }) => hand.dismissNotice(kind)));
    own.add(
      page.on(shellPage.dialogVisible, ({ sessionId, dialogId, visible, words }) => {
        const key = JSON.stringify([sessionId, dialogId]);
        if (visible) this.#drawn.set(key, { sessionId, dialogId });
        else this.#drawn.delete(key);
        for (const each of this.#dialogsOf(sessionId)) each.handleVisible(dialogId, visible, words);
      }),
    );
    own.add(
      page.handle(shellPage.dialogMoreTime, ({ sessionId, dialogId }) => {
        if (sessionId !== null) sessionOf(sessionId);
        for (const each of this.#dialogsOf(sessionId)) each.moreTime(dialogId);
        return null;
      }),
    );
    own.add(
      page.on(shellPage.dialogActive, ({ sessionId, dialogId }) => {
        for (const each of this.#dialogsOf(sessionId)) each.handleActive(dialogId);
      }),
    );
    own.add(
      page.handle(shellPage.joinDecide, ({ sessionId, accept }) => {
        for (const join of joins) join.decide(sessionId, accept);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.guardAnswer, ({ sessionId, question, yes }) => {
        for (const join of joins) join.answerQuestion(sessionId, question, yes);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.somethingWrong, () => {
        hand.somethingWrong();
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.wrongReport, ({ text, withMessages }) => hand.wrong.report(text, withMessages).then(() => null)),
    );
    own.add(
      page.handle(shellPage.consentAnswer, ({ sessionId, askId, allow, durationMs, wordsHash }) => {
        sessionOf(sessionId).consent.answer(askId, allow, durationMs, wordsHash);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.wordsAnswer, ({ sessionId, comparisonId, pick, wordsHash }) => {
        sessionOf(sessionId).identity.answer(comparisonId, pick, wordsHash);
        return null;
      }),
    );
    own.add(page.handle(shellPage.screenNotChosen, () => null));
    own.add(
      page.handle(shellPage.screenChooseAgain, ({ sessionId }) => {
        helping(sessionId).consent.startAgain('screen.view');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.askInvite, ({ sessionId, askId }) => {
        sessionOf(sessionId).consent.invite(askId);
        hand.dismissNotice('unanswered', sessionId);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.grantTakeBack, ({ sessionId, capability }) => {
        sessionOf(sessionId).consent.endGrant(capability, 'taken-back');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.grantProlong, ({ sessionId, capability, durationMs }) => {
        helping(sessionId).consent.prolong(capability, durationMs);
        hand.dismissNotice('expired', sessionId);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.reviewAnswer, ({ sessionId, keep }) => {
        helping(sessionId).consent.answerReview(keep);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.sessionPause, ({ sessionId, paused }) => {
        helping(sessionId).setPaused(paused);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.watchEnd, ({ sessionId }) => {
        hand.sendAway(sessionId);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.sessionStop, ({ by }) => {
        hand.stop(by === 'button' ? 'user-stopped' : 'user-closed');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.pageChatSay, ({ text }) => {
        const open = hand.session && !hand.session.end ? hand.session : undefined;
        return (open ? open.say(text) : hand.sayBefore(text)).then(() => null);
      }),
    );
    own.add(
      page.handle(shellPage.chatPassOn, () =>
        live(hand.session)
          .passOn()
          .then(() => null),
      ),
    );
    own.add(page.handle(shellPage.historyList, () => history.list(hand.records)));
    own.add(page.handle(shellPage.historyExport, ({ sessionId, offset }) => history.exportPart(sessionId, offset)));
    own.add(
      page.handle(shellPage.historyErase, ({ sessionId }) => {
        hand.records?.forget(sessionId);
        return history.erase(sessionId).then(() => null);
      }),
    );
  }
}
