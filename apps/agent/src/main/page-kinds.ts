import { type ShellWindow, shellPage } from '@alongside/protocol';
import type { AnyMessage } from '@alongside/rpc';
import { CHANNELS } from '../preload/channels.ts';

/** The scheme of the agent's pages, of which each host is a site and an origin of its own. */
export const SCHEME = 'app';

/** `first`: before there is a core, and never beside the others. */
export type PageKind = ShellWindow | 'first' | 'link';

export function originOf(kind: PageKind): string {
  return `${SCHEME}://${siteOf(kind)}`;
}

export function siteOf(kind: PageKind): 'shell' | 'link' {
  return kind === 'link' ? 'link' : 'shell';
}

export type Channel = (typeof CHANNELS)[keyof typeof CHANNELS];

const PIPE: readonly Channel[] = [CHANNELS.connect, CHANNELS.frame];

/** What each kind of page may send at all. */
export const CHANNELS_OF: Readonly<Record<PageKind, ReadonlySet<Channel>>> = {
  first: new Set(PIPE),
  home: new Set(PIPE),
  consent: new Set(PIPE),
  bar: new Set([...PIPE, CHANNELS.unfold]),
  link: new Set([...PIPE, CHANNELS.chooseScreen]),
};

const names = (...messages: readonly AnyMessage[]): ReadonlySet<string> => new Set(messages.map(({ method }) => method));

/** Only the consent window says yes; the bar can only narrow; the home window has what is left. */
const CONSENT_ONLY: readonly AnyMessage[] = [
  shellPage.joinDecide,
  shellPage.guardAnswer,
  shellPage.consentAnswer,
  shellPage.wordsAnswer,
  shellPage.reviewAnswer,
  shellPage.standingAnswer,
  shellPage.dialogVisible,
  shellPage.dialogMoreTime,
  shellPage.dialogActive,
  shellPage.screenNotChosen,
];

export const METHODS_OF: Readonly<Record<ShellWindow, ReadonlySet<string>>> = {
  consent: names(...CONSENT_ONLY, shellPage.pageChatSay, shellPage.sessionStop, shellPage.somethingWrong),
  bar: names(shellPage.sessionPause, shellPage.sessionStop, shellPage.somethingWrong),
  home: names(
    shellPage.draftKeep,
    shellPage.helpSend,
    shellPage.picturePart,
    shellPage.articleSolved,
    shellPage.articlesOwn,
    shellPage.languageChoose,
    shellPage.ownKnown,
    shellPage.ownOpen,
    shellPage.ownAnswer,
    shellPage.ownJudge,
    shellPage.ownAside,
    shellPage.ownForward,
    shellPage.newsRead,
    shellPage.logoRead,
    shellPage.ownArticle,
    shellPage.ownShared,
    shellPage.filePart,
    shellPage.fileSend,
    shellPage.fileTakeBack,
    shellPage.crashList,
    shellPage.crashShow,
    shellPage.crashText,
    shellPage.crashForget,
    shellPage.crashVisible,
    shellPage.crashSend,
    shellPage.helpCancel,
    shellPage.helpCallBack,
    shellPage.helpDismiss,
    shellPage.helpCode,
    shellPage.helpCodeCancel,
    shellPage.helpInvitation,
    shellPage.helpInvitationDrop,
    shellPage.somethingWrong,
    shellPage.wrongReport,
    shellPage.noticeDismiss,
    shellPage.screenChooseAgain,
    shellPage.screenNotChosen,
    shellPage.askInvite,
    shellPage.grantTakeBack,
    shellPage.watchEnd,
    shellPage.chatPassOn,
    shellPage.grantProlong,
    shellPage.sessionPause,
    shellPage.sessionStop,
    shellPage.pageChatSay,
    shellPage.mirrorOpen,
    shellPage.mirrorDrawn,
    shellPage.standingPropose,
    shellPage.standingRevoke,
    shellPage.standingShown,
    shellPage.historyList,
    shellPage.historyExport,
    shellPage.historyErase,
    shellPage.recordPrepare,
    shellPage.recordPrepared,
    shellPage.recordKeep,
    shellPage.recordTakeBack,
    shellPage.healthRun,
    shellPage.healthCancel,
    shellPage.healthList,
    shellPage.healthRead,
    shellPage.healthErase,
    shellPage.scansDecide,
    shellPage.scansRevoke,
    shellPage.fixLook,
    shellPage.fixApply,
    shellPage.fixUndo,
    shellPage.fixCancel,
    shellPage.sendPrepare,
    shellPage.sendPrepared,
    shellPage.sendSend,
    shellPage.sendTakeBack,
  ),
};
