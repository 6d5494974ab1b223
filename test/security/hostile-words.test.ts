import { commitmentOf, shortString } from '@alongside/identity';
import { type Capability, deviceSocket, session, shellPage } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { effects } from './effects.ts';
import { agentKey, crypto, live, SESSION_ID } from './hostile-agent-world.ts';
import { frameOf } from './samples.ts';

playedAs('server', 'technician', 'agent');

/**
 * The server has sworn to each side that a key of its own is the other's: it holds two links that are proven, and passes
 * on what it likes. Nothing but the voice of the technician goes around it.
 */

const MALLORY = promptSigningKey('mallory');
const NONCES = { agent: 'A'.repeat(43), technician: 'T'.repeat(43), mallory: 'M'.repeat(43) };

let world: AgentWorld;

afterEach(() => {
  expect(world?.faults ?? []).toEqual([]);
  world?.dispose();
});

/** Mallory in a session with the user, under the technician's name. `answers`: with an honest program. */
async function towardsUser(options: { answers?: boolean; certified?: boolean } = {}): Promise<Technician> {
  world = await AgentWorld.start(undefined, { certified: options.certified ?? false });
  await world.requestHelp();
  await world.offer(SESSION_ID, world.requestId, MALLORY.publicKey);
  const mallory = world.technician({ key: MALLORY });
  mallory.readsWords = options.answers ?? false;
  await world.decideJoin(true);
  await world.pass(500);
  return mallory;
}

/** What the agent says of words, as it reaches Mallory. */
function overheard(mallory: Technician) {
  const heard = { commitments: [] as string[], nonces: [] as string[] };
  mallory.connection.on(session.wordsCommit, ({ commitment }) => void heard.commitments.push(commitment));
  mallory.connection.on(session.wordsReveal, ({ nonce }) => void heard.nonces.push(nonce));
  return heard;
}

const asked = (mallory: Technician, capability: Capability) => world.settled(mallory.ask(capability));
const shown = () => world.words?.choices.map((words) => words.join(' ')) ?? [];

describe('a server with a key of its own on both sides', () => {
  test('cannot make the words the same: what the technician reads is none of what the user sees', async () => {
    const mallory = await towardsUser();
    const heard = overheard(mallory);
    const technician = await live();
    await asked(mallory, 'input.control');
    await world.pass(100);
    // Everything is passed on as it comes, both ways.
    const [commitment = ''] = heard.commitments;
    await technician.send(frameOf(session.wordsCommit, { epoch: 0, commitment }));
    const answered = technician.heard.find(({ m }) => m === 'words/nonce') as unknown as { p: { nonce: string } };
    mallory.connection.notify(session.wordsNonce, { commitment, nonce: answered.p.nonce });
    await world.pass(100);
    await technician.send(frameOf(session.wordsReveal, { nonce: heard.nonces[0] ?? '' }));
    const { value } = technician.technician.words.reading;
    if (value.state !== 'shown') throw new Error(`the technician’s side is ${value.state}`);
    expect(shown()).not.toContain(value.words.join(' '));
    expect(shown().length).toBe(3);
  });

  test('learns the agent’s nonce only after it has given its own, which no other replaces', async () => {
    const mallory = await towardsUser();
    const heard = overheard(mallory);
    await asked(mallory, 'input.control');
    await world.pass(100);
    expect(heard.nonces).toEqual([]);
    const [commitment = ''] = heard.commitments;
    mallory.connection.notify(session.wordsNonce, { commitment, nonce: NONCES.mallory });
    await world.pass(100);
    const before = shown();
    expect(crypto.sha256(`alongside-words-commit/1\n${heard.nonces[0]}`)).toBe(commitment);
    for (let at = 0; at < 50; at += 1) {
      mallory.connection.notify(session.wordsNonce, { commitment, nonce: `${at}`.padEnd(43, 'x') });
    }
    await world.pass(500);
    expect(shown()).toEqual(before);
  });

  test('cannot try one comparison after the other until the words fit', async () => {
    const mallory = await towardsUser();
    const heard = overheard(mallory);
    for (let at = 0; at < 40; at += 1) {
      const capability = at % 2 === 0 ? 'input.control' : 'shell.run';
      const askId = await asked(mallory, capability).catch(() => undefined);
      await world.pass(100);
      if (askId) await world.settled(mallory.connection.call(session.consentWithdraw, { askId }));
      await world.pass(60_000);
    }
    expect(heard.commitments.length).toBeLessThanOrEqual(3);
    expect(world.live).toEqual([]);
  });

  test('is shown the door when the user says so, and the key stays unknown', async () => {
    const mallory = await towardsUser({ answers: true });
    const before = effects(world);
    await asked(mallory, 'shell.run');
    await world.compare(mallory, 'none');
    await world.pass(3_000);
    expect({ live: world.live, effects: effects(world), ends: world.ends }).toEqual({
      live: [],
      effects: before,
      ends: ['words-refused'],
    });
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'words-refused' });
    world.agent.dismissEnd();
    await world.offer('session-000002', world.requestId, MALLORY.publicKey);
    expect(world.view?.phase).toMatchObject({ phase: 'join', technician: { standing: { kind: 'unknown' } } });
  });

  test('cannot say for the user that the words matched, by any way there is', async () => {
    const mallory = await towardsUser({ answers: true });
    await asked(mallory, 'input.control');
    await world.pass(1_500);
    const { comparisonId = '' } = world.words ?? {};
    const forged = [
      frameOf(session.wordsTold, { outcome: 'matched' }),
      frameOf(session.wordsCommit, { epoch: 0, commitment: 'ab'.repeat(32) }),
      frameOf(session.wordsReveal, { nonce: NONCES.mallory }),
      ...[0, 1, 2].map((pick) =>
        frameOf(
          shellPage.wordsAnswer,
          { sessionId: world.sessionId, comparisonId, pick, wordsHash: crypto.sha256('') },
          70 + pick,
        ),
      ),
    ];
    for (const frame of forged) {
      mallory.link.transport.send(frame);
      world.raw.server?.send(frame);
      world.raw.link?.send(frame);
    }
    await world.pass(1_000);
    expect({ live: world.live, ask: world.ask, still: world.words?.comparisonId }).toEqual({
      live: [],
      ask: null,
      still: comparisonId,
    });
  });

  test('gains nothing by certificates that it made for its own key', async () => {
    const mallory = await towardsUser({ answers: true, certified: true });
    // The real technician's chain came with the offer: it is of another key.
    expect(world.sessionView?.technician.standing.kind).toBe('unknown');
    await asked(mallory, 'shell.run');
    expect({ words: shown().length, ask: world.ask }).toEqual({ words: 3, ask: null });
  });

  test('under the name of somebody who was here may not even see', async () => {
    world = await AgentWorld.start(undefined, { certified: false });
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(3_000);
    world.agent.dismissEnd();
    await world.offer('session-000002', world.requestId, MALLORY.publicKey);
    const mallory = world.technician({ key: MALLORY, sessionId: 'session-000002' });
    await world.decideJoin(true, 'session-000002');
    await world.pass(500);
    await asked(mallory, 'screen.view');
    expect({ kind: world.sessionView?.technician.standing.kind, ask: world.ask, words: shown().length }).toEqual({
      kind: 'new-key',
      ask: null,
      words: 3,
    });
  });

  test('that tells the words by chat, before and after the join, answers no question', async () => {
    const mallory = await towardsUser({ answers: true });
    await asked(mallory, 'input.control');
    await world.pass(1_500);
    const text = `The words are: ${mallory.words?.join(' ')}`;
    const message = { id: 'message-0001', from: 'technician', name: 'Tomke', text, at: 1 } as const;
    world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId: world.requestId, message });
    await world.settled(mallory.connection.call(session.chatSay, { messageId: 'message-0002', text, at: 1 }));
    await world.pass(500);
    expect({ live: world.live, ask: world.ask, words: shown().length }).toEqual({ live: [], ask: null, words: 3 });
  });
});

describe('somebody in the middle as the agent', () => {
  const commit = (commitment: string) => frameOf(session.wordsCommit, { epoch: 0, commitment });
  const reveal = (nonce: string) => frameOf(session.wordsReveal, { nonce });

  test.each<[string, string[]]>([
    ['another nonce than it committed to', [commit(commitmentOf(crypto, NONCES.agent)), reveal(NONCES.mallory)]],
    ['one commitment after the other', [commit('ab'.repeat(32)), commit('cd'.repeat(32))]],
    ['a nonce without a commitment', [reveal(NONCES.agent)]],
    ['a match of words that were never shown', [commit('ab'.repeat(32)), frameOf(session.wordsTold, { outcome: 'matched' })]],
    [
      'a link that was never signed',
      [frameOf(session.wordsCommit, { epoch: 7, commitment: commitmentOf(crypto, NONCES.agent) }), reveal(NONCES.agent)],
    ],
  ])('that sends %s is left at once, loudly', async (_name, frames) => {
    const { technician, send, faults, heard } = await live();
    await send(...frames);
    expect(technician.words.reading.value.state).toBe('broken');
    expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'link', code: 'identity.not-proven' } });
    expect(faults).toEqual(['the comparison of words does not hold']);
    expect(heard.map(({ m }) => m)).toContain('session/bye');
  });

  test('gets three tries, each with a fresh nonce of the technician’s, and then none', async () => {
    const { technician, send, heard } = await live();
    const words = new Set<string>();
    for (let at = 0; at < 5; at += 1) {
      await send(commit(commitmentOf(crypto, NONCES.agent)), reveal(NONCES.agent));
      const { value } = technician.words.reading;
      if (value.state === 'shown') words.add(value.words.join(' '));
      await send(frameOf(session.wordsTold, { outcome: 'unanswered' }));
    }
    expect({ words: words.size, state: technician.state.value.state }).toEqual({ words: 3, state: 'ended' });
    expect(heard.filter(({ m }) => m === 'words/nonce')).toHaveLength(3);
  });

  test('never hears the words from the technician’s side: its nonce leaves, nothing else', async () => {
    const { technician, send, heard } = await live();
    await send(commit(commitmentOf(crypto, NONCES.agent)), reveal(NONCES.agent));
    const { value } = technician.words.reading;
    const said = JSON.stringify(heard);
    expect(heard.map(({ m }) => m).filter((m) => m !== undefined)).toEqual(['words/nonce']);
    for (const word of value.state === 'shown' ? value.words : ['none']) expect(said).not.toContain(word);
  });
});

test('of twenty thousand nonces none makes the words of the other screen', () => {
  const facts = {
    sessionId: SESSION_ID,
    agentKey: agentKey.publicKey,
    technicianKey: MALLORY.publicKey,
    transcriptHash: 'ab'.repeat(32),
    agentNonce: NONCES.agent,
  };
  const wanted = shortString(crypto, { ...facts, technicianNonce: NONCES.technician }).join(' ');
  const tries = 20_000;
  const firstWord = wanted.split(' ')[0];
  let first = 0;
  for (let at = 0; at < tries; at += 1) {
    const words = shortString(crypto, { ...facts, technicianNonce: `${at}` });
    if (words[0] === firstWord) first += 1;
    expect(words.join(' ')).not.toBe(wanted);
  }
  // One word in 2048 is hit by chance; all four never are.
  expect(first).toBeLessThan(40);
});
