import { toAppError } from '@alongside/base';
import type { MailNotice } from '../desk/notice-desk.ts';
import type { Stores } from '../storage/stores.ts';
import type { DigestMailer } from './digest-mailer.ts';
import type { Outbox } from './outbox.ts';

interface Dependencies {
  readonly stores: Pick<Stores, 'userSettings'>;
  readonly organisationId: string;
  readonly outbox: Pick<Outbox, 'add' | 'mailer'>;
  readonly digests: Pick<DigestMailer, 'hold'>;
  readonly origin: () => string;
}

/** Notices by mail: number and what happened, no words of the ticket; nothing where no mail is set up. */
export function noticeMailer({ stores, organisationId, outbox, digests, origin }: Dependencies): MailNotice {
  return async ({ id, email }, notice, { row: { id: ticketId, number } }, { when, key }) => {
    if (outbox.mailer === undefined) return;
    const hold = () => digests.hold(id, notice, { id: ticketId, number });
    if (when === 'held') return hold();
    const content = { kind: 'notice', notice, number, url: `${origin()}/tickets/${ticketId}` } as const;
    const language = await stores.userSettings.language(organisationId, id);
    try {
      await outbox.add({ to: email, language, content, ticketId: null, number }, { id: key, orElse: true });
    } catch (error) {
      if (toAppError(error).code !== 'request.rate-limited') throw error;
      // So many in an hour come in one, as soon as there is room.
      await hold();
    }
  };
}
