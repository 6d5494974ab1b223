import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import { mailDueAt } from '@alongside/desk';
import type { NoticeKind } from '@alongside/protocol';
import { type StandingOf, standingsFrom } from '../accounts/group-standing.ts';
import { reaches } from '../desk/reach.ts';
import { Serial } from '../desk/serial.ts';
import { boardTicket } from '../desk/ticket-board.ts';
import type { HeldNoticeRow } from '../storage/mail-tables.ts';
import type { Stores } from '../storage/stores.ts';
import { MAX_DIGEST_TICKETS, type MailContent } from './mail-content.ts';
import type { Outbox } from './outbox.ts';

/** Looked at anew at least as often: zones, clocks and the organisation's own can change meanwhile. */
const LOOK_MS = 60 * 60_000;

interface Dependencies {
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: Pick<Outbox, 'add' | 'mailer'>;
  readonly origin: () => string;
}

type Digest = Extract<MailContent, { kind: 'digest' }>;

/** Holds what is to be mailed later, and mails it in one: nothing twice and nothing lost, whenever the server stops. */
export class DigestMailer implements Disposable {
  readonly #d: Dependencies;
  readonly #serial = new Serial();
  #next: Disposable | undefined;
  #stopped = false;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** Mails what is due and plans the rest: at the start, and when somebody's hours or the organisation's zone changed. */
  load(): Promise<void> {
    return this.#serial.run(() => this.#look());
  }

  hold(
    userId: string,
    kind: NoticeKind,
    { id: ticketId, number }: { readonly id: string; readonly number: number },
  ): Promise<void> {
    return this.#serial.run(async () => {
      const { stores, organisationId, clock } = this.#d;
      await stores.heldNotices.hold(organisationId, { userId, ticketId, number, kind }, clock.now());
      await this.#look();
    });
  }

  idle(): Promise<unknown> {
    return this.#serial.idle();
  }

  /** What waits is taken up again at the next start. */
  dispose(): void {
    this.#stopped = true;
    this.#next?.dispose();
  }

  /** Mails what is due and plans the next look. Without SMTP all of it waits. */
  async #look(): Promise<void> {
    const { stores, organisationId, outbox } = this.#d;
    this.#next?.dispose();
    if (this.#stopped || outbox.mailer === undefined) return;
    // Also where what follows fails.
    this.#plan(LOOK_MS);
    const waiting = await stores.heldNotices.waiting(organisationId);
    const { timeZone } = await stores.organisations.read(organisationId);
    let wait = LOOK_MS;
    for (const { userId, since } of waiting) wait = Math.min(wait, await this.#untilSent(userId, timeZone, since));
    if (waiting.length === 0) this.#next?.dispose();
    else this.#plan(wait);
  }

  #plan(wait: number): void {
    this.#next?.dispose();
    if (this.#stopped) return;
    this.#next = this.#d.clock.after(wait, () => {
      this.load().catch((error: unknown) => {
        if (!this.#stopped) this.#d.logger.error('held notices could not be mailed', { error: toAppError(error).code });
      });
    });
  }

  /**
   * Mails what is due; when to look at the rest, in milliseconds. One that cannot be mailed is tried again, and holds up
   * nobody else’s.
   */
  async #untilSent(userId: string, timeZone: string, since: number): Promise<number> {
    const { stores, organisationId, clock, logger } = this.#d;
    try {
      const dueAt = mailDueAt(await stores.userSettings.hours(organisationId, userId), timeZone, since);
      if (dueAt > clock.now()) return dueAt - clock.now();
      await this.#send(userId);
    } catch (error) {
      const { code } = toAppError(error);
      // There is no room yet.
      if (code !== 'request.rate-limited') logger.error('held notices could not be mailed', { userId, error: code });
    }
    return LOOK_MS;
  }

  async #send(userId: string): Promise<void> {
    const { stores, organisationId, outbox } = this.#d;
    const user = await stores.accounts.find(organisationId, userId);
    const content = user?.active === 1 ? await this.#contentFor(user) : undefined;
    // Nobody is there any more, or may not open any of it now.
    if (!user || !content) return stores.heldNotices.drop(organisationId, userId);
    const language = await stores.userSettings.language(organisationId, userId);
    await outbox.add({ to: user.email, language, content, ticketId: null, number: null }, { instead: userId });
  }

  async #contentFor(user: { readonly id: string; readonly role: Parameters<StandingOf>[1] }): Promise<Digest | undefined> {
    const { stores, organisationId, origin } = this.#d;
    const standing = await standingsFrom(stores.supportGroups, organisationId)(user.id, user.role);
    const byTicket = Map.groupBy(await stores.heldNotices.of(organisationId, user.id), ({ ticketId }) => ticketId);
    const tickets: Digest['tickets'] = [];
    let more = 0;
    for (const [ticketId, held] of byTicket) {
      const record = await stores.tickets.findSound(organisationId, ticketId);
      if (!record || !reaches({ user: { ...user, ...standing } }, 'tickets.read', boardTicket(record))) continue;
      if (tickets.length === MAX_DIGEST_TICKETS) more += 1;
      else tickets.push(lineOf(held, record.row.number, `${origin()}/tickets/${ticketId}`));
    }
    return tickets.length === 0 ? undefined : { kind: 'digest', tickets, more, url: `${origin()}/` };
  }
}

function lineOf(held: readonly HeldNoticeRow[], number: number, url: string): Digest['tickets'][number] {
  return { number, url, notices: held.map(({ kind, count }) => ({ notice: kind, count })) };
}
