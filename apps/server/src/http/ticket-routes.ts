import { AppError, type Clock, type Crypto } from '@alongside/base';
import { audienceOf, entriesSeenBy } from '@alongside/desk';
import { http, MAX_TICKET_TAGS, REPORTS_A_FILE, type TicketLine } from '@alongside/protocol';
import type { CaseDesk } from '../desk/case-desk.ts';
import type { HandoverDesk } from '../desk/handover-desk.ts';
import { entriesOf } from '../desk/handover-package.ts';
import { searchFromOutside } from '../desk/outside-search.ts';
import type { PlaybookDesk } from '../desk/playbook-desk.ts';
import { reaches } from '../desk/reach.ts';
import { reportSeenBy } from '../desk/report-reader.ts';
import type { SplitDesk } from '../desk/split-desk.ts';
import { boardTicket, subjectOf } from '../desk/ticket-board.ts';
import { lineSeenBy, readerOf } from '../desk/ticket-reader.ts';
import type { Stores } from '../storage/stores.ts';
import type { FoundTicket } from '../storage/ticket-finder.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly isOnline: (deviceId: string) => boolean;
  /** What changes tickets runs in the desk's one order. */
  readonly ofTickets: <T>(
    action: (desk: { cases: CaseDesk; handovers: HandoverDesk; splits: SplitDesk; playbooks: PlaybookDesk }) => Promise<T>,
  ) => Promise<T>;
}

const DONE = { ok: true } as const;

/** Tickets as cases: lists, changes, handovers. */
export function registerTicketRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, crypto, clock, isOnline, ofTickets } = dependencies;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const who = (call: Call<unknown>) => signedIn(call).user;

  register(http.ticketsFind, async (call) => {
    const { filter, order = 'updated', after } = call.body;
    const user = who(call);
    const looker = { userId: user.id, ownOnly: call.scope === 'own', classified: audienceOf(user) !== 'first' };
    const wanted = { filter, order, after, now: clock.now() };
    const { rows, next, count } =
      looker.ownOnly && filter.text !== undefined
        ? await searchFromOutside(stores, organisationId, user, wanted)
        : await stores.ticketFinder.find(organisationId, looker, wanted);
    return { tickets: rows.map((row) => lineSeenBy(user, lineOf(row, isOnline))), next, count };
  });

  register(http.ticketWrite, async (call) => {
    const { seen, change } = call.body;
    return { version: await ofTickets(({ cases }) => cases.change(who(call), idOf(call), seen, change)) };
  });
  register(http.ticketSay, async (call) => {
    await ofTickets(({ cases }) => cases.say(who(call), idOf(call), call.body));
    return DONE;
  });
  register(http.ticketSplit, (call) => ofTickets(({ splits }) => splits.split(who(call), idOf(call), call.body)));
  register(http.ticketRecord, async (call) => {
    const [user, id] = [who(call), idOf(call)];
    await ofTickets(async ({ cases, playbooks }) => cases.record(user, id, await playbooks.sourced(user, id, call.body.item)));
    return DONE;
  });

  register(http.handoverCreate, async (call) => {
    return { version: await ofTickets(({ handovers }) => handovers.offer(who(call), idOf(call), call.body)) };
  });
  register(http.handoverAnswer, async (call) => {
    return { version: await ofTickets(({ handovers }) => handovers.answer(who(call), idOf(call), call.body)) };
  });
  register(http.handoverPackage, async (call) => {
    const record = await stores.tickets.find(organisationId, idOf(call));
    if (!record || !reaches(signedIn(call), 'tickets.read', boardTicket(record))) {
      throw new AppError('ticket.not-found', 'there is no such ticket');
    }
    const sha256 = boardTicket(record).ticket.handover?.offer.package;
    if (sha256 === undefined) throw new AppError('handover.not-open', 'this ticket was never handed over');
    const manifest = await ofTickets(({ handovers }) => handovers.read(sha256));
    const { deviceId } = record.row;
    const device = deviceId === null ? undefined : await stores.devices.find(organisationId, deviceId);
    const entries = entriesOf(manifest, record.events, (text) => crypto.sha256(text));
    const reader = readerOf(who(call), record.row, device?.name ?? '');
    const newest = manifest.reports.slice(0, REPORTS_A_FILE);
    const kept = await Promise.all(newest.map(({ id }) => stores.diagnoses.find(organisationId, id)));
    const reports = kept.flatMap((row) => (row ? [{ id: row.id, body: reportSeenBy(who(call), row.body) }] : []));
    return { format: 'handover-file/1' as const, sha256, manifest, entries: entriesSeenBy(reader, entries), reports };
  });
}

function lineOf(row: FoundTicket, isOnline: (deviceId: string) => boolean): TicketLine {
  const { groupId, groupName, ownerId, ownerName } = row;
  return {
    id: row.id,
    number: row.number,
    subject: subjectOf(row.text),
    requester: row.requester,
    device: row.deviceId === null ? null : { id: row.deviceId, name: row.deviceName ?? '', online: isOnline(row.deviceId) },
    status: row.status,
    live: row.live,
    tier: row.tier,
    priority: row.priority,
    group: groupId === null ? null : { id: groupId, name: groupName ?? '', tier: row.tier },
    owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? '' },
    category: row.category,
    // More were taken once.
    tags: row.tags.slice(0, MAX_TICKET_TAGS),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    waitingSince: row.waitingSince,
    stars: row.stars,
    offered: row.offerLapsesAt !== null,
    asksYou: row.asksYou,
  };
}
