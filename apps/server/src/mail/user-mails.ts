import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import { userMailOf } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import { Serial } from '../desk/serial.ts';
import type { BoardTicket } from '../desk/ticket-board.ts';
import type { TicketNews } from '../desk/ticket-news.ts';
import type { Untold } from '../storage/untold-store.ts';
import type { MailContent } from './mail-content.ts';
import type { Outbox } from './outbox.ts';

/** Of a ticket, in the language of its user. */
type UserMailContent = Exclude<Extract<MailContent, { number: number }>, { kind: 'notice' }>;

/** While too many mails wait. */
const AGAIN_MS = 60_000;

interface Dependencies {
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'add' | 'mailer'>;
  readonly logger: Logger;
  /** There is nothing to mail of this entry. */
  readonly told: (untold: Untold) => Promise<void>;
  /** The link by which its user follows a ticket. */
  readonly followUrl: (ticketId: string) => Promise<string>;
}

interface Contact {
  readonly to: string;
  readonly language: string;
}

/** Tells users by mail what happens to their requests, where they left an address and mail is set up. */
export class UserMails implements Disposable {
  readonly #d: Dependencies;
  readonly #serial = new Serial();
  readonly #timers = new Set<Disposable>();
  #stopped = false;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  appended(news: TicketNews): void {
    const kind = userMailOf(news.event);
    if (kind === undefined) return;
    const contact = contactOf(news.ticket);
    const untold = { ticketId: news.ticket.row.id, seq: news.event.seq, whom: 'user' } as const;
    const isMailed = contact !== undefined && this.#d.outbox.mailer !== undefined;
    this.#serial
      .run(() => (isMailed ? this.#add(news, kind, contact, untold) : this.#d.told(untold)))
      .catch((error: unknown) => {
        if (toAppError(error).code === 'request.rate-limited') return this.#again(news);
        this.#d.logger.error('a mail could not be made', { kind, error: toAppError(error).code });
      });
  }

  #again(news: TicketNews): void {
    if (this.#stopped) return;
    const timer = this.#d.clock.after(AGAIN_MS, () => {
      this.#timers.delete(timer);
      this.appended(news);
    });
    this.#timers.add(timer);
  }

  /** What could not be mailed yet is taken up again at the next start. */
  dispose(): void {
    this.#stopped = true;
    for (const timer of this.#timers) timer.dispose();
    this.#timers.clear();
  }

  /** When all mails of what happened until now are kept. */
  idle(): Promise<unknown> {
    return this.#serial.idle();
  }

  async #add({ ticket, event }: TicketNews, kind: UserMailContent['kind'], contact: Contact, tells: Untold): Promise<void> {
    const { id: ticketId, number } = ticket.row;
    // Who hears of the other one from now on is led there.
    const { body } = event;
    const goesOn = body.type === 'merged' && body.answers === 'carried' ? body.other.ticketId : ticketId;
    const url = await this.#d.followUrl(goesOn);
    const content = contentOf(kind, { number, url }, event);
    try {
      await this.#d.outbox.add({ ...contact, content, ticketId, number }, { tells });
    } catch (error) {
      // What cannot be a mail will not be one at the next start either.
      if (toAppError(error).code === 'request.invalid') await this.#d.told(tells);
      throw error;
    }
  }
}

function contentOf(
  kind: UserMailContent['kind'],
  of: { number: number; url: string },
  { actor, body }: TicketEvent,
): UserMailContent {
  if (kind === 'reply') return { kind, ...of, name: actor.name, text: 'text' in body ? body.text : '' };
  if (kind === 'solved') return { kind, ...of, solution: body.type === 'done' ? body.solution : '' };
  if (kind === 'vendor-question') return { kind, ...of, vendor: body.type === 'vendor-asked' ? body.vendor.name : '' };
  if (kind === 'merged') {
    if (body.type !== 'merged') return { kind, ...of, other: of.number };
    return { kind, ...of, other: body.other.number, ...(body.answers ? { answers: body.answers } : {}) };
  }
  return { kind, ...of };
}

/** Where a ticket's user said to be reached, and in which language. */
export function contactOf({ ticket }: Pick<BoardTicket, 'ticket'>): Contact | undefined {
  const to = ticket.contact.email;
  return to === null ? undefined : { to, language: ticket.language ?? 'en' };
}
