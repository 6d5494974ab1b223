import { GIVEN_BY_HAND } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskDatabase, deskDatabase, type Entry } from '../../../../test/fixtures/desk-database.ts';
import { offerOf, tess } from '../../../../test/fixtures/ticket-events.ts';
import { standingsFrom } from '../accounts/group-standing.ts';
import { type ConsolePeer, Peers } from './peers.ts';
import { reaches } from './reach.ts';
import { StandingDesk } from './standing-desk.ts';
import { boardTicket } from './ticket-board.ts';

/** Vera is from outside, in a group of theirs and (somebody's slip) in one of the second tier. */
const VERA = { id: 'vendor-vera', role: 'vendor' } as const;
let desk: DeskDatabase;
let ids: Record<'makers' | 'others' | 'second' | 'nobody', string>;

beforeAll(async () => {
  desk = await deskDatabase();
  const { stores, organisationId, ticket } = desk;
  await desk.person(VERA.id, 'Vera');
  const groups = [
    { id: 'group-makers', name: 'Makers', tier: 4, memberIds: [VERA.id] },
    { id: 'group-others', name: 'Other makers', tier: 4, memberIds: [] },
    { id: 'group-second', name: 'Workplace', tier: 2, memberIds: [VERA.id] },
  ];
  const usual = { specialisation: '', acceptWithinMin: 30, assignment: GIVEN_BY_HAND } as const;
  for (const group of groups) expect(await stores.supportGroups.write(organisationId, { ...group, ...usual })).toBe(true);
  const offered = (at: number) => {
    const { id, name, tier } = groups[at] ?? { id: '', name: '', tier: 0 };
    const way = [2, 3, 4]
      .filter((step) => step < tier)
      .flatMap((step): Entry[] => [
        [
          {
            type: 'handover-offered',
            offer: offerOf({ toTier: step, group: { id: `group-tier-${step}`, name: 'Ours', tier: step } }),
          },
          tess,
          500,
        ],
        ['handover-accepted', tess, 500],
      ]);
    const offer = offerOf({ toTier: tier, group: { id, name, tier } });
    return ticket(0, ...way, [{ type: 'handover-offered', offer }, tess, 1_000]);
  };
  ids = { makers: await offered(0), others: await offered(1), second: await offered(2), nobody: await ticket(0) };
});
afterAll(() => desk.close());

test('who is from outside reaches, and lists, what a group of theirs from outside was offered, and nothing else', async () => {
  const { stores, organisationId } = desk;
  const standing = await standingsFrom(stores.supportGroups, organisationId)(VERA.id, VERA.role);
  expect(standing.outsideGroupIds).toEqual(['group-makers']);
  const reached = [];
  for (const [name, id] of Object.entries(ids)) {
    const record = await stores.tickets.find(organisationId, id);
    if (record && reaches({ user: { ...VERA, ...standing } }, 'tickets.read', boardTicket(record))) reached.push(name);
  }
  expect(reached).toEqual(['makers']);
  const looker = { userId: VERA.id, ownOnly: true, classified: false };
  const wanted = { filter: {}, order: 'number', after: undefined, now: 2_000 } as const;
  const { rows } = await stores.ticketFinder.find(organisationId, looker, wanted);
  expect(rows.map(({ id }) => id)).toEqual([ids.makers]);
});

test('a page that is open loses what a group was offered in the moment that its person leaves the group', async () => {
  const { stores, organisationId } = desk;
  const peers = new Peers();
  const standing = await standingsFrom(stores.supportGroups, organisationId)(VERA.id, VERA.role);
  const page = { user: { ...VERA, name: 'Vera', ...standing }, approved: true } as ConsolePeer;
  peers.addConsole(page);
  let told = 0;
  peers.onChange(() => {
    told += 1;
  });
  const record = await stores.tickets.find(organisationId, ids.makers);
  if (!record) throw new Error('no ticket');
  const standings = new StandingDesk({ stores, organisationId, peers });
  await standings.changed();
  expect([told, reaches(page, 'tickets.read', boardTicket(record))]).toEqual([0, true]);
  const usual = { specialisation: '', acceptWithinMin: 30, assignment: GIVEN_BY_HAND } as const;
  await stores.supportGroups.write(organisationId, { id: 'group-makers', name: 'Makers', tier: 4, memberIds: [], ...usual });
  await standings.changed();
  expect([told, reaches(page, 'tickets.read', boardTicket(record))]).toEqual([1, false]);
});
