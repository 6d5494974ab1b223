/** Outgoing mail over HTTP. Without SMTP nothing is sent, and each link is handed on by whoever made it. */
import { z } from 'zod';
import { line } from './common.ts';
import { email, mailLine } from './mail.ts';
import { done, link, none, route } from './route.ts';

export const mailRead = route('GET', '/api/mail', 'organisation.write', 'Whether mail is set up, and the newest 200', {
  body: none,
  result: z.strictObject({
    /** Null where no SMTP is set: nothing is sent then. */
    smtp: z.strictObject({ server: line(200), from: line(200) }).nullable(),
    /** Where links in mails lead. */
    origin: z.string().max(300),
    mails: z.array(mailLine).max(200),
  }),
});
/** Refused (`request.invalid`) where no SMTP is set; so is the next one. */
export const mailTry = route('POST', '/api/mail/try', 'organisation.write', 'Sends a mail to the caller, to try it', {
  body: z.strictObject({}),
  result: mailLine,
});
/** With all its tries. Only for one that failed and whose content is still there. */
export const mailAgain = route('POST', '/api/mail/:id/again', 'organisation.write', 'Sends a failed mail again', {
  body: z.strictObject({}),
  result: mailLine,
});
export const ticketMails = route('GET', '/api/tickets/:id/mails', 'tickets.claim', "Mails to a ticket's user", {
  body: none,
  result: z.strictObject({
    /** Mail is set up. */
    canSend: z.boolean(),
    /** Where the user said to be reached. */
    to: email.nullable(),
    mails: z.array(mailLine).max(50),
  }),
});
/** The same answer whether or not there is such an account; refused (`request.invalid`) where no SMTP is set. */
export const passwordForgotten = route('POST', '/api/password-forgotten', 'anyone', 'Mails a link to set a new password', {
  body: z.strictObject({ email }),
  result: done,
});
export const passwordLinkCreate = route(
  'POST',
  '/api/users/:id/password-link',
  'people.manage',
  'A link by which somebody sets a new password: once, within 72 hours',
  {
    body: z.strictObject({}),
    result: z.strictObject({ ...link.shape, mail: mailLine.nullable() }),
  },
);
