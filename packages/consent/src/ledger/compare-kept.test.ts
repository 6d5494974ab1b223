import type { KeptHead } from '@alongside/protocol';
import { beforeAll, expect, test } from 'vitest';
import { ledgerSides, type Sides, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { canonical } from '../canonical.ts';
import { compareKept } from './compare-kept.ts';
import { headPayload } from './entry.ts';
import { verifyLedger } from './verify-ledger.ts';

let sides: Sides;
let record: string;
/** What the technician's page kept at the server. */
let kept: KeptHead[];

beforeAll(async () => {
  sides = await ledgerSides();
  await tellStory(sides);
  record = await sides.ledger.export();
  kept = keptOf(sides);
});

function keptOf({ ledger }: Sides): KeptHead[] {
  return ledger.record.heads.flatMap(({ by, seq, hash, jws }) => {
    const agent = ledger.record.head('agent', seq)?.jws;
    return by === 'technician' && agent ? [{ seq, hash, agent, technician: jws, keptAt: 0 }] : [];
  });
}
const compare = (text: string, heads: readonly KeptHead[]) => compareKept(text, heads, sides.crypto);

test('a record is of the heads that were kept of it, in whatever order they come', async () => {
  expect(await compare(record, kept.toReversed())).toEqual({ outcome: 'same', count: kept.length, seq: 15 });
  expect(await compare(record, [])).toEqual({ outcome: 'none' });
});

test('rewritten by both keys afterwards, and verifying by itself: what was kept tells', async () => {
  const again = await ledgerSides(undefined, sides);
  await again.ledger.append('session/start', startFields(again), { request: 'nothing of the kind' });
  await again.ledger.append('session/end', { reason: 'finished' });
  await again.ledger.signHead();
  const other = await again.ledger.export();
  expect((await verifyLedger(other, sides.crypto)).verdict).toBe('good');
  expect(await compare(other, kept)).toEqual({ outcome: 'other', seq: kept[0]?.seq });
});

test('cut before a head that was kept', async () => {
  const file = JSON.parse(record);
  file.entries = file.entries.slice(0, 10);
  expect(await compare(canonical(file), kept)).toEqual({ outcome: 'shorter', seq: 15 });
});

test('a server cannot make a good record look rewritten: what both keys did not sign counts for nothing', async () => {
  const hash = 'ab'.repeat(32);
  const payload = headPayload(sides.ledger.record.session, { seq: 3, hash });
  const mine = await sides.technicianKey.signJws(payload);
  const [real] = kept;
  const forged: KeptHead[] = [
    { seq: 3, hash, agent: mine, technician: mine, keptAt: 0 },
    { seq: 3, hash, agent: real?.agent ?? '', technician: real?.technician ?? '', keptAt: 0 },
    { seq: 3, hash, agent: 'a.b.c', technician: mine, keptAt: 0 },
  ];
  expect(await compare(record, forged)).toEqual({ outcome: 'none' });
  expect(await compare(record, [...forged, ...kept])).toMatchObject({ outcome: 'same' });
});
