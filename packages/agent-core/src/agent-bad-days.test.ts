import { AppError } from '@alongside/base';
import { verifyLedger } from '@alongside/consent';
import { deviceSocket, session, shellPage } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../test/fixtures/agent-world.ts';

describe('a server that is away', () => {
  test('is told during a session, which goes on', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    world.server.set(undefined);
    await world.pass(100);
    expect(world.view?.notices).toContainEqual({ kind: 'server-away' });
    await world.granted(technician, 'input.control');
    expect(world.live).toEqual(['input.control']);
    world.connectServer();
    await world.pass(100);
    expect(world.view?.notices).not.toContainEqual({ kind: 'server-away' });
  });
});

describe('a yes to somebody who does not ask any more', () => {
  test.each(['session.not-found', 'ticket.wrong-state'] as const)(
    'is told as that, not as a server that is away: %s',
    async (code) => {
      const world = await AgentWorld.start();
      await world.requestHelp();
      await world.offer();
      // Taken back while this computer did not hear the server.
      world.server.set(undefined);
      world.connectServer();
      world.serverSide.handle(deviceSocket.joinAnswer, () => {
        throw new AppError(code, 'there is no such offer');
      });
      await world.decideJoin(true);
      expect(world.view?.phase.phase).toBe('waiting');
      expect(world.view?.notices).toEqual([{ kind: 'not-waiting', name: 'Tomke' }]);
    },
  );

  test('that a server does not hear is told as a server that is away', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    world.server.set(undefined);
    await world.decideJoin(true);
    expect(world.view?.notices).toEqual([{ kind: 'server-away' }]);
  });
});

describe('a way that is closed', () => {
  test('to the server is told with its reason, until it is open again', async () => {
    const world = await AgentWorld.start();
    world.server.set(undefined);
    world.server.trouble.set('certificate-expired');
    await world.pass(100);
    expect(world.view).toMatchObject({ server: 'away', serverTrouble: 'certificate-expired' });
    world.connectServer();
    world.server.trouble.set(undefined);
    await world.pass(100);
    expect(world.view?.serverTrouble).toBeUndefined();
  });

  test('to a server that knows this computer no more is told as that, not as a server that is away', async () => {
    const world = await AgentWorld.start();
    world.server.set(undefined);
    world.server.forgotten.set(true);
    await world.pass(100);
    expect(world.view).toMatchObject({ server: 'not-enrolled' });
    // What breaks on the way after that says nothing else.
    world.server.trouble.set('timeout');
    await world.pass(100);
    expect(world.view).toMatchObject({ server: 'not-enrolled' });
    world.server.forgotten.set(false);
    world.connectServer();
    await world.pass(100);
    expect(world.view).toMatchObject({ server: 'online' });
  });

  test('to the technician ends the session in 8 s and says what was tried', async () => {
    const world = await AgentWorld.start();
    world.network.hasCandidates = false;
    await world.joined();
    await world.pass(9_000);
    expect(world.view?.phase).toMatchObject({
      phase: 'ended',
      reason: 'failed',
      trouble: { code: 'net.no-candidates', tried: { durationMs: expect.any(Number) as number } },
    });
  });

  test('is not told of a session that the user stopped', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    expect(world.view?.phase).toMatchObject({ session: { link: { state: 'live', path: 'direct' } } });
    await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
    await world.pass(1_000);
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'user-stopped' });
    expect(world.view?.phase).not.toHaveProperty('trouble');
  });
});

describe('a core that dies', () => {
  test('leaves a record that the next start closes and says', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    // As after kill -9: nothing of the old core runs any more, the files are what they were.
    const files = structuredClone(world.ledgers.files);
    const next = await AgentWorld.start(files);
    const [past] = await next.settled(next.page.call(shellPage.historyList, {}));
    expect(past).toMatchObject({ sessionId: 'session-000001', endedAt: expect.any(Number) as number });
    const { part } = await next.settled(next.page.call(shellPage.historyExport, { sessionId: 'session-000001', offset: 0 }));
    expect(await verifyLedger(part, next.crypto)).toMatchObject({ verdict: 'good' });
    expect(part).toContain('"reason":"core-died"');
    await next.pass(6_000);
    expect(next.ends).toEqual(['failed']);
    const again = await AgentWorld.start(structuredClone(next.ledgers.files));
    await again.pass(6_000);
    expect(again.ends).toEqual([]);
  });
});

describe('a link that is lost', () => {
  test('comes back under the same grants; held keys were let go', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'input.control');
    world.network.silence();
    await world.pass(2_500);
    expect(world.agent.session?.consent.mayAct('input.control')?.code).toBe('consent.frozen');
    await world.pass(2_500);
    world.network.restore();
    await world.pass(10_000);
    expect(world.agent.session?.linkState.state).toBe('live');
    expect(world.live).toEqual(['screen.view', 'input.control']);
    expect(world.agent.session?.consent.mayAct('input.control')).toBeUndefined();
    expect(world.entryTypes).toContain('link/rebuilt');
  });

  test('has the socket to the server looked at, once each time', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    for (const times of [1, 2]) {
      world.network.silence();
      await world.pass(30_000);
      expect(world.server.doubts).toBe(times);
      world.network.restore();
      await world.pass(10_000);
      expect(world.agent.session?.linkState.state).toBe('live');
    }
  });

  test('and comes back: the picture that goes on is told anew, one that ended meanwhile is not', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 3_600_000);
    const told: unknown[] = [];
    technician.connection.on(session.screenStarted, (screen) => void told.push(screen));
    const lose = async (ms: number) => {
      world.network.silence();
      await world.pass(ms);
      world.network.restore();
      await world.pass(10_000);
      expect(world.agent.session?.linkState.state).toBe('live');
    };
    await lose(5_000);
    expect(told).toEqual([{ grantId: expect.any(String) as string, width: 1280, height: 720, label: 'screen' }]);
    await lose(61_000);
    expect([world.live, told.length]).toEqual([[], 1]);
  });

  test('and comes back: a shell that nobody waits for any more is not left open', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run', 3_600_000);
    world.network.silence();
    const opening = expect(
      technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }, { timeoutMs: 20_000 }),
    ).rejects.toMatchObject({ code: 'request.timeout' });
    await world.pass(30_000);
    await opening;
    world.network.restore();
    await world.pass(10_000);
    expect(world.live).toEqual(['shell.run']);
    expect(world.agent.session?.shells.open).toEqual([]);
  });

  test('for a minute ends what is open, for five the session', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 3_600_000);
    world.network.silence();
    await world.pass(61_000);
    expect({ live: world.live, input: world.input.open_, end: world.agent.session?.end }).toEqual({
      live: [],
      input: 0,
      end: undefined,
    });
    await world.pass(5 * 60_000);
    expect(world.agent.session?.end?.reason).toBe('link-lost');
  });
});
