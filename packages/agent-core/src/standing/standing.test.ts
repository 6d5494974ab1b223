import { type Capability, deviceSocket, NO_RULES, type StandingOffer, session, shellPage } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';
import { answerStanding } from '../../../../test/fixtures/answer-standing.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SESSION = 'session-000009';
const REQUEST = 'request-of-the-server';
const ALWAYS = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);
let world: AgentWorld;
afterEach(() => world.dispose());

async function start(proof: 'words' | 'seen' = 'words', kept: Record<string, unknown> = {}): Promise<void> {
  const publicKey = promptSigningKey('technician').publicKey;
  const pins = [{ publicKey, name: 'Tomke', times: 2, lastAt: 0, proof }];
  world = await AgentWorld.start(new Map(), { certified: false, documents: { pins, ...kept } });
}

const phase = () => world.view?.phase;
const propose = (more: Partial<Parameters<typeof choice>[0]> = {}) =>
  world.settled(world.page.call(shellPage.standingPropose, choice(more)));
const choice = (more: {
  capabilities?: Capability[];
  days?: number;
  technicianKey?: string;
  group?: string;
  hours?: StandingOffer['hours'];
}) => ({
  technicianKey: world.technicianKey.publicKey,
  group: null,
  capabilities: ['shell.run', 'diagnostics.read'] as Capability[],
  hours: null,
  days: 7,
  ...more,
});

const answer = (allow: boolean, waitMs?: number) => answerStanding(world, allow, waitMs);

/** A permission as its owner makes one. */
async function made(more: Parameters<typeof choice>[0] = {}): Promise<string> {
  await propose(more);
  await world.pass();
  await answer(true);
  const [offer] = world.standingOffers;
  if (!offer) throw new Error('none was made');
  return offer.standingId;
}

async function comes(standingId: string, more: { publicKey?: string; name?: string; sessionId?: string } = {}): Promise<void> {
  world.serverSide.notify(deviceSocket.joinOffered, {
    sessionId: more.sessionId ?? SESSION,
    requestId: REQUEST,
    technician: {
      id: 'user-0000001',
      name: more.name ?? 'Tomke',
      publicKey: more.publicKey ?? world.technicianKey.publicKey,
      certificates: world.trust.certificates,
    },
    iceServers: [],
    standing: { standingId, number: 77 },
  });
  await world.pass(500);
}

async function inside(standingId: string) {
  const technician = world.technician({ sessionId: SESSION, requestId: REQUEST });
  await comes(standingId);
  world.page.notify(shellPage.standingShown, { sessionId: SESSION });
  await world.pass(500);
  expect(technician.link.state.value.state).toBe('live');
  return technician;
}

describe('made only by the person at the machine', () => {
  test('off by default; the list of people is of those whose key is known', async () => {
    await start();
    expect(world.view?.standing).toMatchObject({ permissions: [], people: [{ name: 'Tomke' }] });
    world.dispose();
    await start('seen');
    expect(world.view?.standing.people).toEqual([]);
    await expect(propose()).rejects.toMatchObject({ code: 'standing.not-covered' });
  });

  test('read back, allowed after a second, signed, kept, announced', async () => {
    await start();
    await propose();
    await world.pass();
    expect(phase()).toMatchObject({ phase: 'standing', technician: 'Tomke', days: 7 });
    await answer(true, 500);
    expect(phase()?.phase).toBe('standing');
    expect(world.standingOffers).toEqual([]);
    await answer(true);
    expect(phase()?.phase).toBe('home');
    expect(world.standingOffers).toMatchObject([
      { technicianKey: world.technicianKey.publicKey, capabilities: ['shell.run', 'diagnostics.read'] },
    ]);
    expect(world.standingOffers[0]?.until).toBeLessThanOrEqual(world.clock.now() + 7 * DAY);
    expect(await world.documents.read('standing')).toHaveLength(1);
  });

  test('a no, and silence, make none', async () => {
    await start();
    await propose();
    await world.pass();
    await answer(false);
    await propose();
    await world.pass(125_000);
    expect(phase()?.phase).toBe('home');
    expect(world.standingOffers).toEqual([]);
  });

  test.each<[string, Parameters<typeof choice>[0]]>([
    ['31 days', { days: 31 }],
    ['the screen', { capabilities: ['screen.view'] }],
    ['mouse and keyboard', { capabilities: ['input.control'] }],
    ['somebody unknown', { technicianKey: 'X'.repeat(43) }],
    ['hours that never are', { hours: { timeZone: 'Etc/UTC', hours: Array.from({ length: 7 }, () => []) } }],
  ])('not for %s', async (_name, more) => {
    await start();
    await expect(propose(more)).rejects.toBeDefined();
    expect(phase()?.phase).toBe('home');
  });

  test('not while somebody is in, by whosever click', async () => {
    await start();
    await world.joined();
    await expect(propose()).rejects.toMatchObject({ code: 'standing.not-now' });
  });

  test('one that cannot be kept is none, and that is said', async () => {
    await start();
    await propose();
    await world.pass();
    world.documents.failing = new Error('no space');
    await answer(true);
    expect(world.standingOffers).toEqual([]);
    expect(world.view?.notices.map(({ kind }) => kind)).toContain('standing-not-kept');
  });

  test('a document that another key signed, or that was changed by hand, makes none', async () => {
    await start();
    await made();
    const [kept] = (await world.documents.read('standing')) as { jws: string }[];
    if (!kept) throw new Error('nothing was kept');
    const [head = '', payload = '', signature = ''] = kept.jws.split('.');
    const longer = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/"until":\d+/u, '"until":8640000000000000');
    const forged = [head, Buffer.from(longer).toString('base64url'), signature].join('.');
    const foreign = await world.technicianKey.signJws(Buffer.from(payload, 'base64url').toString());
    world.dispose();
    await start('words', { standing: [forged, foreign].map((jws) => ({ jws, ended: null, uses: [] })) });
    expect(world.view?.standing.permissions).toEqual([]);
    world.dispose();
    await start('words', { standing: [kept] });
    expect(world.view?.standing.permissions).toHaveLength(1);
  });
});

describe('in use', () => {
  test('no click, but a notice; what it names begins without a question, with receipts', async () => {
    await start();
    const standingId = await made();
    const technician = await inside(standingId);
    expect(world.joinAnswers).toEqual([true]);
    expect(world.pages.shown).toBeGreaterThan(0);
    expect(phase()).toMatchObject({ phase: 'session', session: { number: 77, standing: { standingId } } });
    await world.settled(technician.ask('shell.run'));
    await world.pass(500);
    expect(world.live).toEqual(['shell.run']);
    expect(world.entryTypes).toEqual(
      expect.arrayContaining(['session/start', 'standing/used', 'consent/answered', 'grant/started']),
    );
    expect(world.entryTypes).not.toContain('join/accepted');
    expect(world.entryTypes).not.toContain('consent/shown');
    expect(world.view?.standing.permissions).toMatchObject([{ uses: 1 }]);
  });

  test('nothing begins before the notice stands on the page', async () => {
    await start();
    const standingId = await made();
    const technician = world.technician({ sessionId: SESSION, requestId: REQUEST });
    await comes(standingId);
    await world.pass(500);
    await expect(world.settled(technician.ask('shell.run'))).rejects.toMatchObject({ code: 'standing.not-now' });
    expect(world.live).toEqual([]);
  });

  test('what it does not name is asked as ever', async () => {
    await start();
    const technician = await inside(await made({ capabilities: ['diagnostics.read'] }));
    await world.settled(technician.ask('shell.run'));
    await world.pass();
    expect(phase()).toMatchObject({ session: { ask: { capability: 'shell.run' } } });
    expect(world.live).toEqual([]);
  });

  test('commands wait for the technician’s signature here too', async () => {
    await start();
    const technician = await inside(await made());
    technician.signs = false;
    await world.settled(technician.ask('shell.run'));
    await world.pass(6_000);
    expect(world.live).toEqual([]);
  });

  test('what the user takes back begins only by a new yes', async () => {
    await start();
    const technician = await inside(await made());
    await world.settled(technician.ask('shell.run'));
    await world.pass(500);
    world.agent.session?.consent.endGrant('shell.run', 'taken-back');
    await world.pass(100);
    await world.settled(technician.ask('shell.run'));
    await world.pass(100);
    expect(world.live).toEqual([]);
    expect(phase()).toMatchObject({ session: { ask: { capability: 'shell.run' } } });
  });

  test('Stop ends it and takes the permission back; nobody comes in by it again', async () => {
    await start();
    const standingId = await made();
    await inside(standingId);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(4_000);
    expect(world.standingOffers).toEqual([]);
    await comes(standingId, { sessionId: 'session-000010' });
    expect(world.joinAnswers).toEqual([true]);
  });

  test('what Stop took back on a full disk is kept so once there is room', async () => {
    await start();
    await inside(await made());
    world.documents.failing = new Error('no space');
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(6_000);
    world.documents.failing = undefined;
    await world.pass(6_000);
    expect(await world.documents.read('standing')).toMatchObject([{ ended: { at: expect.any(Number) } }]);
  });

  test('“something is wrong” takes the permission back, too', async () => {
    await start();
    const standingId = await made();
    await inside(standingId);
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(8_000);
    expect([world.ends, world.standingOffers]).toEqual([['user-stopped'], []]);
    await comes(standingId, { sessionId: 'session-000010' });
    expect(world.joinAnswers).toEqual([true]);
  });

  test('“something is wrong” about who wants to watch takes back what let the helper in', async () => {
    const ben = promptSigningKey('helper');
    const known = { times: 2, lastAt: 0, proof: 'words' };
    const pins = [
      { publicKey: promptSigningKey('technician').publicKey, name: 'Tomke', ...known },
      { publicKey: ben.publicKey, name: 'Ben', ...known },
    ];
    world = await AgentWorld.start(new Map(), { certified: false, guarded: true, documents: { pins } });
    const tomkes = await made();
    await propose({ technicianKey: ben.publicKey });
    await world.pass();
    await answer(true);
    const bens = world.standingOffers.find(({ standingId }) => standingId !== tomkes)?.standingId ?? '';
    const tomke = await inside(tomkes);
    tomke.connection.notify(session.sessionBye, { reason: 'handed-over', to: 'Ben' });
    await world.pass(8_000);
    world.technician({ key: ben, sessionId: 'session-000010', requestId: REQUEST });
    await comes(bens, { sessionId: 'session-000010', publicKey: ben.publicKey, name: 'Ben' });
    world.serverSide.notify(deviceSocket.joinOffered, {
      sessionId: 'session-000011',
      requestId: REQUEST,
      technician: { id: 'user-0000001', name: 'Tomke', publicKey: world.technicianKey.publicKey, certificates: [] },
      iceServers: [],
      watches: 'session-000010',
    });
    await world.pass(500);
    expect(phase()).toMatchObject({ session: { technician: { name: 'Ben' }, watcher: { join: { guard: {} } } } });
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(8_000);
    expect(world.standingOffers).toEqual([]);
    await comes(bens, { sessionId: 'session-000012', publicKey: ben.publicKey, name: 'Ben' });
    expect(world.joinAnswers.filter(Boolean).length).toBe(2);
  });

  test.each([
    ['asks to join', false],
    ['was let in by a click', true],
  ])('“something is wrong” about one who %s takes back what they were allowed before', async (_how, isIn) => {
    await start();
    const standingId = await made();
    await world.requestHelp();
    await world.offer('session-000001');
    if (isIn) await world.decideJoin(true, 'session-000001');
    expect(phase()?.phase).toBe(isIn ? 'session' : 'join');
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(8_000);
    expect(world.standingOffers).toEqual([]);
    expect(await world.documents.read('standing')).toMatchObject([{ ended: { at: expect.any(Number) } }]);
    const before = world.joinAnswers.length;
    await comes(standingId);
    expect(world.joinAnswers).toHaveLength(before);
  });

  test.each(['before the window is there', 'while the server takes the yes'])(
    'Stop as one comes in, %s, is a no',
    async (when) => {
      await start();
      const standingId = await made();
      const taken = Promise.withResolvers<null>();
      const answers: boolean[] = [];
      world.serverSide.handle(deviceSocket.joinAnswer, ({ accepted }) => {
        answers.push(accepted);
        return taken.promise;
      });
      const isEarly = when === 'before the window is there';
      if (isEarly) world.pages.setShell(undefined);
      await comes(standingId);
      world.agent.stop('user-stopped');
      if (isEarly) world.connectPages();
      taken.resolve(null);
      await world.pass(1_000);
      expect({ answers, session: world.session, opened: world.network.opened }).toEqual({
        answers: [!isEarly],
        session: undefined,
        opened: 0,
      });
      expect([world.standingOffers, world.ends]).toEqual([[], isEarly ? [] : ['user-stopped']]);
    },
  );

  test('its end is shown, and reported, before a warning that was not put away; then that is', async () => {
    const pins = [{ publicKey: promptSigningKey('technician').publicKey, name: 'Tomke', times: 2, lastAt: 0, proof: 'words' }];
    world = await AgentWorld.start(new Map(), { certified: false, guarded: true, documents: { pins } });
    const standingId = await made();
    await world.requestHelp();
    await world.offer('session-000001', world.requestId, promptSigningKey('mallory').publicKey);
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(500);
    expect(phase()).toMatchObject({ phase: 'warned', sessionId: 'session-000001' });
    const tomke = await inside(standingId);
    tomke.connection.notify(session.sessionBye, { reason: 'technician-left' });
    await world.pass(5_000);
    expect(phase()).toMatchObject({ phase: 'ended', sessionId: SESSION });
    const reported: string[] = [];
    world.serverSide.handle(deviceSocket.reportSend, ({ sessionId }) => {
      reported.push(sessionId);
      return null;
    });
    await world.settled(world.page.call(shellPage.wrongReport, { text: '', withMessages: false }));
    expect(reported).toEqual([SESSION]);
    const shown: unknown[] = [];
    for (let nth = 0; nth < 2; nth += 1) {
      await world.settled(world.page.call(shellPage.helpDismiss, {}));
      await world.pass();
      shown.push(phase()?.phase);
    }
    expect(shown).toEqual(['warned', 'home']);
  });

  test('taken back in the list it ends the session at once, and says so in the record', async () => {
    await start();
    const standingId = await made();
    const technician = await inside(standingId);
    await world.settled(technician.ask('shell.run'));
    await world.pass(500);
    void world.page.call(shellPage.standingRevoke, { standingId });
    await world.pass(100);
    expect(world.live).toEqual([]);
    await world.pass(4_000);
    expect(world.entryTypes).toEqual(expect.arrayContaining(['standing/revoked', 'session/end']));
  });

  test('taken back while the server takes the yes it lets nobody in, and the server hears so', async () => {
    await start();
    const standingId = await made();
    const taken = Promise.withResolvers<null>();
    world.serverSide.handle(deviceSocket.joinAnswer, () => taken.promise);
    await comes(standingId);
    await world.settled(world.page.call(shellPage.standingRevoke, { standingId }));
    taken.resolve(null);
    await world.pass(1_000);
    expect({ session: world.session, opened: world.network.opened, ends: world.ends }).toEqual({
      session: undefined,
      opened: 0,
      ends: ['user-stopped'],
    });
  });

  test('the window closed is Stop', async () => {
    await start();
    await inside(await made());
    world.pages.setShell(undefined);
    await world.pass(4_000);
    expect(world.ends).toEqual(['user-closed']);
    expect(world.standingOffers).toEqual([]);
  });

  test('it ends with its hours', async () => {
    await start();
    const minute = Math.floor((world.clock.now() % DAY) / MINUTE);
    const hours = ALWAYS.map(() => [{ from: 0, to: minute + 5 }]);
    const technician = await inside(await made({ hours: { timeZone: 'Etc/UTC', hours } }));
    await world.settled(technician.ask('shell.run', 60 * MINUTE));
    await world.pass(6 * MINUTE);
    expect(world.live).toEqual([]);
    expect(world.ends).toEqual(['expired']);
    await comes(world.standingOffers[0]?.standingId ?? '', { sessionId: 'session-000010' });
    expect(world.joinAnswers).toEqual([true, false]);
  });

  test('half an hour is no question for what nobody was asked for', async () => {
    await start();
    const technician = await inside(await made());
    await world.settled(technician.ask('shell.run', 60 * MINUTE));
    for (let i = 0; i < 36; i += 1) await world.pass(MINUTE);
    expect(world.live).toEqual(['shell.run']);
  });

  /** Half an hour with commands by it and the screen by a yes, of which the user is asked by then. */
  const besideAYes = async () => {
    await start();
    const technician = await inside(await made({ capabilities: ['shell.run'] }));
    await world.settled(technician.ask('shell.run', 4 * 60 * MINUTE));
    await world.pass(500);
    await world.granted(technician, 'screen.view', 60 * MINUTE);
    for (let i = 0; i < 31; i += 1) await world.pass(MINUTE);
    return technician;
  };

  test('stands still while the rest is asked about, and goes on once nothing of that is left', async () => {
    const technician = await besideAYes();
    expect([world.sessionView?.review !== null, world.sessionView?.lights.map(({ frozen }) => frozen)]).toEqual([
      true,
      [true, true],
    ]);
    await world.settled(technician.connection.call(session.grantReturn, { capability: 'screen.view' }));
    await world.pass(2_000);
    expect(world.sessionView).toMatchObject({ review: null, lights: [{ capability: 'shell.run', frozen: false }] });
  });

  test('lasts as long as it would have, and is told as no longer, where the rest may go on', async () => {
    await besideAYes();
    await world.settled(world.page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep: ['screen.view'] }));
    await world.pass(500);
    for (let i = 0; i < 11; i += 1) await world.pass(MINUTE);
    expect([world.live, world.entryTypes.includes('grant/prolonged')]).toEqual([['shell.run'], false]);
  });

  test('a clock that jumps ends it; asked again, it is looked at by the new time', async () => {
    await start();
    const technician = await inside(await made({ days: 1 }));
    await world.settled(technician.ask('shell.run', 60 * MINUTE));
    await world.pass(500);
    world.clock.jumpWall(2 * DAY);
    await world.pass(2_000);
    expect(world.live).toEqual([]);
    await world.pass(2_000);
    expect(world.ends).toEqual(['expired']);
  });

  test('the organisation can want none: nobody comes in, and who is in leaves', async () => {
    await start();
    const standingId = await made();
    await inside(standingId);
    world.agent.policy.take({ ...NO_RULES, noStanding: true });
    await world.pass(4_000);
    expect(world.ends).toEqual(['expired']);
    await comes(standingId, { sessionId: 'session-000010' });
    expect(world.joinAnswers).toEqual([true, false]);
    await expect(propose()).rejects.toMatchObject({ code: 'standing.not-covered' });
  });
});

describe('a server that lies', () => {
  test.each<[string, (standingId: string) => Promise<void>]>([
    ['names a permission that there is not', () => comes('standing-forged')],
    ['names another key', (standingId) => comes(standingId, { publicKey: 'X'.repeat(43) })],
    ['names another person', (standingId) => comes(standingId, { name: 'Kim' })],
  ])('%s: nobody comes in', async (_name, lie) => {
    await start();
    const standingId = await made();
    await lie(standingId);
    expect(world.joinAnswers).not.toContain(true);
    expect(world.agent.session).toBeUndefined();
    expect(world.network.opened).toBe(0);
  });

  test('after the permission is over, and while the user is asked something', async () => {
    await start();
    const standingId = await made({ days: 1 });
    await world.requestHelp();
    await world.offer();
    await comes(standingId);
    expect(phase()?.phase).toBe('join');
    await world.decideJoin(false);
    await world.pass(DAY);
    await comes(standingId, { sessionId: 'session-000010' });
    expect(world.joinAnswers).not.toContain(true);
    expect(world.agent.session).toBeUndefined();
  });

  test('says so, and another key proves itself in the link: it comes to nothing', async () => {
    await start();
    const standingId = await made();
    const other = world.technician({ sessionId: SESSION, requestId: REQUEST, key: promptSigningKey('other') });
    await comes(standingId);
    await world.pass(2_000);
    expect(other.link.state.value.state).not.toBe('live');
    expect(world.entryTypes).not.toContain('standing/used');
  });
});
