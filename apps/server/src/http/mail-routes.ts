import { AppError, type Clock, type Logger, toAppError } from '@alongside/base';
import { http, type Language } from '@alongside/protocol';
import { FORGOTTEN_MS, type Links } from '../accounts/links.ts';
import { reaches } from '../desk/reach.ts';
import { boardTicket } from '../desk/ticket-board.ts';
import { mailLineOf, type Outbox } from '../mail/outbox.ts';
import { contactOf } from '../mail/user-mails.ts';
import type { Stores } from '../storage/stores.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly links: Links;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly origin: () => string;
}

const NEWEST = 200;
const HOUR_MS = 60 * 60_000;
/** Links that anybody can have sent to one account, in an hour. */
const FORGOTTEN_AN_HOUR = 3;

/** Outgoing mail, for admins; what went to a ticket's user; links for new passwords. */
export function registerMailRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, links, outbox, clock, logger, origin } = dependencies;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';

  register(http.mailRead, async () => {
    const { mailer } = outbox;
    const rows = await stores.mails.newest(organisationId, NEWEST);
    const smtp = mailer ? { server: mailer.server, from: mailer.from } : null;
    return { smtp, origin: origin(), mails: rows.map(mailLineOf) };
  });
  register(
    http.mailTry,
    async (call) => {
      const { id, email: to } = signedIn(call).user;
      const language = await stores.userSettings.language(organisationId, id);
      return mailLineOf(await outbox.add({ to, language, content: { kind: 'try' }, ticketId: null, number: null }));
    },
    { callsAMinute: 5 },
  );
  register(http.mailAgain, async (call) => mailLineOf(await outbox.again(idOf(call))), { callsAMinute: 30 });

  register(http.ticketMails, async (call) => {
    const record = await stores.tickets.find(organisationId, idOf(call));
    const ticket = record && boardTicket(record);
    if (!ticket || !reaches(signedIn(call), 'tickets.read', ticket)) {
      throw new AppError('ticket.not-found', 'there is no such ticket');
    }
    const rows = await stores.mails.ofTicket(organisationId, ticket.row.id);
    return { canSend: outbox.mailer !== undefined, to: contactOf(ticket)?.to ?? null, mails: rows.map(mailLineOf) };
  });

  register(
    http.passwordLinkCreate,
    async (call) => {
      const user = await stores.accounts.find(organisationId, idOf(call));
      if (user?.active !== 1) throw new AppError('request.invalid', 'there is no such account, or it is switched off');
      const { name, email } = user;
      const link = await links.create(organisationId, 'reset', { name, email });
      const language = await stores.userSettings.language(organisationId, user.id);
      return { ...link, mail: await mailLink(outbox, 'reset', { name, email, language, ...link }) };
    },
    { confirmed: true },
  );

  async function forgotten(address: string): Promise<void> {
    const user = await stores.accounts.findByEmail(organisationId, address);
    if (user?.active !== 1) return;
    const { name, email } = user;
    const before = await stores.mails.countKind(organisationId, 'reset', email, clock.now() - HOUR_MS);
    if (before >= FORGOTTEN_AN_HOUR) return;
    const link = await links.create(organisationId, 'reset', { name, email, validMs: FORGOTTEN_MS });
    const language = await stores.userSettings.language(organisationId, user.id);
    await mailLink(outbox, 'reset', { name, email, language, ...link });
  }
  register(
    http.passwordForgotten,
    async ({ body }) => {
      if (outbox.mailer === undefined) throw new AppError('request.invalid', 'no mail is set up here; ask an admin for a link');
      // Not waited for: how long the answer takes would tell who has an account.
      forgotten(body.email).catch((error: unknown) => {
        logger.error('a link for a forgotten password could not be sent', { error: toAppError(error).code });
      });
      return { ok: true } as const;
    },
    { callsAMinute: 5 },
  );
}

/** Sends somebody the link that was made for them; null where no mail is set up. */
export async function mailLink(
  outbox: Outbox,
  kind: 'invitation' | 'reset',
  mail: { name: string; email: string; language: Language; url: string; expiresAt: number },
) {
  if (outbox.mailer === undefined) return null;
  const { name, email: to, language, url, expiresAt } = mail;
  const content = { kind, name, url, until: expiresAt };
  return mailLineOf(await outbox.add({ to, language, content, ticketId: null, number: null }));
}
