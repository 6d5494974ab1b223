import { AppError } from '@alongside/base';
import { Ledger, verifyLedger } from '@alongside/consent';
import { session } from '@alongside/protocol';
import { Recorder, seededRandom } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { agentKey, composeTechnicianSession, crypto, SESSION, technicianKey } from '../../../test/fixtures/technician-session.ts';

describe('asking', () => {
  it('follows a question from the queue to the grant, and counts the time left here', async () => {
    const { clock, technician, agent, grant } = await composeTechnicianSession();
    const asked: string[] = [];
    agent.handle(session.consentAsk, ({ askId }) => {
      asked.push(askId);
      return null;
    });
    const asking = technician.consent.ask('screen.view', 'To see the error', 600_000);
    await clock.advance(0);
    const askId = await asking;
    expect(asked).toEqual([askId]);
    const tell = async (outcome: 'shown' | 'refused' | 'granted', more: { remainingMs?: number; askAgainInMs?: number } = {}) => {
      agent.notify(session.consentState, {
        askId,
        capability: 'screen.view',
        outcome,
        remainingMs: more.remainingMs ?? null,
        askAgainInMs: more.askAgainInMs ?? null,
        code: null,
      });
      await clock.advance(0);
    };
    await tell('shown', { remainingMs: 120_000 });
    expect(technician.consent.asks.value['screen.view']).toMatchObject({ outcome: 'shown', deadline: clock.now() + 120_000 });
    await tell('refused', { askAgainInMs: -1 });
    expect(technician.consent.asks.value['screen.view']).toMatchObject({
      outcome: 'refused',
      askAgainAt: Number.POSITIVE_INFINITY,
    });
    await tell('granted');
    await grant('screen.view');
    expect(technician.mayUse('screen.view')).toBe(true);
    expect(technician.mayUse('input.control')).toBe(false);
    await clock.advance(599_999);
    expect(technician.mayUse('screen.view')).toBe(true);
    await clock.advance(1);
    expect(technician.consent.grants.value.live).toEqual({});
  });

  it.each([6 * 3_600_000, -6 * 3_600_000])(
    'counts what is left on, whatever this machine’s clock is set by (%i ms)',
    async (ms) => {
      const { clock, technician, grant } = await composeTechnicianSession();
      await grant('input.control');
      await clock.advance(60_000);
      clock.jumpWall(ms);
      // What is allowed at the user's machine stays so: nobody would tell it here again.
      expect(technician.mayUse('input.control')).toBe(true);
      await clock.advance(1_000);
      expect(technician.consent.grants.value.live['input.control']?.endsAt).toBe(clock.now() + 539_000);
      await clock.advance(538_999);
      expect(technician.mayUse('input.control')).toBe(true);
      await clock.advance(1);
      expect([technician.mayUse('input.control'), technician.consent.grants.value.live]).toEqual([false, {}]);
    },
  );

  it('lets one ask again when the user’s side does, whatever this machine’s clock is set by', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    agent.handle(session.consentAsk, () => null);
    const asking = technician.consent.ask('screen.view', 'To see the error', 600_000);
    await clock.advance(0);
    const told = { askId: await asking, capability: 'screen.view', outcome: 'refused', remainingMs: null, code: null } as const;
    agent.notify(session.consentState, { ...told, askAgainInMs: 60_000 });
    await clock.advance(0);
    clock.jumpWall(-3_600_000);
    await clock.advance(1_000);
    expect(technician.consent.asks.value['screen.view']?.askAgainAt).toBe(clock.now() + 59_000);
  });

  it('follows a question that was asked just before a loss, and is asked after it', async () => {
    const { clock, network, technician, agent } = await composeTechnicianSession();
    const asked: string[] = [];
    agent.handle(session.consentAsk, ({ askId }) => {
      asked.push(askId);
      return null;
    });
    network.silence();
    const asking = technician.consent.ask('shell.run', 'To restart the spooler', 600_000);
    await clock.advance(50_000);
    expect(technician.consent.asks.value['shell.run']?.outcome).toBe('queued');
    network.restore();
    const [askId] = await Promise.all([asking, clock.advance(10_000)]);
    expect(asked).toEqual([askId]);
    agent.notify(session.consentState, {
      askId,
      capability: 'shell.run',
      outcome: 'shown',
      remainingMs: 120_000,
      askAgainInMs: null,
      code: null,
    });
    await clock.advance(0);
    expect(technician.consent.asks.value['shell.run']?.outcome).toBe('shown');
  });

  it('tells nothing as failed that is taken back or given back during a loss, and is so after it', async () => {
    const { clock, network, technician, agent, grant } = await composeTechnicianSession();
    await grant('screen.view');
    const heard: string[] = [];
    const hear = (what: string): null => {
      heard.push(what);
      return null;
    };
    agent.handle(session.grantReturn, ({ capability }) => hear(capability));
    agent.handle(session.consentWithdraw, ({ askId }) => hear(askId));
    network.silence();
    const both = Promise.all([technician.consent.giveBack('screen.view'), technician.consent.withdraw('ask-00000001')]);
    await clock.advance(30_000);
    network.restore();
    await Promise.all([both, clock.advance(10_000)]);
    expect(heard).toEqual(['screen.view', 'ask-00000001']);
  });

  it('forgets a question that the agent would not take', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    agent.handle(session.consentAsk, () => {
      throw new AppError('consent.cooling-down', 'asked a moment ago', { context: { askAgainInMs: 40_000 } });
    });
    const asking = technician.consent.ask('shell.run', 'To restart the service', 600_000);
    const refused = expect(asking).rejects.toMatchObject({ code: 'consent.cooling-down' });
    await clock.advance(0);
    await refused;
    expect(technician.consent.asks.value['shell.run']).toBeUndefined();
  });
});

describe('input', () => {
  it('leaves only under a live, unfrozen grant over a live link', async () => {
    const { clock, network, technician, agent, grant } = await composeTechnicianSession();
    const batches: ReturnType<typeof session.inputBatch.params.parse>[] = [];
    agent.on(session.inputBatch, (batch) => batches.push(batch));
    technician.input.key('KeyA', true);
    await clock.advance(0);
    expect(batches).toEqual([]);
    await grant('input.control');
    technician.input.key('KeyA', true);
    await clock.advance(0);
    expect(batches).toMatchObject([{ epoch: 0, seq: 0, events: [{ type: 'key', code: 'KeyA', down: true }] }]);
    network.silence();
    await clock.advance(2_100);
    technician.input.key('KeyB', true);
    network.restore();
    await clock.advance(1_000);
    expect(batches.length).toBe(1);
    expect(technician.state.value.state).toBe('live');
    technician.input.release();
    technician.input.release();
    await clock.advance(0);
    expect(batches.slice(1)).toMatchObject([{ seq: 1, events: [{ type: 'release' }] }]);
  });

  it('counts batches anew in each epoch', async () => {
    const { clock, network, technician, agent, grant } = await composeTechnicianSession();
    const batches: { epoch: number; seq: number }[] = [];
    agent.on(session.inputBatch, ({ epoch, seq }) => batches.push({ epoch, seq }));
    await grant('input.control');
    technician.input.key('KeyA', true);
    await clock.advance(0);
    network.cut();
    network.restore();
    await clock.advance(10);
    technician.input.key('KeyA', false);
    technician.input.key('KeyB', true);
    await clock.advance(0);
    expect(batches).toEqual([
      { epoch: 0, seq: 0 },
      { epoch: 1, seq: 0 },
      { epoch: 1, seq: 1 },
    ]);
  });
});

describe('the record', () => {
  it('countersigns every head, keeps it at the server, and exports the same bytes as the agent', async () => {
    const { clock, technician, agent, server } = await composeTechnicianSession();
    const ledger = new Ledger(
      { clock, random: seededRandom(4), crypto, signingKey: agentKey, file: { append: async () => undefined } },
      { session: SESSION, technicianKey: technicianKey.publicKey },
    );
    const settle = async () => {
      for (let n = 0; n < 10; n += 1) await clock.advance(0);
    };
    ledger.onEntry(({ entry, contents }) => agent.notify(session.ledgerEntry, { entry, contents }));
    agent.on(session.ledgerCountersign, (head) => void ledger.acceptCountersignature(head));
    await ledger.append(
      'session/start',
      {
        sessionId: SESSION,
        requestId: 'request-1',
        requestNumber: 1042,
        agentKey: agentKey.publicKey,
        technicianKey: technicianKey.publicKey,
        technicianName: 'Kim',
        verified: 'unverified',
        fingerprints: { agent: `AA${':AA'.repeat(31)}`, technician: `BB${':BB'.repeat(31)}` },
        protocol: { major: 1, minor: 0 },
      },
      { request: 'The printer is offline' },
    );
    agent.notify(session.ledgerHead, await ledger.signHead());
    await settle();
    expect(ledger.countersignedUpTo).toBe(0);
    expect(server.kept).toMatchObject([{ seq: 0 }]);

    server.away = true;
    await ledger.append('chat/said', { messageId: 'message-1', from: 'user', saidAt: clock.now() }, { text: 'Hello' });
    agent.notify(session.ledgerHead, await ledger.signHead());
    await settle();
    expect([ledger.countersignedUpTo, server.kept.length]).toEqual([1, 1]);
    server.away = false;
    technician.hurry();
    await ledger.append('session/end', { reason: 'finished' });
    agent.notify(session.ledgerHead, await ledger.signHead());
    await settle();
    expect(server.kept.at(-1)).toMatchObject({ seq: 2 });
    expect(technician.ledger.export()).toBe(await ledger.export());
    expect((await verifyLedger(technician.ledger.export(), crypto)).verdict).toBe('good');
  });

  it('signs nothing more and leaves when an entry does not hold', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    const signed = new Recorder<unknown>((listener) => agent.on(session.ledgerCountersign, listener));
    const byes = new Recorder<unknown>((listener) => agent.on(session.sessionBye, listener));
    agent.notify(session.ledgerEntry, { entry: '{"seq":0}', contents: {} });
    await clock.advance(0);
    expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'ledger' } });
    expect([signed.values.length, byes.values.length]).toEqual([0, 1]);
  });
});

describe('life', () => {
  it('is over where the server says so and the link is silent, and not while the link lives', async () => {
    const { clock, network, technician, agent } = await composeTechnicianSession();
    technician.handleEndedAtUser('user-closed');
    agent.notify(session.grantState, { grants: [], paused: false, userIsAsked: false });
    await clock.advance(1_000);
    expect(technician.state.value.state).toBe('live');
    network.silence();
    await clock.advance(5_000);
    expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'user', reason: 'user-closed' } });
  });

  it('is silent, rebuilt, and live again, with chat said meanwhile arriving once', async () => {
    const { clock, network, technician, agent } = await composeTechnicianSession();
    const heard: string[] = [];
    agent.handle(session.chatSay, ({ text }) => {
      heard.push(text);
      return null;
    });
    const states = new Recorder(technician.state.onChange);
    network.silence();
    await clock.advance(2_000);
    const saying = technician.chat.say('Are you there?');
    await clock.advance(3_000);
    network.restore();
    await clock.advance(6_000);
    await saying;
    expect(heard).toEqual(['Are you there?']);
    expect(technician.chat.entries.value).toMatchObject([{ from: 'technician', delivery: 'sent' }]);
    const seen = new Set(states.values.map(({ state }) => state));
    expect([...seen]).toEqual(['silent', 'rebuilding', 'live']);
  });

  it('tells no message as failed that arrives after an outage of minutes, and one as failed that never will', async () => {
    const { clock, network, technician, agent } = await composeTechnicianSession();
    const heard: string[] = [];
    agent.handle(session.chatSay, ({ text }) => {
      heard.push(text);
      return null;
    });
    network.silence();
    const first = technician.chat.say('Are you there?');
    await clock.advance(100_000);
    expect(technician.chat.entries.value).toMatchObject([{ delivery: 'sending' }]);
    network.restore();
    await Promise.all([first, clock.advance(10_000)]);
    expect([heard, technician.chat.entries.value]).toMatchObject([['Are you there?'], [{ delivery: 'sent' }]]);
    network.silence();
    const last = expect(technician.chat.say('And now?')).rejects.toMatchObject({ code: 'rpc.closed' });
    await clock.advance(301_000);
    await last;
    expect(technician.chat.entries.value).toMatchObject([{ delivery: 'sent' }, { delivery: 'failed' }]);
  });

  it('shows what the user writes, once', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    const message = { messageId: 'message-1', text: 'It broke\u202e!', at: clock.now() };
    await Promise.all([agent.call(session.chatSay, message), agent.call(session.chatSay, message), clock.advance(0)]);
    expect(technician.chat.entries.value).toMatchObject([{ from: 'user', text: 'It broke!' }]);
  });

  it('drops everything at 60 s, and ends at 5 minutes', async () => {
    const { clock, network, technician, agent, grant } = await composeTechnicianSession();
    await grant('screen.view', 'input.control');
    agent.notify(session.screenStarted, { grantId: 'grant-001', width: 1280, height: 720, label: 'Screen 1' });
    await clock.advance(0);
    expect(technician.screen.value).toMatchObject({ width: 1280 });
    network.silence();
    await clock.advance(61_000);
    expect([technician.screen.value, technician.consent.grants.value.live]).toEqual([undefined, {}]);
    expect(technician.state.value).toMatchObject({ state: 'rebuilding', long: true });
    await clock.advance(240_000);
    expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'link', code: 'link.lost' } });
  });

  it('goes on with what a computer that slept for minutes still has', async () => {
    const { clock, network, technician, agent, grant } = await composeTechnicianSession();
    await grant('screen.view', 'shell.run');
    const screen = { grantId: 'grant-001', width: 1280, height: 720, label: 'Screen 1' };
    agent.notify(session.screenStarted, screen);
    agent.handle(session.shellOpen, () => ({ shellId: 'shell-01', shell: 'bash', commandsReported: true, mayOutlive: false }));
    const [shell] = await Promise.all([technician.shells.open({ cols: 80, rows: 24 }), clock.advance(0)]);
    network.silence();
    await clock.advance(90_000);
    network.restore();
    await clock.advance(10_000);
    expect(technician.state.value.state).toBe('live');
    // The user let it go on: so does the other side, which counted no minute.
    await grant('screen.view', 'shell.run');
    agent.notify(session.screenStarted, screen);
    agent.notify(session.shellOutput, { shellId: 'shell-01', offset: 0, data: 'still here' });
    await clock.advance(0);
    expect(technician.screen.value).toEqual(screen);
    expect([shell.exit.value, shell.received]).toEqual([undefined, 'still here'.length]);
  });

  it('says bye, takes what the agent still sends, and closes', async () => {
    const { clock, technician, agent, agentLink } = await composeTechnicianSession();
    const byes: string[] = [];
    agent.on(session.sessionBye, ({ reason }) => byes.push(reason));
    technician.leave('finished');
    await clock.advance(0);
    expect(byes).toEqual(['finished']);
    expect(technician.state.value).toMatchObject({ state: 'ended', end: { by: 'technician', reason: 'finished' } });
    expect(agentLink.state.value.state).toBe('live');
    await clock.advance(11_000);
    expect(agentLink.state.value.state).toBe('closed');
    expect(clock.pending).toBe(0);
  });

  it('tells why the user ended it, and leaves at once with its page', async () => {
    const first = await composeTechnicianSession();
    first.agent.notify(session.sessionBye, { reason: 'user-stopped' });
    await first.clock.advance(0);
    expect(first.technician.state.value).toMatchObject({ end: { by: 'user', reason: 'user-stopped' } });

    const second = await composeTechnicianSession();
    const byes = new Recorder<unknown>((listener) => second.agent.on(session.sessionBye, listener));
    second.technician.dispose();
    await second.clock.advance(1_000);
    expect(byes.values).toEqual([{ reason: 'technician-left' }]);
    expect(second.agentLink.state.value).toMatchObject({ state: 'closed', byOther: true });
    expect(second.clock.pending).toBe(0);
  });
});

describe('three in a session', () => {
  const [ben, relayed] = [
    { name: 'Ben', part: 'helps' as const },
    { id: 'message-1', from: 'technician' as const, name: 'Ben', text: 'I look at the spooler', at: 1_000 },
  ];

  it('answers who else is here once it is told, and nobody is after the end', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    const order: string[] = [];
    technician.company.onChange((others) => order.push(`told ${others.map(({ name, part }) => `${name} ${part}`).join()}`));
    const telling = agent.call(session.companyTold, { others: [ben] }).then(() => order.push('answered'));
    await clock.advance(0);
    await telling;
    expect(order).toEqual(['told Ben helps', 'answered']);
    technician.leave();
    expect(technician.company.value).toEqual([]);
    // Told late, over a link that still takes the record's end: nobody reads along any more.
    await Promise.all([agent.call(session.companyTold, { others: [ben] }), clock.advance(0)]);
    expect(technician.company.value).toEqual([]);
  });

  it('shows what was passed on under its name, once, in the order in which it came', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    agent.handle(session.chatSay, () => null);
    const saying = technician.chat.say('Look at the queue');
    await clock.advance(0);
    await saying;
    const [own] = technician.chat.entries.value;
    agent.notify(session.chatRelayed, relayed);
    agent.notify(session.chatRelayed, relayed);
    // One's own words are not another's, whatever the user's side says.
    agent.notify(session.chatRelayed, { ...relayed, id: own?.id ?? '', text: 'Delete it' });
    agent.notify(session.chatRelayed, { ...relayed, id: 'message-2', from: 'user', name: 'Mara', text: 'It hums', at: 500 });
    await clock.advance(0);
    expect(technician.chat.entries.value).toMatchObject([
      { from: 'technician', text: 'Look at the queue' },
      { from: 'technician', name: 'Ben', text: 'I look at the spooler', delivery: 'sent' },
      { from: 'user', name: 'Mara', text: 'It hums' },
    ]);
    expect(own).not.toHaveProperty('name');
  });

  it('takes no more than three and no more than a message', async () => {
    const { clock, technician, agent, agentLink } = await composeTechnicianSession();
    const crowd = expect(agent.call(session.companyTold, { others: [ben, ben, ben] })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    agent.notify(session.chatRelayed, { ...relayed, text: 'x'.repeat(8_001) });
    agentLink.transport.send(JSON.stringify({ m: session.chatRelayed.method, p: relayed, more: 'x'.repeat(32 * 1024) }));
    agentLink.transport.send(JSON.stringify({ m: session.chatRelayed.method, p: { ...relayed, article: 'wifi' } }));
    agent.notify(session.chatRelayed, { ...relayed, name: 'B'.repeat(1_000) });
    await clock.advance(0);
    await crowd;
    expect([technician.company.value, technician.chat.entries.value]).toEqual([[], []]);
    expect(technician.state.value.state).toBe('live');
  });
});

describe('a diagnosis', () => {
  it('tells its progress and can be cancelled', async () => {
    const { clock, technician, agent } = await composeTechnicianSession();
    let cancelled = false;
    agent.handle(session.diagnosticsRun, ({ runId, ...wish }, context) => {
      expect(wish).toEqual({ profile: 'full', checks: ['disk.space'] });
      agent.notify(session.diagnosticsProgress, { runId, done: 1, total: 8, now: 'memory' });
      return new Promise((_resolve, reject) => {
        context.onCancel(() => {
          cancelled = true;
          reject(new AppError('request.cancelled', 'cancelled'));
        });
      });
    });
    const run = technician.diagnosis.run({ profile: 'full', checks: ['disk.space'] });
    const refused = expect(run.result).rejects.toMatchObject({ code: 'request.cancelled' });
    await clock.advance(0);
    expect(run.progress.value).toEqual({ done: 1, total: 8, now: 'memory' });
    run.cancel();
    await clock.advance(0);
    await refused;
    expect(cancelled).toBe(true);
  });
});
