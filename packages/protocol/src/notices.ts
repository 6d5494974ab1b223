/** What the desk tells its own people: that something happened to a ticket that is theirs. */
import { z } from 'zod';
import { id, instant } from './common.ts';

export const NOTICE_KINDS = [
  'assigned',
  'reply',
  'reopened',
  'call-back',
  'handover',
  'returned',
  'manager-asked',
  'bad-rating',
  'solved',
] as const;
export const noticeKind = z.enum(NOTICE_KINDS);
export type NoticeKind = z.infer<typeof noticeKind>;

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

/** By which ways one wants to hear of a kind: in the console, and by mail where that is set up. */
export const noticeChoice = z.strictObject({ kind: noticeKind, console: z.boolean(), mail: z.boolean() });
export type NoticeChoice = z.infer<typeof noticeChoice>;
export const MAX_NOTICES = 100;
