import { AppError, type DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { Agent } from './agent.ts';
import { ShellMirror } from './session/shell-mirror.ts';

/** What the page of a program of the machine can ask beside what every host's page can: requests, codes, permissions, shells. */
export function answerAgentPage(agent: Agent, page: Connection, own: DisposableStore): void {
  const { requests, codes, standing } = agent;
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
      if (picture !== undefined) await agent.pictures.hold(requestId, picture);
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
  const { records } = agent;
  own.add(page.handle(shellPage.recordPrepare, ({ sessionId, words }) => records.prepare(sessionId, words)));
  own.add(page.handle(shellPage.recordPrepared, ({ sha256, offset }) => records.part(sha256, offset)));
  own.add(page.handle(shellPage.recordKeep, ({ sha256 }) => records.keep(sha256).then(() => null)));
  own.add(page.handle(shellPage.recordTakeBack, ({ sessionId }) => records.takeBack(sessionId).then(() => null)));
  const mirrors = new Map<string, ShellMirror>();
  own.defer(() => {
    for (const mirror of mirrors.values()) mirror.dispose();
  });
  own.add(
    page.handle(shellPage.mirrorOpen, ({ shellId }) => {
      const shells = agent.session?.shells;
      if (!shells) throw new AppError('shell.not-found', 'this command window is closed');
      const mirror = shells.mirror(shellId);
      // Opened again it replaces the first, or each line would come twice.
      mirrors.get(shellId)?.dispose();
      mirrors.set(shellId, new ShellMirror({ shells, shellId, page }, mirror.recent.length));
      return mirror;
    }),
  );
  own.add(page.on(shellPage.mirrorDrawn, ({ shellId, units }) => mirrors.get(shellId)?.handleDrawn(units)));
}
