import { AppError, randomId } from '@alongside/base';
import { audienceOf, callDueAt, sees } from '@alongside/desk';
import { type CallBack, type FoundCaller, type http, MAX_FOUND_CALLERS } from '@alongside/protocol';
import type { z } from 'zod';
import type { CallerRow } from '../storage/caller-store.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach, reaches } from './reach.ts';
import { subjectOf } from './ticket-board.ts';
import type { TicketJournal } from './ticket-journal.ts';

type Ended = z.infer<typeof http.callEnd.body>;

const TICKETS_OF_ONE = 10;
const MAX_CALL_BACKS = 500;
/** Between the clocks of server and page. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Calls: who calls, what was said and how long, and who waits for one. Its caller runs one action after the other. */
export class CallDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  async find(text: string): Promise<FoundCaller[]> {
    const { stores, organisationId } = this.#parts;
    const wanted = text.trim();
    const number = /^#?(\d{1,9})$/u.exec(wanted)?.[1];
    const byNumber = number === undefined ? undefined : await stores.callers.byNumber(organisationId, Number(number));
    if (byNumber) return [await this.#caller(byNumber.deviceId, 'number', [byNumber])];
    if (wanted.length < 2) return [];
    const found: FoundCaller[] = [];
    const seen = new Set<string>();
    for (const { id, by } of await stores.callers.devices(organisationId, wanted, MAX_FOUND_CALLERS)) {
      if (seen.has(id)) continue;
      seen.add(id);
      found.push(await this.#caller(id, by, await stores.callers.ofDevice(organisationId, id, TICKETS_OF_ONE)));
    }
    const people = await stores.callers.byRequester(organisationId, wanted, MAX_FOUND_CALLERS * 2);
    for (const row of people) {
      // Of a computer once; of those who asked without one, each name once.
      const key = row.deviceId ?? `of ${row.ticket.requester}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const own = people.filter((other) => (other.deviceId ?? `of ${other.ticket.requester}`) === key);
      found.push(await this.#caller(row.deviceId, 'person', own.slice(0, TICKETS_OF_ONE)));
    }
    return found.slice(0, MAX_FOUND_CALLERS);
  }

  /** The ticket that it stands in. */
  async end(who: Helper, { call, to }: Ended): Promise<{ ticketId: string; number: number }> {
    const { clock } = this.#parts;
    if (call.startedAt > clock.now() + CLOCK_TOLERANCE_MS) {
      throw new AppError('request.invalid', 'startedAt: it has not begun yet');
    }
    if (to.kind === 'ticket') checkReach({ user: who }, 'tickets.write', await this.#journal.find(to.ticketId));
    const ticketId = to.kind === 'ticket' ? to.ticketId : await this.#open(call, to);
    const record = await this.#parts.stores.tickets.find(this.#parts.organisationId, ticketId);
    if (!record) throw new AppError('ticket.not-found', 'there is no such ticket');
    const isKept = record.events.some(({ body }) => body.type === 'call' && body.callId === call.callId);
    if (!isKept) await this.#journal.append(ticketId, actorOf(who), { type: 'call', ...call });
    return { ticketId, number: record.row.number };
  }

  /** Of open tickets that are within reach, the first due first; none for people from outside, who call nobody. */
  async waiting(who: Helper): Promise<CallBack[]> {
    if (!sees({ audience: audienceOf(who) }, 'callBack')) return [];
    return this.#parts.board.open
      .filter((ticket) => reaches({ user: who }, 'tickets.read', ticket))
      .flatMap(({ row, ticket }) => {
        const { wantedCall, owner } = ticket;
        if (wantedCall === null) return [];
        const { phone, when, askedAt, tries } = wantedCall;
        const about = { ticketId: row.id, number: row.number, subject: subjectOf(row.text), requester: row.requester };
        return [{ ...about, phone, when, askedAt, tries, dueAt: callDueAt(wantedCall), owner: owner?.name ?? null }];
      })
      .sort((one, other) => one.dueAt - other.dueAt || one.number - other.number)
      .slice(0, MAX_CALL_BACKS);
  }

  /** A new ticket in the name of whoever called; the same call again opens no second one. */
  async #open({ callId, phone }: Ended['call'], to: Extract<Ended['to'], { kind: 'new' }>): Promise<string> {
    const { stores, organisationId, random, clock, board, announcer } = this.#parts;
    const { deviceId, name, text, email, language } = to;
    if (text.trim() === '' || name.trim() === '') throw new AppError('request.invalid', 'text, name: one of them is empty');
    const device = deviceId === null ? undefined : await stores.devices.find(organisationId, deviceId);
    if (deviceId !== null && (!device || device.retiredAt !== null)) {
      throw new AppError('device.unknown', 'there is no such computer any more');
    }
    const { row, created } = await stores.tickets.create(organisationId, {
      id: randomId(random),
      requestId: callId,
      deviceId,
      requester: name,
      text,
      proof: '',
      at: clock.now(),
      startedBy: 'call',
      came: { channel: 'phone', contact: { email, phone: phone === '' ? null : phone }, ...(language ? { language } : {}) },
    });
    if (created) announcer.ticketEvent(board.opened(row, created), created);
    return row.id;
  }

  async #caller(deviceId: string | null, by: FoundCaller['by'], rows: readonly CallerRow[]): Promise<FoundCaller> {
    const { stores, organisationId, peers, board } = this.#parts;
    const device = deviceId === null ? undefined : await stores.devices.find(organisationId, deviceId);
    const newest = rows[0]?.ticket;
    const open = rows.filter(({ ticket }) => ticket.active === 1);
    const contact = newest && board.get(newest.id)?.ticket;
    return {
      device: device ? { id: device.id, name: device.name, online: peers.device(device.id) !== undefined } : null,
      requester: newest?.requester ?? null,
      phone: contact?.wantedCall?.phone ?? contact?.contact.phone ?? null,
      by,
      tickets: open.map(({ ticket: { id, number, text } }) => ({ id, number, subject: subjectOf(text) })),
    };
  }
}
