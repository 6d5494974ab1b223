import { Recorder } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerSides, type Sides, signBoth, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { canonical } from '../canonical.ts';
import { headPayload } from './entry.ts';
import { exportLedger } from './export-ledger.ts';
import type { EntryMessage } from './ledger-record.ts';
import { LedgerReplica } from './ledger-replica.ts';
import { verifyLedger } from './verify-ledger.ts';

async function story(): Promise<{ sides: Sides; messages: EntryMessage[]; fresh: () => LedgerReplica }> {
  const sides = await ledgerSides();
  await tellStory(sides);
  const fresh = () =>
    new LedgerReplica({
      session: sides.ledger.record.session,
      agentKey: sides.agentKey.publicKey,
      crypto: sides.crypto,
      signingKey: sides.technicianKey,
    });
  return { sides, messages: sides.ledger.entriesAfter(-1), fresh };
}

const changed = (message: EntryMessage, edit: (entry: Record<string, unknown>) => void): EntryMessage => {
  const entry = JSON.parse(message.entry);
  edit(entry);
  return { ...message, entry: canonical(entry) };
};

describe('entries', () => {
  test('in order are added; again they are known; one too early is a gap that can be mended', async () => {
    const { messages, fresh } = await story();
    const replica = fresh();
    const [first, second, third] = messages as [EntryMessage, EntryMessage, EntryMessage];
    expect(replica.handleEntry(first).outcome).toBe('added');
    expect(replica.handleEntry(third).outcome).toBe('gap');
    expect(replica.handleEntry(second).outcome).toBe('added');
    expect(replica.handleEntry(second).outcome).toBe('known');
    expect(replica.handleEntry(third).outcome).toBe('added');
    expect(replica.record.links.map(({ canonical: bytes }) => bytes)).toEqual(messages.slice(0, 3).map(({ entry }) => entry));
  });

  test('a second entry with the same number breaks the record, loudly and for good', async () => {
    const { messages, fresh, sides } = await story();
    const replica = fresh();
    const broken = new Recorder(replica.onBroken);
    for (const message of messages.slice(0, 5)) replica.handleEntry(message);
    const fork = changed(messages[4] as EntryMessage, (entry) => {
      entry.at = '2026-11-21T12:00:01.000Z';
    });
    expect(replica.handleEntry(fork)).toEqual({ outcome: 'broken', problem: { kind: 'forked', part: 'entry', seq: 4 } });
    expect(await broken.next()).toEqual({ kind: 'forked', part: 'entry', seq: 4 });
    expect(replica.handleEntry(messages[5] as EntryMessage).outcome).toBe('broken');
    broken.nonePending();
    const head = sides.ledger.record.head('agent', 1);
    if (!head) throw new Error('no head');
    const { by: _by, ...signed } = head;
    expect(await replica.handleHead(signed)).toBeUndefined();
  });

  test.each<[string, (message: EntryMessage) => EntryMessage, string]>([
    ['not canonical', (message) => ({ ...message, entry: `${message.entry} ` }), 'altered'],
    ['no JSON', (message) => ({ ...message, entry: '{' }), 'altered'],
    ['an unknown type', (message) => changed(message, (entry) => Object.assign(entry, { type: 'grant/given' })), 'altered'],
    [
      'data that does not fit',
      (message) => changed(message, (entry) => Object.assign(entry, { data: { allowed: 'yes' } })),
      'altered',
    ],
    [
      'another link of the chain',
      (message) => changed(message, (entry) => Object.assign(entry, { prev: 'ab'.repeat(32) })),
      'forked',
    ],
    ['without its text', (message) => ({ ...message, contents: {} }), 'missing'],
    [
      'with other words',
      (message) => ({
        ...message,
        contents: Object.fromEntries(Object.entries(message.contents).map(([hash, { salt }]) => [hash, { salt, text: 'x' }])),
      }),
      'altered',
    ],
    [
      'with words that it does not name',
      (message) => ({ ...message, contents: { ...message.contents, ['cd'.repeat(32)]: { salt: 'A'.repeat(22), text: '' } } }),
      'altered',
    ],
  ])('%s is refused', async (_name, edit, kind) => {
    const { messages, fresh } = await story();
    const replica = fresh();
    replica.handleEntry(messages[0] as EntryMessage);
    replica.handleEntry(messages[1] as EntryMessage);
    expect(replica.handleEntry(edit(messages[2] as EntryMessage))).toMatchObject({ outcome: 'broken', problem: { kind } });
  });

  test('never throws, whatever comes', async () => {
    const { fresh } = await story();
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.dictionary(fc.string(), fc.anything()), (entry, contents) => {
        expect(fresh().handleEntry({ entry, contents: contents as never }).outcome).toBe('broken');
      }),
    );
  });
});

describe('heads', () => {
  test('a head that does not hold is not signed and breaks the record', async () => {
    const sides = await ledgerSides();
    await sides.ledger.append('session/start', startFields(sides), { request: '' });
    const head = await sides.ledger.signHead();
    const hash = 'ab'.repeat(32);
    const lie = { seq: 0, hash, jws: await sides.agentKey.signJws(headPayload(sides.replica.record.session, { seq: 0, hash })) };
    expect(await sides.replica.handleHead({ ...head, seq: 3 })).toBeUndefined();
    expect(sides.replica.problem).toBeUndefined();
    expect(await sides.replica.handleHead(lie)).toBeUndefined();
    expect(sides.replica.problem).toEqual({ kind: 'forked', part: 'head', seq: 0 });
    const other = await ledgerSides();
    await other.ledger.append('session/start', startFields(other), { request: '' });
    const own = await other.ledger.signHead();
    const forged = { ...own, jws: await other.technicianKey.signJws(headPayload('session-0001', own)) };
    expect(await other.replica.handleHead(forged)).toBeUndefined();
    expect(other.replica.problem).toEqual({ kind: 'bad-signature', part: 'head', seq: 0 });
  });

  test('the same head again gives the same signature', async () => {
    const sides = await ledgerSides();
    await sides.ledger.append('session/start', startFields(sides), { request: '' });
    const head = await sides.ledger.signHead();
    const [first, second] = await Promise.all([sides.replica.handleHead(head), sides.replica.handleHead(head)]);
    expect(first).toBeDefined();
    expect(second).toEqual(first);
  });
});

test('both exports are equal up to the last entry that both have, and whole again once it was sent', async () => {
  const sides = await ledgerSides();
  const { ledger, replica, crypto } = sides;
  await tellStory(sides, { end: false });
  const shared = ledger.lastSeq;
  sides.cutLink();
  await ledger.append('link/lost', {});
  await ledger.append('session/end', { reason: 'link-lost' });
  const whole = await ledger.export();
  expect(replica.record.links.length).toBe(shared + 1);
  expect(replica.export()).toBe(exportLedger(ledger.record, shared));
  expect((await verifyLedger(replica.export(), crypto)).verdict).toBe('unfinished');
  expect((await verifyLedger(whole, crypto)).verdict).toBe('good');
  const outcomes = ledger.entriesAfter(ledger.countersignedUpTo - 1).map((message) => replica.handleEntry(message).outcome);
  expect(outcomes).toEqual(['known', 'added', 'added']);
  await signBoth(sides);
  expect(replica.export()).toBe(await ledger.export());
});
