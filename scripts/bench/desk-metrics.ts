import { ticketCase } from '@alongside/desk';
import { http, type TicketChange, type TicketFilter, type TicketOrder } from '@alongside/protocol';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores } from '../../apps/server/src/storage/stores.ts';
import { startTestServer, type TestServer } from '../../test/fixtures/server.ts';
import { BODIES, type Step, story, tess, user } from '../../test/fixtures/ticket-events.ts';
import { enrolledBeside } from './enrolled-beside.ts';
import type { Metric } from './figures.ts';
import type { Part } from './measure-parts.ts';

const TICKETS = 100_000;
/** Of each thousand: what is not over. */
const OPEN_A_THOUSAND = 30;
const DEVICES = 200;
const ROUNDS = 12;

const LOOKS: Readonly<Record<string, { filter: TicketFilter; order?: TicketOrder }>> = {
  desk_list_ms: { filter: {} },
  desk_mine_ms: { filter: { queue: 'mine' }, order: 'priority' },
  desk_groups_ms: { filter: { queue: 'groups' }, order: 'waiting' },
  desk_all_ms: { filter: { status: 'any' }, order: 'number' },
  desk_filter_ms: { filter: { status: 'closed', category: 'printer', priority: 3 } },
  desk_tag_ms: { filter: { status: 'any', tag: 'spooler' } },
  desk_search_rare_ms: { filter: { status: 'any', text: 'zebra' } },
  desk_search_common_ms: { filter: { status: 'any', text: 'printer offline' } },
  desk_search_open_ms: { filter: { text: 'printer' } },
};

export const DESK_METRICS: readonly Omit<Metric, 'ours' | 'peers'>[] = [
  ...Object.keys(LOOKS),
  'desk_today_ms',
  'desk_next_page_ms',
  'desk_read_ms',
  'desk_change_ms',
].map((name) => ({ name, unit: 'ms', better: 'lower' as const }));

/** A hundred thousand tickets in the database of a real server, asked as the console asks. */
export async function measureDesk(): Promise<Part> {
  const empty = await startTestServer();
  const deviceIds = (await enrolledBeside(empty.dataDir, DEVICES)).map(({ deviceId }) => deviceId);
  await fill(empty.dataDir, deviceIds, empty.technician.userId);
  // What was written beside the server is taken up as after any start.
  const server = await empty.restart();
  try {
    const ours: Record<string, number[]> = {};
    const timed = async (name: string, action: () => Promise<{ status: number }>) => {
      const from = performance.now();
      const { status } = await action();
      if (status !== 200) throw new Error(`${name} was answered with ${status}`);
      ours[name] = [...(ours[name] ?? []), performance.now() - from];
    };
    const as = server.technician;
    for (let round = 0; round < ROUNDS; round += 1) {
      await timed('desk_today_ms', () => server.call(http.today, { as: server.admin }));
      for (const [name, body] of Object.entries(LOOKS)) await timed(name, () => server.call(http.ticketsFind, { as, body }));
    }
    const first = (await server.call(http.ticketsFind, { as, body: { filter: {} } })).result;
    const { tickets } = first;
    const body = { filter: {}, ...(first.next === null ? {} : { after: first.next }) };
    for (const { id } of tickets.slice(0, ROUNDS)) {
      await timed('desk_next_page_ms', () => server.call(http.ticketsFind, { as, body }));
      await timed('desk_read_ms', () => server.call(http.ticket, { as, params: { id } }));
      await timed('desk_change_ms', () => changed(server, id));
    }
    return { ours };
  } finally {
    await server.close();
  }
}

/** A tag by whoever saw the newest version. */
async function changed(server: TestServer, id: string) {
  const as = server.technician;
  const { events } = (await server.call(http.ticket, { as, params: { id } })).result;
  const seen = ticketCase(events)?.version ?? 0;
  const change: TicketChange = { type: 'tagged', add: ['measured'], remove: [] };
  return server.call(http.ticketWrite, { as, params: { id }, body: { seen, change } });
}

const WORDS = [
  'printer',
  'offline',
  'screen',
  'mail',
  'password',
  'network',
  'slow',
  'update',
  'camera',
  'disk',
  'label',
  'sound',
];
const CATEGORIES = ['printer', 'network', 'account', 'hardware', 'program'];

/** Written by the store's own tables, in transactions of a thousand: through the routes it would take an hour. */
async function fill(dataDir: string, deviceIds: readonly string[], ownerId: string): Promise<void> {
  const opened = await openDatabase(dataDir);
  try {
    const { db } = opened;
    const stores = openStores(db);
    const organisationId = await stores.organisations.only();
    const from = Date.now() - TICKETS * 60_000;
    for (let start = 0; start < TICKETS; start += 1000) {
      await db.transaction().execute(async (trx) => {
        const events = [];
        const rows = [];
        for (let at = start; at < start + 1000; at += 1) {
          const id = `bench-ticket-${at}`;
          const text = textOf(at);
          const createdAt = from + at * 60_000;
          const log = story(...stepsOf(at, text, ownerId)).map((event) => ({ ...event, at: createdAt + event.at }));
          const isOver = log.at(-1)?.body.type === 'done';
          rows.push({
            id,
            organisationId,
            number: 2000 + at,
            requestId: `bench-request-${at}`,
            deviceId: deviceIds[at % DEVICES] ?? '',
            requester: `User ${at % 900}`,
            text,
            proof: '',
            createdAt,
            startedBy: 'request' as const,
            closedAt: isOver ? (log.at(-1)?.at ?? null) : null,
          });
          for (const { seq, at: when, actor, body } of log) {
            const who = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
            events.push({ organisationId, ticketId: id, seq, at: when, ...who, body: JSON.stringify(body) });
          }
        }
        for (let part = 0; part < rows.length; part += 500)
          await trx
            .insertInto('tickets')
            .values(rows.slice(part, part + 500))
            .execute();
        for (let part = 0; part < events.length; part += 500) {
          await trx
            .insertInto('ticketEvents')
            .values(events.slice(part, part + 500))
            .execute();
        }
      });
    }
    await db
      .updateTable('organisations')
      .set({ nextTicketNumber: 2000 + TICKETS })
      .execute();
    await stores.tickets.indexOld(organisationId);
  } finally {
    opened.close();
  }
}

function textOf(at: number): string {
  const pick = (step: number) => WORDS[(at * step + step) % WORDS.length] ?? '';
  const rare = at % 5000 === 17 ? ' zebra' : '';
  return `The ${pick(1)} ${pick(5)} ${pick(7)} since ${at % 31}${rare}\nIt worked until the ${pick(11)} ${at}.`;
}

function stepsOf(at: number, text: string, ownerId: string): Step[] {
  const category = CATEGORIES[at % CATEGORIES.length] ?? '';
  const steps: Step[] = [
    [{ type: 'created', text }, user],
    [{ type: 'classified', kind: 'incident', category }, tess],
    [{ type: 'ranked', urgency: (at % 5) + 1, impact: ((at >> 3) % 5) + 1, major: false }, tess],
  ];
  if (at % 7 === 0) steps.push([BODIES.tagged, tess]);
  const owner = { id: ownerId, name: 'Tess Technician' };
  if (at % 3 === 0) steps.push([{ ...BODIES.assigned, owner }, tess]);
  if (at % 1000 >= OPEN_A_THOUSAND) steps.push([BODIES.assigned, tess], [BODIES.reply, tess], [BODIES.done, tess]);
  return steps;
}
