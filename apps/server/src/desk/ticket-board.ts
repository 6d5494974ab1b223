import { AppError, type Clock, Emitter, type Event } from '@alongside/base';
import {
  dayOf,
  expectedWait,
  isActive,
  isInTurn,
  place,
  type TicketCase,
  type TicketEventBody,
  type TicketState,
  ticketCase,
} from '@alongside/desk';
import type { ChatMessage, GuestSide, Organisation, TicketEvent, TicketSummary } from '@alongside/protocol';
import type { TicketRow } from '../storage/tables.ts';
import type { TicketRecord } from '../storage/ticket-store.ts';

/** A ticket with what its events add up to. */
export interface BoardTicket {
  readonly row: TicketRow;
  readonly ticket: TicketCase;
  /** The live help: `ticket.live`. */
  readonly state: TicketState;
  readonly callBack: { readonly phone: string; readonly when: string } | null;
}

/** By which entry, and what was before; without one, read from the database. */
export interface BoardChange {
  readonly ticket: BoardTicket;
  readonly entry: { readonly before: BoardTicket | undefined; readonly event: TicketEvent } | undefined;
}

/** Waits older than this are of no day that is today anywhere. */
export const KEEP_WAITS_MS = 48 * 60 * 60_000;

/** The open tickets in memory, kept up to date by each appended event. The events in the database stay the truth. */
export class TicketBoard {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, BoardTicket>();
  readonly #changed = new Emitter<BoardChange>();
  /** A ticket came, changed or left the board. */
  readonly onChange: Event<BoardChange> = this.#changed.event;
  /** Made of the tickets, and good until one of them changes: each computer is told how it stands at each change. */
  #open: readonly BoardTicket[] | undefined;
  #byDevice: ReadonlyMap<string | null, readonly BoardTicket[]> | undefined;
  #places: ReadonlyMap<string, number> | undefined;
  /** By the calendar it costs far more than all else that a computer is told, and each that waits is told at each change. */
  #today: { readonly of: Organisation; readonly day: ReturnType<typeof dayOf> } | undefined;
  #waits: { joinedAt: number; waitMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  load(records: readonly TicketRecord[], waits: readonly { joinedAt: number; waitMs: number }[]): void {
    for (const record of records) this.#keep(boardTicket(record));
    this.#waits = [...waits];
  }

  get(ticketId: string): BoardTicket | undefined {
    return this.#tickets.get(ticketId);
  }

  /** Oldest first. */
  get open(): readonly BoardTicket[] {
    this.#open ??= [...this.#tickets.values()].sort((a, b) => a.row.number - b.row.number);
    return this.#open;
  }

  ofDevice(deviceId: string): readonly BoardTicket[] {
    this.#byDevice ??= Map.groupBy(this.open, ({ row }) => row.deviceId);
    return this.#byDevice.get(deviceId) ?? [];
  }

  opened(row: TicketRow, created: TicketEvent): BoardTicket {
    const ticket = boardTicket({ row, events: [created] });
    this.#keep(ticket, { before: undefined, event: created });
    return ticket;
  }

  /** An event was stored. The ticket leaves the board once it is closed. */
  changed(before: BoardTicket, event: TicketEvent, ticket: TicketCase): BoardTicket {
    const { body, at } = event;
    const callBack = callBackAfter(before.callBack, body);
    if (body.type === 'joined') this.#waits.push({ joinedAt: at, waitMs: Math.max(0, at - before.row.createdAt) });
    const after = { ...before, ticket, state: ticket.live, callBack };
    this.#keep(after, { before, event });
    return after;
  }

  places(): ReadonlyMap<string, number> {
    this.#places ??= place(
      this.open.map(({ row, ticket }) => ({
        id: row.id,
        createdAt: row.createdAt,
        number: row.number,
        waiting: isInTurn(ticket),
      })),
    );
    return this.#places;
  }

  expectedWaitMs(organisation: Organisation): number | null {
    const now = this.#clock.now();
    this.#waits = this.#waits.filter((wait) => wait.joinedAt > now - KEEP_WAITS_MS);
    const today = this.#todayOf(organisation, now);
    const ofToday = this.#waits.filter((wait) => today.from <= wait.joinedAt && wait.joinedAt < today.to);
    return expectedWait(ofToday.map((wait) => wait.waitMs));
  }

  #todayOf(organisation: Organisation, now: number) {
    const { of, day } = this.#today ?? {};
    if (day && of === organisation && day.from <= now && now < day.to) return day;
    this.#today = { of: organisation, day: dayOf(organisation, now) };
    return this.#today.day;
  }

  #keep(ticket: BoardTicket, entry?: BoardChange['entry']): void {
    if (isActive(ticket.ticket.status)) this.#tickets.set(ticket.row.id, ticket);
    else this.#tickets.delete(ticket.row.id);
    this.#open = undefined;
    this.#byDevice = undefined;
    this.#places = undefined;
    this.#changed.fire({ ticket, entry });
  }
}

export function boardTicket({ row, events }: TicketRecord): BoardTicket {
  const callBack = events.reduce<BoardTicket['callBack']>((before, { body }) => callBackAfter(before, body), null);
  const ticket = ticketCase(events) ?? ticketCase([createdOf(row)]);
  if (!ticket) throw new AppError('storage.broken', `ticket ${row.id} has no beginning`);
  return { row, ticket, state: ticket.live, callBack };
}

function createdOf({ createdAt, requester, text }: TicketRow): TicketEvent {
  return { seq: 0, at: createdAt, actor: { kind: 'user', id: null, name: requester }, body: { type: 'created', text } };
}

export function summary(ticket: BoardTicket, device: { name: string; online: boolean }, guest?: GuestSide): TicketSummary {
  const { row, state, callBack } = ticket;
  const { handedOn } = ticket.ticket;
  return {
    id: row.id,
    number: row.number,
    state: state.state,
    subject: subjectOf(row.text),
    requester: row.requester,
    device: row.deviceId === null ? null : { id: row.deviceId, name: device.name, online: device.online },
    ...(guest && { guest }),
    createdAt: row.createdAt,
    technician: 'technician' in state ? state.technician : null,
    sessionId: state.state === 'in-session' ? state.sessionId : null,
    ...(handedOn?.state === 'goes-on' && !guest ? { handedOverBy: handedOn.by.id } : {}),
    callBack,
    ...(row.startedBy === 'request' ? {} : { startedBy: row.startedBy }),
    ...(row.invitedById === null ? {} : { invitedBy: { id: row.invitedById, name: row.invitedByName ?? '' } }),
  };
}

export function chatOf(events: readonly TicketEvent[]): ChatMessage[] {
  return events.flatMap(({ at, actor, body }) =>
    'messageId' in body && actor.kind !== 'system'
      ? [{ id: body.messageId, from: actor.kind, name: actor.name, text: body.text, at, ...articleOf(body) }]
      : [],
  );
}

function articleOf(body: TicketEvent['body']): Pick<ChatMessage, 'article'> {
  return body.type === 'reply' && body.article ? { article: body.article } : {};
}

/** The first line that says something, not cut inside a pair. */
export function subjectOf(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line
    .slice(0, 120)
    .replace(/[\ud800-\udbff]$/u, '')
    .trim();
}

function callBackAfter(before: BoardTicket['callBack'], body: TicketEventBody): BoardTicket['callBack'] {
  if (body.type === 'call-back') return { phone: body.phone, when: body.when };
  if (body.type === 'absorbed' && before === null && body.call) return { phone: body.call.phone, when: body.call.when };
  return before;
}
