import { AppError } from '@alongside/base';
import { closesAt, REOPEN_WINDOW_MS, type TicketCase, userStep, wantsManager } from '@alongside/desk';
import type { FollowedRequest, KeptPackage, Language, UserVerdict, UserWay } from '@alongside/protocol';
import type { NewEntry, TicketRecord } from '../storage/ticket-store.ts';
import type { DeskParts } from './desk-parts.ts';
import { boardTicket, chatOf } from './ticket-board.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';
import { keptPackage } from './vendor-desk.ts';

/** What a page shows of a conversation. */
const NEWEST = 500;

interface Words {
  readonly messageId: string;
  readonly text: string;
}

/**
 * A ticket as its user has it, however they proved that it is theirs: what was said between user and desk, no notes, no
 * names of colleagues, no computer.
 */
export class UserSide {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  async read(record: TicketRecord): Promise<FollowedRequest> {
    const { stores, organisationId } = this.#parts;
    const organisation = await stores.organisations.read(organisationId);
    const { ticket } = boardTicket(record);
    const { row, events } = record;
    const { vendor, crash } = ticket;
    const sharing = vendor && { vendor: vendor.vendor.name, package: vendor.package, bytes: vendor.bytes, state: vendor.state };
    return {
      organisation: { name: organisation.name, phone: organisation.phone },
      number: row.number,
      requester: row.requester,
      text: row.text,
      createdAt: row.createdAt,
      step: userStep(ticket),
      technician: 'technician' in ticket.live ? (ticket.live.technician?.name ?? null) : null,
      messages: chatOf(events).slice(-NEWEST),
      files: filesOf(ticket),
      solution: ticket.resolution?.note ?? null,
      stars: ticket.rating?.stars ?? null,
      goesOnIn: ticket.mergedInto?.number ?? null,
      managerAsked: ticket.managerAsked,
      closesAt: closesAt(ticket) ?? null,
      reopenUntil: ticket.status === 'closed' ? ticket.since + REOPEN_WINDOW_MS : null,
      ...(sharing ? { sharing } : {}),
      ...(crash ? { crash: { askId: crash.askId, program: crash.program, by: crash.by.name, state: crash.state } } : {}),
    };
  }

  /** What somebody from outside would get, exactly. Throws `vendor.not-asked`. */
  async shared(record: TicketRecord): Promise<KeptPackage> {
    const { vendor } = boardTicket(record).ticket;
    if (!vendor) throw new AppError('vendor.not-asked', 'nobody from outside is asked about');
    return keptPackage(this.#parts, vendor.package);
  }

  async say(record: TicketRecord, words: Words): Promise<void> {
    mustSaySomething(words);
    const ticket = boardTicket(record);
    await this.#journal.say(ticket.row.id, userOf(ticket), 'reply', words);
  }

  async verdict(record: TicketRecord, verdict: UserVerdict, via: UserWay): Promise<void> {
    const ticket = boardTicket(record);
    const ticketId = ticket.row.id;
    const actor = userOf(ticket);
    if (verdict.type === 'vendor-answered') {
      await this.#journal.append(ticketId, actor, { ...verdict, via });
      return;
    }
    // Told once, it stands until somebody takes it up: those who lead the desk are not called for again and again.
    if (verdict.type === 'manager-asked' && wantsManager(ticket.ticket)) return;
    if (verdict.type !== 'reopened') {
      await this.#journal.append(ticketId, actor, verdict);
      return;
    }
    const { words } = verdict;
    if (words) {
      mustSaySomething(words);
      // Sent again because the answer was lost: it is open by these very words.
      if (chatOf(record.events).some(({ id }) => id === words.messageId)) return;
    }
    const reply: NewEntry[] = words ? [{ ticketId, actor, body: { type: 'reply', ...words } }] : [];
    await this.#journal.appendAll([{ ticketId, actor, body: { type: 'reopened' } }, ...reply]);
  }
}

/** The language in which its user reads an article that was sent on it; throws `article.not-found` for any other. */
export function mustHaveSheet(record: TicketRecord, article: string): Language {
  const wasSent = record.events.some(({ body }) => body.type === 'reply' && body.article?.id === article);
  if (!wasSent) throw new AppError('article.not-found', 'this article was not sent with this request');
  return languageOf(record);
}

export function languageOf(record: TicketRecord): Language {
  return boardTicket(record).ticket.language ?? 'en';
}

function mustSaySomething({ text }: Words): void {
  if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
}

function filesOf({ files }: TicketCase): FollowedRequest['files'] {
  return files.flatMap(({ attachmentId, fileName, mediaType, bytes, to, at, by, crash }) =>
    to === 'user'
      ? [
          {
            id: attachmentId,
            name: fileName,
            mediaType,
            bytes,
            at,
            from: by.kind === 'user' ? 'user' : 'technician',
            by: by.name,
            ...(crash ? { until: crash.expiresAt } : {}),
          },
        ]
      : [],
  );
}
