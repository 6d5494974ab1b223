import type { Language, MailKind, MailState, NoticeKind, ToldRole } from '@alongside/protocol';
import type { Generated, Selectable } from 'kysely';

/** Mail that leaves, and what became of it; and what the desk tells its own people. */
export interface MailTables {
  mails: MailTable;
  notices: NoticeTable;
  noticeChoices: NoticeChoiceTable;
  noticeUsual: NoticeUsualTable;
  heldNotices: HeldNoticeTable;
  untold: UntoldTable;
  userSettings: UserSettingsTable;
}

interface NoticeTable {
  id: string;
  organisationId: string;
  userId: string;
  at: number;
  kind: NoticeKind;
  ticketId: string;
  number: number;
  readAt: number | null;
}
export type NoticeRow = Selectable<NoticeTable>;

interface NoticeChoiceTable {
  organisationId: string;
  userId: string;
  /** JSON of `NoticeChoice`s. */
  choices: string;
}

/** What an organisation changed of what is usual for a role. */
interface NoticeUsualTable {
  organisationId: string;
  role: ToldRole;
  /** JSON of `NoticeChoice`s. */
  choices: string;
  version: Generated<number>;
  changedBy: Generated<string | null>;
}

/** To be mailed later, together with others: how often this happened, and when first. */
interface HeldNoticeTable {
  organisationId: string;
  userId: string;
  ticketId: string;
  number: number;
  kind: NoticeKind;
  count: number;
  at: number;
}
export type HeldNoticeRow = Selectable<HeldNoticeTable>;

interface UntoldTable {
  organisationId: string;
  ticketId: string;
  seq: number;
  /** Whoever asked for help, by mail; the desk's own people; or other programs. */
  whom: 'user' | 'desk' | 'webhooks';
  at: number;
}
export type UntoldRow = Selectable<UntoldTable>;

interface UserSettingsTable {
  organisationId: string;
  userId: string;
  /** In which they read; null until a page of theirs has told. */
  language: Language | null;
  /** JSON of `NoticeHours`; null until they chose. */
  hours: string | null;
}

interface MailTable {
  id: string;
  organisationId: string;
  kind: MailKind;
  toAddress: string;
  language: string;
  ticketId: string | null;
  number: number | null;
  /** What it says (JSON of `mailContent`), sealed with the server's secret since links stand in it; empty once it was sent. */
  sealed: string;
  at: number;
  state: MailState;
  attempts: number;
  nextAt: number | null;
  error: string | null;
}
export type MailRow = Selectable<MailTable>;
