/** What the desk tells its own people: that something happened to a ticket that is theirs, and by which ways. */
import { z } from 'zod';
import { id, instant } from './common.ts';
import type { Role } from './permissions.ts';

export const NOTICE_KINDS = [
  /** Somebody waits in the queue; only who is available is told. */
  'request',
  'offered',
  'assigned',
  'asked',
  'mentioned',
  'reply',
  'reopened',
  'call-back',
  'handover',
  'returned',
  'manager-asked',
  'bad-rating',
  'solved',
  'developers-asked',
  'developers-answered',
] as const;
export const noticeKind = z.enum(NOTICE_KINDS);
export type NoticeKind = z.infer<typeof noticeKind>;

/** The list behind the bell; a notification of the browser; a sound; a mail. */
export const NOTICE_CHANNELS = ['bell', 'browser', 'sound', 'mail'] as const;
export const noticeChannel = z.enum(NOTICE_CHANNELS);
export type NoticeChannel = z.infer<typeof noticeChannel>;

/** Without words of the ticket: who may read those is asked when it is opened. */
export const notice = z.strictObject({
  id,
  at: instant,
  kind: noticeKind,
  ticketId: id,
  number: z.int().min(1),
  read: z.boolean(),
});
export type DeskNotice = z.infer<typeof notice>;
export const MAX_NOTICES = 100;

/** Whether one way is used for one kind. What is not chosen is as it is for one's role. */
export const noticeChoice = z.strictObject({ kind: noticeKind, channel: noticeChannel, on: z.boolean() });
export type NoticeChoice = z.infer<typeof noticeChoice>;
export const noticeChoices = z.array(noticeChoice).max(NOTICE_KINDS.length * NOTICE_CHANNELS.length);

/** Who can be told at all: whoever has a page at the desk (`desk.connect`). */
export const TOLD_ROLES = ['technician', 'supervisor', 'admin', 'vendor'] as const satisfies readonly Role[];
export const toldRole = z.enum(TOLD_ROLES);
export type ToldRole = z.infer<typeof toldRole>;

/** To an open page: what is shown or heard now. No words and no names: a locked screen shows it too. */
export const toldNow = z.strictObject({
  kind: noticeKind,
  ticketId: id,
  number: z.int().min(1),
  browser: z.boolean(),
  sound: z.boolean(),
});
export type ToldNow = z.infer<typeof toldNow>;
