import { AppError } from '@alongside/base';
import { exportLedger, verifyLedger } from '@alongside/consent';
import { session, shellPage } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../test/fixtures/agent-world.ts';

const code = (error: unknown) => (error instanceof AppError ? error.code : String(error));

describe('from a request to a session', () => {
  test('a request is kept, sent, numbered', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    expect(world.view?.phase).toMatchObject({ phase: 'waiting', number: 1042 });
    expect(await world.documents.read('request')).toMatchObject({ number: 1042 });
  });

  test('a request made while the server is away is sent when it is back', async () => {
    const world = await AgentWorld.start();
    world.server.set(undefined);
    await world.requestHelp();
    expect(world.view?.phase).toMatchObject({ phase: 'sending', serverAway: true });
    world.connectServer();
    await world.pass(6_000);
    expect(world.view?.phase).toMatchObject({ phase: 'waiting', number: 1042 });
  });

  test('nothing is opened before the join, and nothing but words after it', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    expect(world.view?.phase).toMatchObject({
      phase: 'join',
      technician: { name: 'Tomke', standing: { kind: 'certified', times: 0 } },
    });
    expect(world.network.opened).toBe(0);
    const technician = world.technician();
    await world.decideJoin(true);
    await world.pass(500);
    expect(technician.link.state.value.state).toBe('live');
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { link: { state: 'live' }, lights: [] } });
    expect({
      input: world.input.opened,
      shells: world.shells.processes.length,
      probes: world.probes.runs,
      capturing: world.frame.capturing,
    }).toEqual({
      input: 0,
      shells: 0,
      probes: 0,
      capturing: false,
    });
  });

  test('what a technician says while the record is still being opened waits for it', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    const technician = world.technician();
    const disk = Promise.withResolvers<void>();
    world.ledgers.delay = () => disk.promise;
    await world.decideJoin(true);
    await world.pass(500);
    expect(technician.link.state.value.state).toBe('live');
    const said = technician.connection.call(session.chatSay, { messageId: 'message-000001', text: 'Hello', at: 0 });
    const asked = technician.ask('screen.view').then(() => 'asked', code);
    const withdrawn = technician.ask('shell.run').then(() => 'asked', code);
    const taken = technician.connection.call(session.consentWithdraw, { askId: 'ask-000002' });
    await world.pass(500);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { ask: null, chat: [] } });
    disk.resolve();
    await world.pass(500);
    expect(await said).toBeNull();
    expect([await asked, await withdrawn, await taken]).toEqual(['asked', 'asked', null]);
    expect(world.view?.phase).toMatchObject({
      session: { ask: { capability: 'screen.view', waitingBehind: 0 }, chat: [{ from: 'technician', text: 'Hello' }] },
    });
  });

  test('a refused join makes no connection and the request waits on', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    await world.decideJoin(false);
    expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [false], opened: 0 });
    expect(world.view?.phase.phase).toBe('waiting');
  });

  test('an unanswered join is a no after two minutes', async () => {
    const world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    await world.pass(121_500);
    expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [false], opened: 0 });
  });

  test('a technician is recognised the second time', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    world.agent.dismissEnd();
    await world.offer('session-000002');
    expect(world.view?.phase).toMatchObject({ phase: 'join', technician: { standing: { kind: 'certified', times: 1 } } });
  });
});

describe('each capability', () => {
  test('screen: asked, allowed, chosen, taken back', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    expect({ live: world.live, capturing: world.frame.capturing, told: technician.grants }).toEqual({
      live: ['screen.view'],
      capturing: true,
      told: ['screen.view'],
    });
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'screen.view' });
    await world.pass(100);
    expect({ live: world.live, capturing: world.frame.capturing, watching: world.activity.watching }).toEqual({
      live: [],
      capturing: false,
      watching: 0,
    });
  });

  test('screen: a source that is not chosen grants nothing, and can be chosen again', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    world.frame.refusal = new AppError('screen.not-chosen', 'cancelled');
    await world.granted(technician, 'screen.view');
    expect({ live: world.live, outcome: technician.outcomes.at(-1) }).toMatchObject({
      live: [],
      outcome: { outcome: 'failed', code: 'screen.not-chosen' },
    });
    world.frame.refusal = undefined;
    void world.page.call(shellPage.screenChooseAgain, { sessionId: world.sessionId });
    await world.pass(200);
    expect(world.live).toEqual(['screen.view']);
  });

  test('mouse and keyboard act only under their grant', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    const batch = (seq: number) =>
      technician.connection.notify(session.inputBatch, {
        epoch: technician.link.epoch,
        seq,
        sentAt: world.clock.monotonic(),
        events: [{ type: 'move', x: 0.5, y: 0.5 }],
      });
    batch(0);
    await world.pass();
    expect({ acts: world.input.acts, opened: world.input.opened }).toEqual({ acts: [], opened: 0 });
    await world.granted(technician, 'input.control');
    batch(1);
    await world.pass();
    expect(world.input.acts).toEqual(['move 640,360']);
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'input.control' });
    await world.pass();
    batch(2);
    await world.pass();
    expect({ acts: world.input.acts, open: world.input.open_ }).toEqual({ acts: ['move 640,360'], open: 0 });
  });

  test('shell: opened, mirrored, killed when it is taken back', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    const { shellId } = await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    technician.connection.notify(session.shellInput, { shellId, data: 'ls\r' });
    await world.pass();
    const [process] = world.shells.processes;
    process?.data.fire('file\r\n');
    process?.command.fire({ source: 'reported', line: 'ls' });
    await world.pass();
    expect({ written: process?.written, seen: technician.shellOutput }).toEqual({ written: ['ls\r'], seen: ['file\r\n'] });
    expect((await world.settled(world.page.call(shellPage.mirrorOpen, { shellId }))).recent).toBe('file\r\n');
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'shell.run' });
    await world.pass();
    expect(process?.ends).toEqual(['kill']);
    expect(world.entryTypes).toEqual(
      expect.arrayContaining(['shell/opened', 'shell/command', 'shell/output', 'shell/closed', 'grant/ended']),
    );
  });

  test('a shell that prints faster than the page draws keeps no question waiting behind it', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    const { shellId } = await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    const told: { readonly data: string; readonly skipped?: true | undefined }[] = [];
    world.page.on(shellPage.mirrorOutput, (output) => void told.push(output));
    await world.settled(world.page.call(shellPage.mirrorOpen, { shellId }));
    const [process] = world.shells.processes;
    for (let printed = 1; printed <= 200; printed += 1) {
      process?.data.fire('y\r\n'.repeat(3_000));
      technician.connection.notify(session.shellAck, { shellId, received: printed * 9_000 });
      await world.pass(20);
    }
    const waiting = told.reduce((units, { data }) => units + data.length, 0);
    expect(waiting).toBeGreaterThan(200_000);
    expect(waiting).toBeLessThan(300_000);
    process?.data.fire('the last line\r\n');
    await world.pass(20);
    world.page.notify(shellPage.mirrorDrawn, { shellId, units: waiting });
    await world.pass();
    expect(told.at(-1)).toMatchObject({
      shellId,
      skipped: true,
      data: expect.stringMatching(/^(?:y\r\n|\r|\n)+the last line\r\n$/u),
    });
    process?.data.fire('and on\r\n');
    await world.pass(20);
    expect(told.at(-1)).toEqual({ shellId, data: 'and on\r\n' });
  });

  test('pointing and typing tell nobody what they know already', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    for (const capability of ['screen.view', 'input.control', 'shell.run'] as const) await world.granted(technician, capability);
    const { shellId } = await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    await world.pass(100);
    const told: string[] = [];
    technician.connection.on(session.grantState, () => told.push('grants'));
    world.page.on(shellPage.viewChanged, () => told.push('view'));
    for (let seq = 0; seq < 5; seq += 1) {
      technician.connection.notify(session.shellInput, { shellId, data: 'a' });
      technician.connection.notify(session.inputBatch, {
        epoch: technician.link.epoch,
        seq,
        sentAt: world.clock.monotonic(),
        events: [{ type: 'move', x: 0.1 * seq, y: 0.5 }],
      });
      await world.pass(100);
    }
    expect({ acts: world.input.acts.length, written: world.shells.processes[0]?.written.length, told }).toEqual({
      acts: 5,
      written: 5,
      told: [],
    });
  });

  test('diagnosis: read under its grant, entered', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    const refused = await world.settled(
      technician.connection.call(session.diagnosticsRun, { profile: 'quick', runId: 'run-00000001' }).catch(code),
    );
    expect({ refused, runs: world.probes.runs }).toEqual({ refused: 'consent.missing', runs: 0 });
    await world.granted(technician, 'diagnostics.read');
    const report = await world.settled(
      technician.connection.call(session.diagnosticsRun, { profile: 'quick', runId: 'run-00000002' }),
    );
    expect(report.facts.memories.status).toBe('known');
    expect(world.entryTypes).toContain('diagnostics/read');
  });

  test('diagnosis: what names the person or the computer stays on it, also in a session', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'diagnostics.read');
    const evidence = { name: 'free', subject: '/home/robin/photos', value: 'on desk-7', unit: 'text' as const, limit: null };
    const finding = { check: 'disk.space', code: 'DSK-01-7F', status: 'warn' as const, text: 'warn', evidence: [evidence] };
    world.probes.findings = [{ ...finding, privacy: 'P1', measured_at: 1, tookMs: 1 }];
    const params = { profile: 'full' as const, runId: 'run-00000001', checks: ['disk.space'] };
    const report = await world.settled(technician.connection.call(session.diagnosticsRun, params));
    expect(world.probes.only).toEqual(['disk.space']);
    expect(report.findings[0]?.evidence[0]).toMatchObject({ subject: 'home-1/file-1', value: 'on host-1' });
    expect(report.redactions.map(({ kind }) => kind).sort()).toEqual(['file_name', 'home', 'host']);
  });
});

describe('the user stays in charge', () => {
  test('a grant ends when its time is over, and the user can give ten more', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 60_000);
    await world.pass(60_000);
    expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
    expect(world.view?.notices).toContainEqual({ kind: 'expired', sessionId: world.sessionId, capability: 'screen.view' });
    await world.pass(1_000);
    void world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'screen.view', durationMs: 600_000 });
    await world.pass(200);
    expect(world.live).toEqual(['screen.view']);
  });

  test('silence is a no; the same may be asked again only later, or when the user invites', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    const askId = await world.settled(technician.ask('screen.view'));
    await world.pass(121_000);
    expect(technician.outcomes.at(-1)).toMatchObject({ askId, outcome: 'unanswered' });
    expect(await world.settled(technician.ask('screen.view').catch(code))).toBe('consent.cooling-down');
    void world.page.call(shellPage.askInvite, { sessionId: world.sessionId, askId });
    await world.pass();
    await world.settled(technician.ask('screen.view'));
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { ask: { capability: 'screen.view' } } });
  });

  test('what was said of a question is not said any more above the end', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.settled(technician.ask('shell.run'));
    await world.answer(false);
    world.agent.addNotice({ kind: 'second-page' });
    await world.pass();
    expect(world.view?.notices).toEqual([{ kind: 'refused' }, { kind: 'second-page' }]);
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    expect(world.view).toMatchObject({ phase: { phase: 'ended' }, notices: [{ kind: 'second-page' }] });
  });

  test('three noes are a no for the session', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    for (let i = 0; i < 3; i += 1) {
      await world.settled(technician.ask('shell.run'));
      await world.answer(false);
      await world.pass(61_000);
    }
    expect(await world.settled(technician.ask('shell.run').catch(code))).toBe('consent.refused-for-session');
  });

  test('Allow before the dialog was visible for a second has no effect', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.settled(technician.ask('shell.run'));
    await world.answer(true, { waitMs: 900 });
    expect(world.live).toEqual([]);
    await world.answer(true);
    expect(world.live).toEqual(['shell.run']);
  });

  test('a dialog is brought into sight, and its words tell whose mouse comes first', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    const raised = world.desktop.calls.filter((call) => call === 'attention').length;
    await world.settled(technician.ask('input.control'));
    expect(world.desktop.calls.filter((call) => call === 'attention')).toHaveLength(raised + 1);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { ask: { userComesFirst: true } } });
  });

  test('while a dialog is open nothing may be done under other grants', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'shell.run');
    const { shellId } = await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    await world.settled(technician.ask('input.control'));
    technician.connection.notify(session.shellInput, { shellId, data: 'xdotool key Return\r' });
    await world.pass();
    const [process] = world.shells.processes;
    expect({ frozen: process?.frozen, written: process?.written }).toEqual({ frozen: true, written: [] });
    await world.answer(false);
    expect(process?.frozen).toBe(false);
  });

  test('Stop cuts all of it at once, then says so; the record holds', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'input.control');
    await world.granted(technician, 'shell.run');
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(0);
    expect({
      live: world.live,
      capturing: world.frame.capturing,
      input: world.input.open_,
      shell: world.shells.processes[0]?.ends,
    }).toEqual({
      live: [],
      capturing: false,
      input: 0,
      shell: ['kill'],
    });
    await world.pass(1_000);
    expect(world.view?.phase).toMatchObject({
      phase: 'ended',
      reason: 'user-stopped',
      closed: ['screen.view', 'input.control', 'shell.run'],
    });
    expect({ ends: world.ends, byes: technician.byes }).toEqual({ ends: ['user-stopped'], byes: ['user-stopped'] });
    const part = await world.settled(world.page.call(shellPage.historyExport, { sessionId: 'session-000001', offset: 0 }));
    expect(part.part.length).toBe(part.total);
    expect((await verifyLedger(part.part, world.crypto)).verdict).toBe('good');
    expect(exportLedger(technician.replica.record).length).toBeGreaterThan(1000);
  });

  test('the link stays until the technician has signed the end, and no longer than a few seconds', async () => {
    for (const signs of [true, false]) {
      const world = await AgentWorld.start();
      const technician = await world.joined();
      // No screen was shown: a busy frame has nothing to confirm, and carries the last words.
      world.frame.hangs = true;
      technician.signs = signs;
      world.agent.stop('user-stopped');
      await world.pass(500);
      expect(technician.link.state.value.state).toBe(signs ? 'closed' : 'live');
      await world.pass(4_000);
      expect(technician.link.state.value.state).toBe('closed');
      const copy = exportLedger(technician.replica.record);
      expect(copy).toContain('"type":"session/end"');
      if (signs) expect((await verifyLedger(copy, world.crypto)).verdict).toBe('good');
    }
  });

  test('Stop does not wait for a full disk, a silent network or a frame that hangs', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'input.control');
    world.ledgers.failure = new AppError('storage.full', 'no space left');
    world.network.silence();
    world.frame.hangs = true;
    world.stopKey.press();
    await world.pass(0);
    expect({ live: world.live, input: world.input.open_ }).toEqual({ live: [], input: 0 });
    await world.pass(200);
    expect({ resets: world.pages.resets, phase: world.view?.phase.phase }).toEqual({ resets: 1, phase: 'ended' });
  });

  test('closing the window while anything is allowed is Stop', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control');
    world.pages.setShell(undefined);
    await world.pass();
    expect({ live: world.live, input: world.input.open_, ended: world.agent.session?.end?.reason }).toEqual({
      live: [],
      input: 0,
      ended: 'user-closed',
    });
  });

  test('after 30 minutes everything is asked again; what is not ticked ends', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 3_600_000);
    await world.granted(technician, 'diagnostics.read', 3_600_000);
    await world.pass(30 * 60_000);
    expect(world.view?.phase).toMatchObject({
      phase: 'session',
      session: { review: { remainingMs: expect.any(Number) as number } },
    });
    expect(world.agent.session?.consent.mayAct('input.control')?.code).toBe('consent.frozen');
    void world.page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep: ['diagnostics.read'] });
    await world.pass();
    expect({ live: world.live, input: world.input.open_ }).toEqual({ live: ['diagnostics.read'], input: 0 });
  });

  test('a clock that jumps freezes all and asks', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control', 3_600_000);
    world.clock.jumpWall(-7_200_000);
    expect(world.agent.session?.consent.mayAct('input.control')?.code).toBe('consent.frozen');
    await world.pass(1_000);
    expect(world.view?.phase).toMatchObject({
      phase: 'session',
      session: { review: { remainingMs: expect.any(Number) as number } },
    });
  });

  test('shell and mouse do not start without the technician’s signature', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    technician.signs = false;
    for (const capability of ['shell.run', 'input.control'] as const) {
      await world.granted(technician, capability);
      await world.pass(5_100);
      expect({ live: world.live, outcome: technician.outcomes.at(-1) }).toMatchObject({
        live: [],
        outcome: { outcome: 'failed', code: 'consent.countersignature-missing' },
      });
    }
    expect({ input: world.input.opened, shells: world.shells.processes.length }).toEqual({ input: 0, shells: 0 });
    await world.pass(60_000);
    expect(await world.settled(technician.ask('screen.view').catch(code))).toBe('consent.countersignature-missing');
    await world.pass(5 * 60_000);
    expect(world.agent.session?.end?.reason).toBe('countersignature-missing');
  });
});

describe('what a technician sends cannot hide the user’s view', () => {
  test('a flood of long messages is limited, and the view still fits', async () => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    const answers: string[] = [];
    for (let i = 0; i < 80; i += 1) {
      const messageId = `message-${String(i).padStart(6, '0')}`;
      const said = technician.connection.call(session.chatSay, { messageId, text: '漢'.repeat(4000), at: 0 });
      void said.then(
        () => answers.push('taken'),
        (error: unknown) => answers.push(code(error)),
      );
      await world.pass(20);
    }
    await world.settled(technician.ask('screen.view'));
    expect(answers.filter((answer) => answer === 'request.rate-limited')).toHaveLength(20);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { ask: { capability: 'screen.view' } } });
  });

  test('another join after an ended session is shown', async () => {
    const world = await AgentWorld.start();
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    expect(world.view?.phase.phase).toBe('ended');
    await world.offer('session-000002');
    expect(world.view?.phase).toMatchObject({ phase: 'join', sessionId: 'session-000002' });
  });
});
