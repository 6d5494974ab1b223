/** One's own notices over HTTP, and by which ways one hears of what. */
import { z } from 'zod';
import { id } from './common.ts';
import { language } from './languages.ts';
import { noticeHours } from './notice-hours.ts';
import { noticeChoices as choices, MAX_NOTICES, notice, toldRole } from './notices.ts';
import { done, none, route } from './route.ts';

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
/** `usual`: what the organisation changed for one's role. */
export const noticeChoices = route('GET', '/api/notices/choices', 'desk.connect', 'By which ways one hears of what', {
  body: none,
  result: z.strictObject({ canMail: z.boolean(), role: toldRole, usual: choices, chosen: choices }),
});
/** All that one chose oneself; the rest is as it is for one's role. */
export const noticeChoicesWrite = route(
  'PUT',
  '/api/notices/choices',
  'desk.connect',
  'Changes by which ways one hears of what',
  { body: z.strictObject({ chosen: choices }), result: done },
);
const usual = z.strictObject({ choices, version: z.int().min(0) });
const ofRoles = z.strictObject({ technician: usual, supervisor: usual, admin: usual, vendor: usual });
export const noticeUsual = route('GET', '/api/notices/usual', 'notices.manage', 'What is usual for whom, where it was changed', {
  body: none,
  result: z.strictObject({ canMail: z.boolean(), roles: ofRoles }),
});
/** `version`: that the change began with. Throws `settings.changed`, `by` whom, where it is another by now. */
export const noticeUsualWrite = route('PUT', '/api/notices/usual', 'notices.manage', 'Changes what is usual for a role', {
  body: usual.extend({ role: toldRole }),
  result: done,
});
/** `timeZone`: the organisation's, for whoever has none of their own. */
export const noticeHoursRead = route('GET', '/api/notices/hours', 'desk.connect', "One's quiet hours, and when mails come", {
  body: none,
  result: z.strictObject({ canMail: z.boolean(), timeZone: z.string().max(64), hours: noticeHours }),
});
export const noticeHoursWrite = route('PUT', '/api/notices/hours', 'desk.connect', "Changes one's quiet hours", {
  body: z.strictObject({ hours: noticeHours }),
  result: done,
});
/** Told by each page that somebody opens: mails to them follow it. */
export const languageWrite = route('PUT', '/api/me/language', 'account.own', 'In which language one reads', {
  body: z.strictObject({ language }),
  result: done,
});
