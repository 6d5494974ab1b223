import { isInTurn, ticketCase } from '@alongside/desk';
import type { TicketFilter } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskDatabase, deskDatabase } from '../../../../test/fixtures/desk-database.ts';
import { printers, tess, tessPerson, tom, user } from '../../../../test/fixtures/ticket-events.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = 100 * DAY;
const ago = (ms: number) => NOW - ms;
const sorted = (category: string) => ({ type: 'classified', kind: 'incident', category }) as const;
const rated = (stars: number) => ({ type: 'rated', stars, comment: '' }) as const;
const toPrinters = { type: 'assigned', owner: tessPerson, group: printers, note: '' } as const;

let desk: DeskDatabase;
let ids: Record<string, string>;
beforeAll(async () => {
  desk = await deskDatabase();
  const { ticket } = desk;
  const early = ago(50 * DAY);
  ids = {
    waits: await ticket(ago(20 * MINUTE)),
    fresh: await ticket(ago(5 * MINUTE)),
    answered: await ticket(ago(90 * MINUTE), ['reply', tess, ago(80 * MINUTE)]),
    ownedWaits: await ticket(ago(60 * MINUTE), ['assigned', tess, ago(50 * MINUTE)]),
    ownedAnswered: await ticket(ago(DAY), ['assigned', tess, ago(DAY)], ['reply', tess, ago(DAY)]),
    inSession: await ticket(ago(DAY), ['claimed', tom, ago(9 * MINUTE)], ['joined', user, ago(8 * MINUTE)]),
    solvedNow: await ticket(
      early,
      [sorted('printer'), tess, early],
      ['done', tess, ago(3 * DAY)],
      [rated(5), user, ago(2 * DAY)],
    ),
    solvedHigher: await ticket(
      early,
      [sorted('account'), tess, early],
      [toPrinters, tess, early],
      ['done', tess, ago(20 * DAY)],
      ['accepted', user, ago(19 * DAY)],
      [rated(2), user, ago(19 * DAY)],
    ),
    solvedLongAgo: await ticket(early, ['done', tess, ago(40 * DAY)], [rated(1), user, ago(39 * DAY)]),
    openedAgain: await ticket(early, ['done', tess, ago(2 * DAY)], ['reply', user, ago(DAY)]),
    wish: await ticket(early, ['done', tess, ago(6 * DAY)], ['manager-asked', user, ago(DAY)]),
    heard: await ticket(early, ['assigned', tess, early], ['manager-asked', user, ago(DAY)], ['manager-heard', tom, ago(DAY)]),
  };
});
afterAll(() => desk.close());

const found = async (filter: TicketFilter) => {
  const { stores, organisationId } = desk;
  const looker = { userId: 'technician-tom', ownOnly: false, classified: true };
  const { rows, count } = await stores.ticketFinder.find(organisationId, looker, {
    filter,
    order: 'number',
    after: undefined,
    now: NOW,
  });
  expect(count).toBe(rows.length);
  return Object.entries(ids).flatMap(([name, id]) => (rows.some((row) => row.id === id) ? [name] : []));
};

test('what is so now is counted as its lists are filtered', async () => {
  const { stores, organisationId } = desk;
  const now = await stores.today.now(organisationId, NOW);
  const waiting = await found({ inTurn: true });
  expect(waiting).toEqual(['waits', 'fresh', 'answered', 'ownedWaits', 'openedAgain', 'heard']);
  expect(now.waiting).toEqual({ count: waiting.length, since: ago(50 * DAY) });
  expect(await found({ live: 'in-session' })).toEqual(['inSession']);
  expect(now.inSession).toBe(1);
  const unassigned = await found({ queue: 'unassigned', status: 'new', sinceMin: 15 });
  expect(unassigned).toEqual(['waits', 'answered']);
  expect(now.unassigned).toBe(2);
  expect(await found({ wantsManager: true, status: 'any' })).toEqual(['wish']);
  expect(await stores.today.wishes(organisationId)).toBe(1);
  expect(await stores.today.loads(organisationId)).toEqual(new Map([[tessPerson.id, 4]]));
});

test('who waits by the columns waits by the log', async () => {
  const { stores, organisationId } = desk;
  const inTurn = await found({ inTurn: true, status: 'any' });
  for (const [name, id] of Object.entries(ids)) {
    const ticket = ticketCase((await stores.tickets.find(organisationId, id))?.events ?? []);
    expect(ticket && isInTurn(ticket), name).toBe(inTurn.includes(name));
  }
});

test('what was solved is counted at the tier that solved it, once, and no more when it is open again', async () => {
  const { stores, organisationId } = desk;
  const by = (part: 'groupId' | 'category', days: number) => stores.today.solvedBy(organisationId, ago(days * DAY), part);
  expect(await by('category', 7)).toEqual([
    { key: null, tier: 1, count: 1 },
    { key: 'printer', tier: 1, count: 1 },
  ]);
  expect(await by('groupId', 30)).toEqual([
    { key: null, tier: 1, count: 2 },
    { key: printers.id, tier: 2, count: 1 },
  ]);
  expect(await found({ status: 'any', solvedDays: 7 })).toEqual(['solvedNow', 'wish']);
  expect(await found({ status: 'any', solvedDays: 7, unsorted: true })).toEqual(['wish']);
  expect(await found({ status: 'any', solvedDays: 30, solvedTier: 2, group: printers.id })).toEqual(['solvedHigher']);
  expect(await found({ status: 'any', solvedDays: 30, group: 'none' })).toEqual(['solvedNow', 'wish']);
});

test('stars are counted by when they were given', async () => {
  const { stores, organisationId } = desk;
  expect(await stores.today.stars(organisationId, ago(30 * DAY))).toEqual(
    new Map([
      [2, 1],
      [5, 1],
    ]),
  );
  expect(await found({ status: 'any', ratedDays: 30, stars: 2 })).toEqual(['solvedHigher']);
});

test('a colleague who is asked finds it among their own until a note of theirs answers', async () => {
  const { stores, organisationId, ticket } = desk;
  const id = await ticket(ago(DAY), ['assigned', tess, ago(DAY)], ['colleague-asked', tess, ago(DAY)], ['note', tess, ago(DAY)]);
  const mine = async (userId: string) => {
    const wanted = { filter: { queue: 'mine' }, order: 'number', after: undefined, now: NOW } as const;
    const { rows } = await stores.ticketFinder.find(organisationId, { userId, ownOnly: false, classified: true }, wanted);
    return rows.filter((row) => row.id === id).map(({ asksYou, ownerName }) => ({ asksYou, ownerName }));
  };
  expect(await mine('technician-tom')).toEqual([{ asksYou: true, ownerName: 'Tess' }]);
  await stores.tickets.append(organisationId, id, tom, { type: 'note', text: 'the spooler' }, NOW);
  expect(await mine('technician-tom')).toEqual([]);
  expect(await mine('technician-tess')).toEqual([{ asksYou: false, ownerName: 'Tess' }]);
});
