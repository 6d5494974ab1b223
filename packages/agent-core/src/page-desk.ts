import { AppError, type Clock, type Disposable, DisposableStore, type Logger, toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { Agent } from './agent.ts';
import type { PageHost } from './ports/index.ts';

/** Views follow changes at most this often; a countdown runs in the page. */
const VIEW_GAP_MS = 30;

/** The shell page's contract: the user's hand on the agent. Sends the view after each change. */
export class PageDesk implements Disposable {
  readonly #agent: Agent;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  #page: Connection | undefined;
  #pageStore = new DisposableStore();
  #due: Disposable | undefined;
  readonly #mirrors = new Map<string, Disposable>();

  constructor(agent: Agent, parts: { pages: PageHost; clock: Clock; logger: Logger }) {
    this.#agent = agent;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#store.add(agent.onChange(() => this.#changed()));
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
    this.#page = connection;
    this.#pageStore.dispose();
    this.#pageStore = new DisposableStore();
    // The page is the user's only hand: without it nothing may stay open (UX: closing the window is Stop).
    const { session } = this.#agent;
    if (!connection && had && (session?.consent.engaged || session?.joined.standing)) this.#agent.stop('user-closed');
    if (!connection) return;
    this.#answer(connection);
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
      this.#page?.notify(shellPage.viewChanged, this.#agent.view);
    } catch (error) {
      this.#logger.error('the view could not be sent', { error: toAppError(error).message });
    }
  }

  #answer(page: Connection): void {
    const agent = this.#agent;
    const { requests, codes, join, history, standing } = agent;
    const session = () => {
      if (!agent.session || agent.session.end) throw new AppError('session.ended', 'there is no open session');
      return agent.session;
    };
    const own = this.#pageStore;
    own.add(page.on(shellPage.draftKeep, (draft) => void requests.keepDraft(draft)));
    own.add(
      page.handle(shellPage.picturePart, (part) => {
        agent.pictures.stage(part);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.helpSend, async ({ text, name, articles, picture }) => {
        if (picture !== undefined) agent.pictures.mustBeWhole(picture);
        const requestId = await requests.send(text, name, articles);
        if (picture !== undefined) await agent.pictures.hold(requestId);
        return null;
      }),
    );
    own.add(page.handle(shellPage.languageChoose, ({ language }) => agent.language.choose(language).then(() => null)));
    own.add(page.handle(shellPage.articleSolved, ({ article, tell }) => agent.answers.solved(article, tell).then(() => null)));
    own.add(page.handle(shellPage.helpCancel, () => requests.cancel().then(() => null)));
    own.add(page.handle(shellPage.helpCallBack, (wanted) => requests.callBack(wanted).then(() => null)));
    own.add(
      page.handle(shellPage.helpCode, async ({ name }) => {
        if (requests.state.state !== 'none') throw new AppError('ticket.wrong-state', 'a request is open already');
        await requests.keepDraft({ text: requests.state.draft.text, name });
        await codes.make(name);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.helpCodeCancel, () => {
        codes.cancel();
        return null;
      }),
    );
    own.add(page.handle(shellPage.helpInvitation, ({ link }) => requests.openInvitation(link).then(() => null)));
    own.add(
      page.handle(shellPage.helpInvitationDrop, () => {
        requests.dropInvitation();
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.helpDismiss, () => {
        agent.dismissEnd();
        return null;
      }),
    );
    own.add(page.on(shellPage.noticeDismiss, ({ kind }) => agent.dismissNotice(kind)));
    own.add(
      page.on(shellPage.dialogVisible, ({ dialogId, visible, words }) => {
        join.handleVisible(dialogId, visible, words);
        standing.handleVisible(dialogId, visible, words);
        agent.session?.consent.handleVisible(dialogId, visible, words);
        agent.session?.identity.handleVisible(dialogId, visible, words);
      }),
    );
    own.add(
      page.handle(shellPage.dialogMoreTime, ({ dialogId }) => {
        join.moreTime(dialogId);
        standing.moreTime(dialogId);
        agent.session?.consent.moreTime(dialogId);
        agent.session?.identity.moreTime(dialogId);
        return null;
      }),
    );
    own.add(
      page.on(shellPage.dialogActive, ({ dialogId }) => {
        join.handleActive(dialogId);
        standing.handleActive(dialogId);
        agent.session?.consent.handleActive(dialogId);
        agent.session?.identity.handleActive(dialogId);
      }),
    );
    own.add(
      page.handle(shellPage.joinDecide, ({ sessionId, accept }) => {
        join.decide(sessionId, accept);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.guardAnswer, ({ sessionId, question, yes }) => {
        join.answerQuestion(sessionId, question, yes);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.somethingWrong, () => {
        agent.somethingWrong();
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.wrongReport, ({ text, withMessages }) => agent.wrong.report(text, withMessages).then(() => null)),
    );
    own.add(
      page.handle(shellPage.consentAnswer, ({ askId, allow, durationMs, wordsHash }) => {
        session().consent.answer(askId, allow, durationMs, wordsHash);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.standingPropose, (choice) => {
        standing.propose(choice);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.standingAnswer, ({ proposalId, allow }) => {
        standing.answer(proposalId, allow);
        return null;
      }),
    );
    own.add(page.handle(shellPage.standingRevoke, ({ standingId }) => standing.revoke(standingId).then(() => null)));
    own.add(
      page.on(shellPage.standingShown, ({ sessionId }) => {
        if (agent.session?.joined.sessionId === sessionId) agent.session.handleNoticeShown();
      }),
    );
    own.add(
      page.handle(shellPage.wordsAnswer, ({ comparisonId, pick, wordsHash }) => {
        session().identity.answer(comparisonId, pick, wordsHash);
        return null;
      }),
    );
    own.add(page.handle(shellPage.screenNotChosen, () => null));
    own.add(
      page.handle(shellPage.screenChooseAgain, () => {
        session().consent.startAgain('screen.view');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.askInvite, ({ askId }) => {
        session().consent.invite(askId);
        agent.dismissNotice('unanswered');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.grantTakeBack, ({ capability }) => {
        session().consent.endGrant(capability, 'taken-back');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.grantProlong, ({ capability, durationMs }) => {
        session().consent.prolong(capability, durationMs);
        agent.dismissNotice('expired');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.reviewAnswer, ({ keep }) => {
        session().consent.answerReview(keep);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.sessionPause, ({ paused }) => {
        session().setPaused(paused);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.sessionStop, ({ by }) => {
        agent.stop(by === 'button' ? 'user-stopped' : 'user-closed');
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.pageChatSay, ({ text }) => {
        const live = agent.session && !agent.session.end ? agent.session : undefined;
        return (live ? live.say(text) : requests.say(text)).then(() => null);
      }),
    );
    own.add(page.handle(shellPage.mirrorOpen, ({ shellId }) => this.#mirror(page, shellId)));
    own.add(page.handle(shellPage.historyList, () => history.list()));
    own.add(page.handle(shellPage.historyExport, ({ sessionId, offset }) => history.exportPart(sessionId, offset)));
    own.add(page.handle(shellPage.historyErase, ({ sessionId }) => history.erase(sessionId).then(() => null)));
  }

  #mirror(page: Connection, shellId: string): { cols: number; rows: number; recent: string } {
    const shells = this.#agent.session?.shells;
    if (!shells) throw new AppError('shell.not-found', 'this command window is closed');
    const mirror = shells.mirror(shellId);
    const of =
      <T extends { shellId: string }>(act: (value: T) => void) =>
      (value: T) => {
        if (value.shellId === shellId) act(value);
      };
    // Opened again it replaces the first, or each line would come twice.
    this.#mirrors.get(shellId)?.dispose();
    const own = this.#pageStore.add(new DisposableStore());
    this.#mirrors.set(shellId, own);
    own.add(shells.onOutput(of(({ data }) => page.notify(shellPage.mirrorOutput, { shellId, data }))));
    own.add(shells.onResized(of(({ cols, rows }) => page.notify(shellPage.mirrorResized, { shellId, cols, rows }))));
    return mirror;
  }
}
