/** One's own notices over HTTP. */
import { z } from 'zod';
import { id } from './common.ts';
import { MAX_NOTICES, NOTICE_KINDS, notice, noticeChoice } from './notices.ts';
import { done, none, route } from './route.ts';

const choices = z.array(noticeChoice).max(NOTICE_KINDS.length);

export const notices = route('GET', '/api/notices', 'desk.connect', "One's own notices, the newest 100", {
  body: none,
  result: z.strictObject({ unread: z.int().min(0), notices: z.array(notice).max(MAX_NOTICES) }),
});
export const noticesRead = route(
  'POST',
  '/api/notices/read',
  'desk.connect',
  "Marks notices as read: these, or all of one's own",
  {
    body: z.strictObject({ ids: z.array(id).max(MAX_NOTICES).nullable() }),
    result: done,
  },
);
export const noticeChoices = route('GET', '/api/notices/choices', 'desk.connect', 'By which ways one hears of what', {
  body: none,
  result: z.strictObject({ canMail: z.boolean(), choices }),
});
/** Kinds that are not named are as they come: in the console, not by mail. */
export const noticeChoicesWrite = route(
  'PUT',
  '/api/notices/choices',
  'desk.connect',
  'Changes by which ways one hears of what',
  {
    body: z.strictObject({ choices }),
    result: done,
  },
);
