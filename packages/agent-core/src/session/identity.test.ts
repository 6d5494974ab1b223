import { type Capability, deviceSocket, session, shellPage } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

/** A joined session with somebody of whom this machine knows nothing. */
async function stranger(): Promise<Technician> {
  world = await AgentWorld.start(undefined, { certified: false });
  return world.joined();
}

const words = () => world.words;
const asked = (technician: Technician, capability: Capability) => world.settled(technician.ask(capability));

describe('somebody unknown', () => {
  test.each(['input.control', 'shell.run'] as const)(
    'may not be asked about %s before the words were compared',
    async (capability) => {
      const technician = await stranger();
      await asked(technician, capability);
      await world.pass(500);
      expect({ ask: world.ask, live: world.live }).toEqual({ ask: null, live: [] });
      expect(words()?.choices).toHaveLength(3);
      expect(words()?.choices.map((choice) => choice.join(' '))).toContain(technician.words?.join(' '));
    },
  );

  test.each(['screen.view', 'diagnostics.read'] as const)('is let see without them: %s', async (capability) => {
    const technician = await stranger();
    await world.granted(technician, capability);
    expect({ words: words(), live: world.live }).toEqual({ words: null, live: [capability] });
  });

  test('whose words match is asked about in turn, allowed, pinned, and known the next time', async () => {
    const technician = await stranger();
    await asked(technician, 'input.control');
    await world.compare(technician, 'right');
    expect(technician.wordsTold).toEqual(['matched']);
    expect(world.ask?.capability).toBe('input.control');
    await world.answer(true);
    await world.granted(technician, 'shell.run');
    expect(world.live).toEqual(['input.control', 'shell.run']);
    expect(world.sessionView?.technician.standing).toEqual({ kind: 'compared' });
    expect(world.entryTypes).toContain('identity/compared');
    expect(await world.documents.read('pins')).toMatchObject([{ proof: 'words', times: 1 }]);
    world.agent.stop('user-stopped');
    await world.pass(3_000);
    world.agent.dismissEnd();
    await world.offer('session-000002');
    expect(world.view?.phase).toMatchObject({ phase: 'join', technician: { standing: { kind: 'pinned', times: 1 } } });
  });

  test.each(['none', 'wrong'] as const)('whose words do not match (%s) is gone, and both sides are told', async (pick) => {
    const technician = await stranger();
    await world.granted(technician, 'screen.view');
    await asked(technician, 'shell.run');
    await world.compare(technician, pick);
    expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'words-refused', closed: ['screen.view'] });
    await world.pass(3_000);
    expect({ told: technician.wordsTold, byes: technician.byes, ends: world.ends }).toEqual({
      told: ['refused'],
      byes: ['words-refused'],
      ends: ['words-refused'],
    });
    expect(world.entryTypes).toEqual(expect.arrayContaining(['identity/compared', 'session/end']));
    expect(await world.documents.read('pins')).toMatchObject([{ proof: 'seen' }]);
  });

  test('who is not on the phone gets view and chat, for the session', async () => {
    const technician = await stranger();
    await asked(technician, 'input.control');
    await world.compare(technician, 'not-on-phone');
    expect(technician.outcomes.at(-1)).toMatchObject({ outcome: 'refused', code: 'identity.not-compared' });
    expect(world.view?.notices).toContainEqual({ kind: 'not-on-phone', mayView: true });
    await expect(asked(technician, 'shell.run')).rejects.toMatchObject({ code: 'identity.not-compared' });
    await world.pass(600_000);
    await expect(asked(technician, 'input.control')).rejects.toMatchObject({ code: 'identity.not-compared' });
    await world.granted(technician, 'screen.view');
    expect(world.live).toEqual(['screen.view']);
  });

  test('silence is a no; asked again, the words are others, three times at most', async () => {
    const technician = await stranger();
    const seen: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await asked(technician, round === 0 ? 'input.control' : 'shell.run');
      seen.push(technician.words?.join(' ') ?? '');
      await world.pass(190_000);
      expect(technician.wordsTold.at(-1)).toBe('unanswered');
      expect(words()).toBeNull();
    }
    expect(new Set(seen).size).toBe(3);
    await asked(technician, 'input.control');
    await world.pass(500);
    expect({ words: words(), last: technician.outcomes.at(-1) }).toMatchObject({
      words: null,
      last: { outcome: 'unanswered', code: 'identity.not-compared' },
    });
    await expect(asked(technician, 'shell.run')).rejects.toMatchObject({ code: 'identity.not-compared' });
  });

  test('cannot get past by taking the question back, asking twice, or by another question', async () => {
    const technician = await stranger();
    const askId = await asked(technician, 'input.control');
    await asked(technician, 'shell.run');
    await asked(technician, 'screen.view');
    await world.settled(technician.connection.call(session.consentWithdraw, { askId }));
    await world.pass(2_000);
    expect({ ask: world.ask, words: words() !== null, live: world.live }).toEqual({ ask: null, words: true, live: [] });
  });

  test('presses that come too soon, for other words, or for another comparison do nothing', async () => {
    const technician = await stranger();
    await asked(technician, 'input.control');
    const shown = words();
    const right = shown?.choices.findIndex((choice) => choice.join() === technician.words?.join()) ?? -1;
    const press = async (comparisonId: string, drawn: string) => {
      void world.page.call(shellPage.wordsAnswer, {
        sessionId: world.sessionId,
        comparisonId,
        pick: right,
        wordsHash: world.crypto.sha256(drawn),
      });
      await world.pass(50);
      expect(words()?.comparisonId).toBe(shown?.comparisonId);
    };
    const id = shown?.comparisonId ?? '';
    await press(id, 'drawn');
    world.page.notify(shellPage.dialogVisible, { sessionId: world.sessionId, dialogId: id, visible: true, words: 'drawn' });
    await press(id, 'drawn');
    await world.pass(1_100);
    await press(id, 'other');
    await press('comparison-of-another', 'drawn');
  });

  test('is not asked about while the user reads: what was allowed is frozen', async () => {
    const technician = await stranger();
    await world.granted(technician, 'screen.view');
    await asked(technician, 'input.control');
    expect(world.sessionView?.lights).toMatchObject([{ capability: 'screen.view', frozen: true }]);
    await world.compare(technician, 'right');
    await world.answer(false);
    expect(world.sessionView?.lights).toMatchObject([{ capability: 'screen.view', frozen: false }]);
  });

  test('the window is brought up for it, and Stop works at any moment', async () => {
    const technician = await stranger();
    const before = world.pages.shown;
    await asked(technician, 'shell.run');
    expect(world.pages.shown).toBeGreaterThan(before);
    world.agent.stop('user-stopped');
    await world.pass(3_000);
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'user-stopped' });
    expect(technician.wordsTold).toEqual([]);
    // The page's own time is over while the end is still being told.
    await world.pass(200_000);
    expect(world.entryTypes).not.toContain('identity/compared');
  });

  test('a technician’s side that never answers holds nothing up', async () => {
    const technician = await stranger();
    technician.readsWords = false;
    await asked(technician, 'input.control');
    await asked(technician, 'screen.view');
    await world.pass(11_000);
    expect(technician.outcomes).toContainEqual(expect.objectContaining({ outcome: 'withdrawn', code: 'identity.not-compared' }));
    expect(world.ask?.capability).toBe('screen.view');
  });

  test('the link is lost and comes back while the words are read: they are the same', async () => {
    const technician = await stranger();
    await asked(technician, 'input.control');
    world.network.cut();
    await world.pass(500);
    world.network.restore();
    await world.pass(10_000);
    await world.compare(technician, 'right');
    expect(world.ask?.capability).toBe('input.control');
  });
});

describe('a known name with another key', () => {
  test('may not even see before the words were compared', async () => {
    world = await AgentWorld.start(undefined, { certified: false });
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(3_000);
    world.agent.dismissEnd();
    const key = promptSigningKey('another browser');
    await world.offer('session-000002', world.requestId, key.publicKey);
    expect(world.view?.phase).toMatchObject({ phase: 'join', technician: { standing: { kind: 'new-key' } } });
    const technician = world.technician({ key, sessionId: 'session-000002' });
    await world.decideJoin(true, 'session-000002');
    await world.pass(500);
    await asked(technician, 'screen.view');
    expect({ ask: world.ask, words: words() !== null }).toEqual({ ask: null, words: true });
    await world.compare(technician, 'not-on-phone');
    expect(world.view?.notices).toContainEqual({ kind: 'not-on-phone', mayView: false });
    await expect(asked(technician, 'diagnostics.read')).rejects.toMatchObject({ code: 'identity.not-compared' });
  });
});

describe('somebody certified, or compared before', () => {
  test('is asked for no words', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    for (const capability of ['screen.view', 'input.control', 'shell.run', 'diagnostics.read'] as const) {
      await world.granted(technician, capability);
    }
    expect({ live: world.live.length, words: words() }).toEqual({ live: 4, words: null });
  });

  test('the server cannot say so: only what this machine pinned or verified counts', async () => {
    world = await AgentWorld.start(undefined, { certified: false });
    world.serverSide.notify(deviceSocket.trustChanged, { documents: [] });
    const technician = await world.joined();
    await asked(technician, 'shell.run');
    expect(words()).not.toBeNull();
  });
});
