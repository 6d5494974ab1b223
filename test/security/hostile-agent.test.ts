import { consoleSocket, deviceSocket, linkPage, session, shellPage } from '@alongside/protocol';
import { type Connection, contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { describe, expect, test } from 'vitest';
import { playedAs } from './attack-notes.ts';
import { agentKey, crypto, live } from './hostile-agent-world.ts';
import { frameOf, messagesNotOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('agent');

/** The other direction: an agent that attacks the technician's side. It proves its key and then sends what it likes. */

const CONTRACT = contract(session);
const THEIRS = messagesOf(CONTRACT, 'agent');

test('frames that are no message, of other contracts or of the wrong side are counted and dropped', async () => {
  const { technician, send, faults, heard } = await live();
  const foreign = [shellPage, linkPage, deviceSocket, consoleSocket].flatMap((group) => [...contract(group).values()]);
  const unknown = foreign.filter(({ method }) => !CONTRACT.has(method));
  const noise = NOISE.filter((frame) => !frame.startsWith('{"c"') && !frame.includes('chat/say'));
  await send(
    ...noise,
    ...unknown.map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
    ...messagesNotOf(CONTRACT, 'agent').map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
  );
  const drops = (reason: Parameters<Connection['drops']>[0]) => technician.connection.drops(reason);
  expect({ unknown: drops('unknown') >= unknown.length, wrongSide: drops('wrong-side') }).toEqual({
    unknown: true,
    wrongSide: messagesNotOf(CONTRACT, 'agent').length,
  });
  expect({ state: technician.state.value.state, faults }).toEqual({ state: 'live', faults: [] });
  // Requests are answered with their error; nothing else leaves.
  expect(heard.filter(({ m }) => m !== undefined)).toEqual([]);
});

describe.each(THEIRS.map((message) => [message.method, message] as const))('%s', (_method, message) => {
  test('spoiled in every place changes nothing', async () => {
    const { technician, send, faults } = await live();
    const frames = spoiled(samplesOf(message.params, 1)[0] ?? null)
      .filter((params) => !message.params.safeParse(params).success)
      .map((params, at) => frameOf(message, params, 3_000 + at))
      .filter((frame) => frame.length < 200_000);
    await send(...frames);
    const dropped = technician.connection.drops('invalid') + technician.connection.drops('oversize');
    expect({ dropped, state: technician.state.value.state, faults }).toEqual({
      dropped: frames.length,
      state: 'live',
      faults: [],
    });
    expect({ grants: technician.consent.grants.value.live, screen: technician.screen.value }).toEqual({
      grants: {},
      screen: undefined,
    });
  });

  test('at random throws nothing, signs nothing and sends no input', async () => {
    const { send, faults, heard, kept } = await live();
    for (const sample of samplesOf(message.params, 10)) await send(frameOf(message, sample, 9));
    const sent = heard.map(({ m }) => m).filter((m) => m !== undefined);
    // A record or a comparison that does not hold is said, and the session left; a commitment is answered by a nonce.
    expect(faults.filter((fault) => !/^the (record|comparison of words) does not hold$/u.test(fault))).toEqual([]);
    expect(sent.filter((m) => m !== 'session/bye' && m !== 'words/nonce')).toEqual([]);
    expect(kept).toEqual([]);
  });
});

test('a record of another key, or an entry out of its place, is never countersigned', async () => {
  const { technician, send, heard, kept } = await live();
  const hash = crypto.sha256('x');
  const jws = await promptSigningKey('mallory').signJws(JSON.stringify({ seq: 0, hash }));
  await send(
    frameOf(session.ledgerHead, { seq: 0, hash, jws }),
    frameOf(session.ledgerHead, { seq: 0, hash, jws: await agentKey.signJws(JSON.stringify({ seq: 0, hash })) }),
    frameOf(session.ledgerEntry, { entry: '{"seq":7}', contents: {} }),
    frameOf(session.ledgerHead, { seq: 7, hash, jws }),
  );
  expect(heard.map(({ m }) => m)).not.toContain('ledger/countersign');
  expect(kept).toEqual([]);
  expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'ledger' } });
});

test('input leaves only while the agent says that it is allowed, and none after that', async () => {
  const { technician, send, heard, clock } = await live();
  technician.input.key('KeyA', true);
  const grants = [{ grantId: 'grant-0001', capability: 'input.control', remainingMs: 1_000, frozen: true, inUse: false }];
  await send(frameOf(session.grantState, { grants, paused: false, userIsAsked: false }));
  technician.input.key('KeyB', true);
  await send(frameOf(session.grantState, { grants: [], paused: false, userIsAsked: false }));
  technician.input.key('KeyC', true);
  await clock.advance(1_000);
  expect(heard.map(({ m }) => m)).not.toContain('input/batch');
});
