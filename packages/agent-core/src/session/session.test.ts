import { AppError } from '@alongside/base';
import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { session, shellPage } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const code = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const linesOf = (world: AgentWorld) => world.ledgers.files.get(world.sessionId || 'session-000001') ?? [];
const entriesOf = (world: AgentWorld, type: string) => world.entryTypes.filter((each) => each === type).length;

describe('two things at once', () => {
  test('while the screen is being chosen nothing acts, whatever else comes live meanwhile', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    technician.signs = false;
    await world.settled(technician.ask('input.control'));
    await world.settled(technician.ask('screen.view'));
    await world.answer(true);
    let choose: () => void = () => undefined;
    world.frame.choosing = new Promise((resolve) => {
      choose = resolve;
    });
    await world.answer(true);
    technician.signs = true;
    await world.pass(2_000);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { choosingScreen: true } });
    expect(world.agent.session?.consent.mayAct('input.control')).toBeDefined();
    choose();
    await world.pass(500);
    expect(world.live).toContain('screen.view');
  });

  test('ten more, while the same is asked again, makes no second grant', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 60_000);
    await world.pass(61_000);
    await world.settled(technician.ask('input.control'));
    await world.pass(1_500);
    void world.page.call(shellPage.grantProlong, {
      sessionId: world.sessionId,
      capability: 'input.control',
      durationMs: 600_000,
    });
    await world.pass(200);
    await world.answer(true);
    expect(world.input.open_).toBe(1);
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'input.control' });
    await world.pass(200);
    expect({ open: world.input.open_, live: world.live }).toEqual({ open: 0, live: [] });
    expect(entriesOf(world, 'grant/started')).toBe(entriesOf(world, 'grant/ended'));
  });

  test('ten more, pressed within a second of its notice, was meant for something else', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 60_000);
    await world.pass(60_000);
    const press = () =>
      world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'input.control', durationMs: 600_000 });
    void press();
    await world.pass(200);
    expect(world.live).toEqual([]);
    await world.pass(1_000);
    void press();
    await world.pass(500);
    expect(world.live).toEqual(['input.control']);
  });

  test('two starts that wait for one signature both begin', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    technician.signs = false;
    await world.settled(technician.ask('input.control'));
    await world.settled(technician.ask('shell.run'));
    await world.answer(true);
    await world.answer(true);
    technician.signs = true;
    // Signatures are asked for with each entry; the next one covers both.
    await world.settled(technician.connection.call(session.chatSay, { messageId: 'message-0001', text: 'hello', at: 0 }));
    await world.pass(1_000);
    expect(world.live).toEqual(expect.arrayContaining(['input.control', 'shell.run']));
  });
});

describe('the picture', () => {
  test('a screen that is allowed during a pause stands still', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    void world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true });
    await world.pass();
    await world.granted(technician, 'screen.view');
    expect(world.frame.rates).toEqual([0]);
    void world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: false });
    await world.pass();
    expect(world.frame.rates.at(-1)).toBe(60);
  });

  test('a clock that jumps stops it too', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 3_600_000);
    world.clock.jumpWall(-7_200_000);
    await world.pass(1_100);
    expect(world.frame.rates.at(-1)).toBe(0);
  });

  test('its end stands in the record, at Stop too', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'input.control');
    world.agent.stop('user-stopped');
    await world.pass(2_000);
    expect(world.entryTypes).toEqual(expect.arrayContaining(['screen/stopped', 'input/stopped', 'grant/ended', 'session/end']));
  });
});

describe('the record', () => {
  test('is opened once, though the link is lost meanwhile', async () => {
    const world = await AgentWorld.start();
    world.ledgers.delay = () => new Promise((resolve) => void world.clock.after(800, () => resolve()));
    const technician = await world.joined();
    world.network.cut();
    await world.pass(300);
    world.network.restore();
    await world.pass(10_000);
    world.ledgers.delay = undefined;
    expect(technician.link.state.value.state).toBe('live');
    expect([entriesOf(world, 'session/start'), entriesOf(world, 'join/accepted')]).toEqual([1, 1]);
    expect(readLedger([...world.ledgers.files.values()][0] ?? [], world.crypto).links.length).toBeGreaterThan(1);
  });

  test('of an earlier session is not touched by a number that is used again', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(5_000);
    world.agent.dismissEnd();
    const before = [...(world.ledgers.files.get('session-000001') ?? [])];
    await world.offer('session-000001');
    world.technician();
    await world.decideJoin(true);
    await world.pass(2_000);
    expect(world.ledgers.files.get('session-000001')).toEqual(before);
    expect(world.agent.session?.end?.reason).toBe('failed');
  });

  test('silence that ended by itself is no new link', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    for (let i = 0; i < 3; i += 1) {
      world.network.silence();
      await world.pass(2_500);
      world.network.restore();
      await world.pass(2_000);
    }
    expect(entriesOf(world, 'link/rebuilt')).toBe(0);
  });

  test('lines by the thousand cannot outgrow it', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    for (let i = 0; i < 2_000; i += 1) world.shells.processes[0]?.command.fire({ source: 'shown', line: `line ${i}` });
    await world.pass(2_000);
    world.shells.processes[0]?.command.fire({ source: 'shown', line: 'after' });
    await world.pass(500);
    expect(entriesOf(world, 'shell/command')).toBe(22);
  });

  test.each(['closed', 'stopped'])(
    'says how many lines came too fast, also where the shell is %s before the next',
    async (how) => {
      const world = await AgentWorld.start();
      const technician = await world.joined();
      await world.granted(technician, 'shell.run');
      const open = () => world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
      const { shellId } = await open();
      await open();
      for (let i = 0; i < 23; i += 1) world.shells.processes[0]?.command.fire({ source: 'reported', line: `line ${i}` });
      await world.pass(2_000);
      // A line of another shell tells of its own.
      world.shells.processes[1]?.command.fire({ source: 'reported', line: 'elsewhere' });
      await world.pass(100);
      if (how === 'closed') await world.settled(technician.connection.call(session.shellClose, { shellId }));
      else world.agent.stop('user-stopped');
      await world.pass(2_000);
      const said = [...world.ledgers.files.values()].flat().filter((line) => line.includes('"text":"… '));
      expect(said).toEqual([expect.stringContaining('"text":"… 3"')]);
      expect(said[0]).toContain(shellId);
    },
  );
});

describe('a record that is full', { timeout: 60_000 }, () => {
  /** Up to where nothing new may begin; nothing has been turned away yet. */
  async function filled(world: AgentWorld): Promise<void> {
    const file = { sha256: 'ab'.repeat(32), bytes: 1, level: 'P3' } as const;
    const mostBytes = 6 * 1024 * 1024;
    const isFull = () => {
      const lines = linesOf(world);
      const onDisk = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
      return onDisk > mostBytes && readLedger(lines, world.crypto).sizeBytes > mostBytes;
    };
    while (!isFull()) {
      await world.settled(world.session?.enterSent(file, { name: '\u4e00'.repeat(15_000) }) ?? Promise.resolve());
    }
  }

  async function verified(world: AgentWorld) {
    await world.pass(5_000);
    const result = await verifyLedger(exportLedger(readLedger(linesOf(world), world.crypto)), world.crypto);
    return [result.verdict, result.events.at(-1)?.data];
  }

  test('ends the session with the first thing that finds no room, which both are told; it verifies', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control');
    await filled(world);
    expect(world.live).toEqual(['input.control']);
    const said = { messageId: 'message-0001', text: 'one more', at: world.clock.now() };
    expect(await world.settled(technician.connection.call(session.chatSay, said).catch(code))).toBe('ledger.append');
    await world.pass(100);
    expect({ live: world.live, open: world.input.open_, byes: technician.byes }).toEqual({
      live: [],
      open: 0,
      byes: ['record-full'],
    });
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'record-full' });
    expect(await verified(world)).toEqual(['good', expect.objectContaining({ reason: 'record-full' })]);
    expect(world.entryTypes).toEqual(expect.arrayContaining(['input/stopped', 'grant/ended']));
  });

  test('starts no shell', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    await filled(world);
    const open = () => technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }).catch(code);
    expect(await world.settled(Promise.all([open(), open()]))).toContain('ledger.append');
    expect([world.shells.processes.length, world.session?.end?.reason]).toEqual([0, 'record-full']);
    expect((await verified(world))[0]).toBe('good');
  });

  test('lets nothing last longer', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 60_000);
    await filled(world);
    void world.page.call(shellPage.grantProlong, {
      sessionId: world.sessionId,
      capability: 'input.control',
      durationMs: 600_000,
    });
    await world.pass(200);
    expect([world.live, world.session?.end?.reason, entriesOf(world, 'grant/prolonged')]).toEqual([[], 'record-full', 0]);
  });
});

describe('a disk that fails for a moment', () => {
  const full = new AppError('storage.full', 'no space left');

  test('makes nothing last longer, and the user reads so', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 60_000);
    const prolong = () =>
      world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'input.control', durationMs: 600_000 });
    world.ledgers.failure = full;
    void prolong();
    await world.pass(200);
    expect(world.view?.notices).toContainEqual({ kind: 'not-prolonged', code: 'storage.full' });
    expect(world.session?.consent.live[0]?.remainingMs).toBeLessThan(60_000);
    world.ledgers.failure = undefined;
    await world.pass(6_000);
    expect(entriesOf(world, 'grant/prolonged')).toBe(0);
    void prolong();
    await world.pass(200);
    expect(world.session?.consent.live[0]?.remainingMs).toBeGreaterThan(600_000);
    expect(entriesOf(world, 'grant/prolonged')).toBe(1);
  });

  test('what is prolonged lasts longer once that is entered, and not where it ended meanwhile', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 60_000);
    world.entriesTake('grant/prolonged', 1_000);
    void world.page.call(shellPage.grantProlong, {
      sessionId: world.sessionId,
      capability: 'input.control',
      durationMs: 600_000,
    });
    await world.pass(500);
    expect(world.session?.consent.live[0]?.remainingMs).toBeLessThan(60_000);
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'input.control' });
    await world.pass(2_000);
    expect(world.live).toEqual([]);
  });

  test('ends what the user wanted to go on after half an hour, and says so', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 3_600_000);
    await world.granted(technician, 'input.control', 3_600_000);
    for (let i = 0; i < 1_900 && !world.session?.consent.review; i += 1) await world.pass(1_000);
    world.ledgers.failure = full;
    const keep = ['screen.view' as const];
    void world.page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep });
    await world.pass(200);
    expect({ live: world.live, capturing: world.frame.capturing, open: world.input.open_ }).toEqual({
      live: [],
      capturing: false,
      open: 0,
    });
    expect([...(world.session?.consent.frozen ?? [])]).toEqual([]);
    expect(world.view?.notices).toContainEqual({ kind: 'could-not-start', capability: 'screen.view', code: 'storage.full' });
    world.ledgers.failure = undefined;
    await world.pass(6_000);
    const answers = linesOf(world).filter((line) => line.includes('review/answered'));
    expect(answers).toEqual([expect.stringContaining('"kept":[],"late":true')]);
  });

  test('what the user does not keep ends at once, what is kept waits for its entry', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 3_600_000);
    await world.granted(technician, 'diagnostics.read', 3_600_000);
    for (let i = 0; i < 1_900 && !world.session?.consent.review; i += 1) await world.pass(1_000);
    world.entriesTake('review/answered', 1_000);
    void world.page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep: ['diagnostics.read'] });
    await world.pass(100);
    const frozen = () => [...(world.session?.consent.frozen ?? [])];
    expect({ live: world.live, capturing: world.frame.capturing, frozen: frozen() }).toEqual({
      live: ['diagnostics.read'],
      capturing: false,
      frozen: ['review'],
    });
    await world.pass(1_500);
    expect([world.live, frozen()]).toEqual([['diagnostics.read'], []]);
  });

  test('loses no answer, and no question that came before it', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    world.ledgers.failure = full;
    await world.settled(technician.ask('screen.view'));
    await world.answer(false);
    world.ledgers.failure = undefined;
    await world.pass(6_000);
    expect(world.entryTypes.filter((type) => type.startsWith('consent/'))).toEqual([
      'consent/asked',
      'consent/shown',
      'consent/answered',
    ]);
  });

  test('leaves no shell that is not in the record, and opens no other', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    world.ledgers.failure = full;
    const open = () => world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }).catch(code));
    expect(await open()).toBe('storage.full');
    expect([world.live, world.shells.processes.map(({ ends }) => ends)]).toEqual([[], [['kill']]]);
    expect([await open(), world.shells.processes.length]).toEqual(['consent.missing', 1]);
  });
});

describe('ends', () => {
  test('a diagnosis that is taken back is cancelled and tells nothing more', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'diagnostics.read');
    let cancelled = false;
    world.probes.hold = (onCancel) =>
      new Promise((resolve) => {
        onCancel(() => {
          cancelled = true;
          resolve();
        });
      });
    const run = technician.connection.call(session.diagnosticsRun, { profile: 'quick', runId: 'run-00000001' }).catch(code);
    await world.pass(100);
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'diagnostics.read' });
    expect({ answer: await world.settled(run), cancelled }).toEqual({ answer: 'consent.withdrawn', cancelled: true });
  });

  describe('a diagnosis that is ready while the user is asked something', () => {
    async function readWhileAsked() {
      const world = await AgentWorld.start();
      const technician = await world.joined();
      await world.granted(technician, 'diagnostics.read', 3_600_000);
      let finish: () => void = () => undefined;
      world.probes.hold = () =>
        new Promise((resolve) => {
          finish = resolve;
        });
      let answer: string | undefined;
      const patience = new AbortController();
      void technician.connection
        .call(
          session.diagnosticsRun,
          { profile: 'quick', runId: 'run-00000001' },
          { signal: patience.signal, timeoutMs: 3_600_000 },
        )
        .then(() => 'read', code)
        .then((came) => {
          answer = came;
        });
      await world.pass(100);
      return { world, technician, giveUp: () => patience.abort(), finish: () => finish(), answer: () => answer };
    }

    test('comes once they have answered, and is entered once', async () => {
      const { world, technician, finish, answer } = await readWhileAsked();
      await world.settled(technician.ask('screen.view'));
      finish();
      await world.pass(60_000);
      expect([answer(), world.entryTypes.includes('diagnostics/read')]).toEqual([undefined, false]);
      await world.answer(false);
      await world.pass(100);
      expect([answer(), world.entryTypes.filter((type) => type === 'diagnostics/read').length]).toEqual(['read', 1]);
    });

    test('never comes where it is taken back meanwhile', async () => {
      const { world, technician, finish, answer } = await readWhileAsked();
      await world.settled(technician.ask('screen.view'));
      finish();
      await world.pass(1_000);
      void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'diagnostics.read' });
      await world.pass(100);
      expect(answer()).toBe('consent.withdrawn');
      await world.answer(false);
      expect(world.entryTypes).not.toContain('diagnostics/read');
    });

    test('waits a quarter of an hour, not for ever', async () => {
      const { world, technician, finish, answer } = await readWhileAsked();
      await world.settled(technician.ask('screen.view'));
      finish();
      // Whoever is at the question stops its time.
      const read = async (ms: number) => {
        for (let passed = 0; passed < ms; passed += 2_500) {
          world.page.notify(shellPage.dialogActive, { sessionId: world.sessionId, dialogId: world.ask?.askId ?? '' });
          await world.pass(2_500);
        }
      };
      await read(14 * 60_000);
      expect(answer()).toBeUndefined();
      await read(2 * 60_000);
      expect(answer()).toBe('consent.frozen');
    });

    test('waits for nobody who has given up, nor through a pause', async () => {
      const { world, technician, giveUp, finish } = await readWhileAsked();
      await world.settled(technician.ask('screen.view'));
      finish();
      await world.pass(1_000);
      giveUp();
      await world.pass(100);
      expect(world.agent.session?.inUse('diagnostics.read')).toBe(false);
      const other = await readWhileAsked();
      await other.world.settled(other.technician.ask('screen.view'));
      other.finish();
      await other.world.pass(1_000);
      other.world.agent.session?.setPaused(true);
      await other.world.pass(100);
      expect(other.answer()).toBe('consent.frozen');
      for (const each of [world, other.world]) {
        each.agent.session?.setPaused(false);
        await each.answer(false);
        await each.pass(100);
        expect(each.entryTypes).not.toContain('diagnostics/read');
      }
    });
  });

  test('the server hears of an end when it is back, however late', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    world.server.set(undefined);
    world.agent.stop('user-stopped');
    await world.pass(120_000);
    world.connectServer();
    await world.pass(500);
    expect(world.ends).toEqual(['user-stopped']);
  });

  test('leaving the end page at once loses nothing of the end', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    world.agent.stop('user-stopped');
    world.agent.dismissEnd();
    await world.pass(5_000);
    expect(world.ends).toEqual(['user-stopped']);
    expect(world.entryTypes).toEqual(expect.arrayContaining(['shell/closed', 'session/end']));
  });

  test('the stop key is given back', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    expect(world.stopKey.grabbed).toBe(1);
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    expect(world.stopKey.grabbed).toBe(0);
  });

  test('questions that are taken back wait longer each time', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    let shown = 0;
    for (let second = 0; second < 120; second += 1) {
      const askId = await world.settled(technician.ask('screen.view').catch(() => undefined));
      if (askId) {
        shown += 1;
        await world.settled(technician.connection.call(session.consentWithdraw, { askId }));
      }
      await world.pass(1_000);
    }
    expect(shown).toBeLessThan(7);
  });
});
