import type { MailNotice } from '../desk/notice-desk.ts';
import type { Outbox } from './outbox.ts';

/** Notices by mail: number and what happened, no words of the ticket; nothing where no mail is set up. */
export function noticeMailer({ outbox, origin }: { outbox: Pick<Outbox, 'add' | 'mailer'>; origin: () => string }): MailNotice {
  return async ({ email }, notice, { row: { id: ticketId, number } }) => {
    if (outbox.mailer === undefined) return;
    const content = { kind: 'notice', notice, number, url: `${origin()}/tickets/${ticketId}` } as const;
    await outbox.add({ to: email, language: 'en', content, ticketId: null, number });
  };
}
