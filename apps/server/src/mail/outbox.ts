import { AppError, type Clock, type Disposable, type Logger, type RandomSource, randomId, toAppError } from '@alongside/base';
import { mailWaitMs } from '@alongside/desk';
import type { MailKind, MailLine, Organisation } from '@alongside/protocol';
import type { Seal } from '../accounts/sealed-verifications.ts';
import { Serial } from '../desk/serial.ts';
import type { MailInstead, MailStore } from '../storage/mail-store.ts';
import type { MailRow } from '../storage/mail-tables.ts';
import { type MailContent, mailContent, type NewMail, newMail } from './mail-content.ts';
import type { Mailer } from './mailer.ts';
import { renderMail } from './render-mail.ts';

/** That may wait at a time; what comes on top waits where it is made of, or is kept as failed. */
const MAX_WAITING = 1000;
const FULL = `${MAX_WAITING} mails wait already`;
/** To one address in an hour: an address that somebody else gave must not be flooded through this server. */
const MAX_AN_HOUR = 20;
const HOUR_MS = 60 * 60_000;
const NO_LONGER_SET = 'mail is not set up any more';

interface Dependencies {
  readonly store: MailStore;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly seal: Seal;
  /** Undefined where no SMTP is set: then nothing is sent, and nothing is kept as if it would be. */
  readonly mailer: Mailer | undefined;
  readonly organisation: () => Promise<Organisation>;
}

interface HowKept {
  /** One that is there already is kept no second time. */
  readonly id?: string;
  /** Whoever adds it has another way for what there is no room for. */
  readonly orElse?: boolean;
}

/** Mail that leaves: each is kept first, sealed, then tried, and tried again for most of a day. One at a time. */
export class Outbox implements Disposable {
  readonly #d: Dependencies;
  readonly #line = new Serial();
  readonly #timers = new Set<Disposable>();
  #stopped = false;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  get mailer(): Pick<Mailer, 'server' | 'from'> | undefined {
    return this.#d.mailer;
  }

  /** Takes up what waited when the server stopped; without SMTP by now, it failed. */
  async load(): Promise<void> {
    const { store, organisationId, clock, mailer } = this.#d;
    for (const mail of await store.waiting(organisationId)) {
      if (mailer) this.#later(mail, (mail.nextAt ?? 0) - clock.now());
      else await this.#keep(mail, { state: 'failed', attempts: mail.attempts, nextAt: null, error: NO_LONGER_SET });
    }
  }

  /**
   * Resolves when it is kept; `instead` of all that is held for that person, both or neither; so is what it `tells`. Throws
   * `request.invalid` where no SMTP is set, and for what is no address; `request.rate-limited` for an `instead` or an `orElse`
   * that there is no room for, and for what `tells` while too many wait.
   */
  async add(mail: NewMail, { id, orElse = false, ...over }: MailInstead & HowKept = {}): Promise<MailRow> {
    const { store, organisationId, clock, random, seal, mailer } = this.#d;
    if (!mailer) throw notSet();
    const parsed = newMail.safeParse(mail);
    if (!parsed.success) throw new AppError('request.invalid', 'this mail has an address or words that cannot be sent');
    const { to, language, content, ticketId, number } = parsed.data;
    const at = clock.now();
    const refused = await this.#refusal(content.kind, to, at);
    // What it is made of waits on, and is mailed once there is room.
    const isKeptBack = orElse || over.instead !== undefined || (over.tells !== undefined && refused === FULL);
    if (refused !== null && isKeptBack) throw new AppError('request.rate-limited', refused);
    const row: MailRow = {
      id: id ?? randomId(random),
      organisationId,
      kind: content.kind,
      toAddress: to,
      language,
      ticketId,
      number,
      sealed: seal.close(JSON.stringify(content)),
      at,
      state: refused === null ? 'waiting' : 'failed',
      attempts: 0,
      nextAt: refused === null ? at : null,
      error: refused,
    };
    const isNew = await store.add(organisationId, row, over);
    if (isNew && refused === null) this.#later(row, 0);
    return row;
  }

  /** With all its tries. Throws `request.invalid` for one that did not fail, or whose words are gone. */
  async again(id: string): Promise<MailRow> {
    const { store, organisationId, clock, mailer } = this.#d;
    if (!mailer) throw notSet();
    const mail = await store.find(organisationId, id);
    if (mail?.state !== 'failed' || mail.sealed === '') throw notFailed();
    const refused = await this.#refusal(mail.kind, mail.toAddress, clock.now());
    if (refused !== null) throw new AppError('request.invalid', refused);
    const now = clock.now();
    if (!(await store.again(organisationId, id, now))) throw notFailed();
    const row = { ...mail, state: 'waiting', attempts: 0, nextAt: now, error: null } as const;
    this.#later(row, 0);
    return row;
  }

  /** When what is due was tried. */
  idle(): Promise<unknown> {
    return this.#line.idle();
  }

  /** What waits is taken up again at the next start. */
  dispose(): void {
    this.#stopped = true;
    for (const timer of this.#timers) timer.dispose();
    this.#timers.clear();
    this.#d.mailer?.close();
  }

  async #refusal(kind: MailKind, to: string, now: number): Promise<string | null> {
    const { store, organisationId } = this.#d;
    if ((await store.countWaiting(organisationId)) >= MAX_WAITING) return FULL;
    // Those are few by their own rule, and nobody keeps somebody else from theirs by filling their hour.
    if (kind === 'reset') return null;
    const sent = await store.countTo(organisationId, to, now - HOUR_MS);
    return sent >= MAX_AN_HOUR ? `${MAX_AN_HOUR} mails went to this address within an hour` : null;
  }

  #later(mail: MailRow, delayMs: number): void {
    const { clock, logger } = this.#d;
    const timer = clock.after(Math.max(0, delayMs), () => {
      this.#timers.delete(timer);
      this.#line
        .run(() => this.#try(mail))
        .catch((error: unknown) => {
          if (!this.#stopped) logger.error('what came of a mail could not be kept', { error: toAppError(error).message });
        });
    });
    this.#timers.add(timer);
  }

  async #try(mail: MailRow): Promise<void> {
    const { mailer, organisation, clock, logger } = this.#d;
    if (this.#stopped || !mailer) return;
    const content = this.#contentOf(mail);
    if (!content) {
      const error = 'it was sealed with another secret of this server';
      return this.#keep({ ...mail, sealed: '' }, { state: 'failed', attempts: mail.attempts, nextAt: null, error });
    }
    const from = await organisation();
    const rendered = renderMail(content, mail.language, from);
    const { id, toAddress: to } = mail;
    const sent = await mailer.send({ id, to, fromName: from.name, ...rendered });
    if (this.#stopped) return;
    const attempts = mail.attempts + 1;
    if (sent.ok) return this.#keep({ ...mail, sealed: '' }, { state: 'sent', attempts, nextAt: null, error: null });
    const waitMs = sent.forGood ? undefined : mailWaitMs(attempts);
    // Without the address: who writes to this desk is nothing for a log.
    logger.warn('a mail was not taken', { kind: mail.kind, attempts, tried: waitMs === undefined ? 'no more' : 'again' });
    if (waitMs === undefined) return this.#keep(mail, { state: 'failed', attempts, nextAt: null, error: sent.error });
    const waits = { state: 'waiting', attempts, nextAt: clock.now() + waitMs, error: sent.error } as const;
    // Its timer first: whoever reads that it waits finds it waiting.
    this.#later({ ...mail, ...waits }, waitMs);
    return this.#keep(mail, waits);
  }

  /** Undefined where the server's secret is another one by now. */
  #contentOf({ sealed }: MailRow): MailContent | undefined {
    try {
      return mailContent.parse(JSON.parse(this.#d.seal.open(sealed)));
    } catch (error) {
      this.#d.logger.warn('a mail could not be opened', { error: toAppError(error).code });
      return undefined;
    }
  }

  #keep({ id, sealed }: MailRow, result: Pick<MailRow, 'state' | 'attempts' | 'nextAt' | 'error'>): Promise<void> {
    return this.#d.store.tried(this.#d.organisationId, id, { ...result, sealed });
  }
}

export function mailLineOf({ id, at, kind, toAddress, state, attempts, nextAt, error, number }: MailRow): MailLine {
  return { id, at, kind, to: toAddress, state, attempts, nextAt, error, number };
}

function notFailed(): AppError {
  return new AppError('request.invalid', 'there is no such mail that failed');
}

function notSet(): AppError {
  return new AppError('request.invalid', 'no mail is set up on this server');
}
