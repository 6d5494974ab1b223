import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { CAPABILITIES, deviceSocket, guardQuestion, guestSocket, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { GuestWorld } from '../fixtures/guest-world.ts';
import { playedAs } from './attack-notes.ts';
import { frameOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('technician in a session', 'server');

/**
 * A page in a browser is the user's side with one capability and no machine. Every message of every contract is sent to it,
 * and whatever needs more than the screen is not refused there: it is unknown.
 */

const BEYOND = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined && needs !== 'screen.view');
const OTHERS = CAPABILITIES.filter((capability) => capability !== 'screen.view');
const LONG = 8 * 60 * 60 * 1000;

let world: GuestWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const phase = () => world.view?.phase;

describe('a technician', () => {
  test('finds no message for input, commands, diagnosis or actions, with everything allowed that can be', async () => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', LONG);
    expect(world.live).toEqual(['screen.view']);
    expect(new Set(BEYOND.map(({ needs }) => needs))).toEqual(new Set(OTHERS));
    const dropped = world.drops.length;
    let id = 1_000_000;
    for (const message of BEYOND) {
      for (const sample of samplesOf(message.params)) {
        id += 1;
        technician.link.transport.send(frameOf(message, sample, id));
      }
    }
    await world.pass(300);
    const reasons = world.drops.slice(dropped);
    expect(reasons.length).toBeGreaterThan(BEYOND.length);
    expect(new Set(reasons)).toEqual(new Set(['unknown']));
    expect([world.session?.shells.open, world.sessionView?.action]).toEqual([[], null]);
  });

  test.each(OTHERS)('cannot even ask for %s: no question, nothing in the record', async (capability) => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    await expect(world.settled(technician.ask(capability))).rejects.toMatchObject({ code: 'consent.not-offered' });
    await world.pass(1_000);
    expect([world.ask, world.words, world.live]).toEqual([null, null, []]);
    expect(world.entryTypes).not.toContain('consent/asked');
  });

  test('cannot ask for the screen of a browser that shows none; writing remains', async () => {
    world = await GuestWorld.open({ canShowScreen: false });
    const technician = await world.joined();
    await expect(world.settled(technician.ask('screen.view'))).rejects.toMatchObject({ code: 'consent.not-offered' });
    const said = { messageId: 'message-0001', text: 'Can you write?', at: 0 };
    expect(await world.settled(technician.connection.call(session.chatSay, said))).toBeNull();
    expect(world.sessionView?.chat.at(-1)?.text).toBe('Can you write?');
  });

  test('sees nothing before the yes, and nothing after Stop', async () => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    await world.settled(technician.ask('screen.view'));
    await world.answer(true, { waitMs: 1_100 });
    expect([world.frame.capturing, world.live]).toEqual([false, []]);
    await world.answer(true, { waitMs: 10_000 });
    expect(world.frame.capturing).toBe(true);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(500);
    expect([world.frame.capturing, phase()?.phase, technician.byes]).toEqual([false, 'ended', ['user-stopped']]);
  });

  test('has no effect with any spoiled frame', async () => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    for (const noise of NOISE) technician.link.transport.send(noise);
    for (const bad of spoiled({ askId: 'ask-000001', capability: 'shell.run', reason: '', durationMs: LONG } as never)) {
      technician.link.transport.send(frameOf(session.consentAsk, bad, 7));
    }
    await world.pass(300);
    expect([world.ask, world.live]).toEqual([null, []]);
  });
});

describe('the server', () => {
  const offer = (more: object) =>
    frameOf(deviceSocket.joinOffered, {
      sessionId: 'session-000001',
      requestId: world.requestId,
      technician: { id: 'user-0000001', name: 'Tomke', publicKey: world.technicianKey.publicKey, certificates: [] },
      iceServers: [],
      ...more,
    });

  test.each([
    ['another request', { requestId: 'request-of-other' }],
    ['a standing permission', { standing: { standingId: 'standing-0001', number: 1042 } }],
  ])('gets nobody asked about with an offer that names %s', async (_what, more) => {
    world = await GuestWorld.open();
    world.raw.server?.send(offer(more));
    await world.pass(200);
    expect([phase()?.phase, world.network.opened]).toEqual(['waiting', 0]);
  });

  test('opens no link by anything that it may say, to this page or to an agent', async () => {
    world = await GuestWorld.open();
    const known: Record<string, unknown> = { requestId: world.requestId, sessionId: 'session-000001' };
    const theirs = messagesOf(contract(deviceSocket, guestSocket), 'server');
    const elsewhere = [...messagesOf(contract(session), 'technician'), ...messagesOf(contract(shellPage), 'page')];
    for (const message of [...theirs, ...elsewhere]) {
      for (const sample of samplesOf(message.params)) {
        const aimed = Object.entries(sample as object).map(([name, value]) => [name, known[name] ?? value]);
        world.raw.server?.send(frameOf(message, Object.fromEntries(aimed)));
      }
    }
    await world.pass(500);
    expect([world.network.opened, world.frame.capturing, world.session]).toEqual([0, false, undefined]);
  });

  test('makes nobody known or certified, whatever it shows with the offer', async () => {
    world = await GuestWorld.open();
    await world.offer();
    expect(phase()).toMatchObject({
      phase: 'join',
      technician: { name: 'Tomke', standing: { kind: 'unknown' } },
      guard: { reasons: ['not-certified'], question: 'they-called' },
    });
  });

  test('cannot give a name that was here another key without its being said', async () => {
    const first = await GuestWorld.open();
    await first.joined();
    first.dispose();
    world = await GuestWorld.open({ before: first });
    const other = promptSigningKey('somebody-else');
    await world.offer('session-000002', world.requestId, other.publicKey);
    expect(phase()).toMatchObject({ phase: 'join', technician: { standing: { kind: 'new-key' } } });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['Stop', () => world.page.call(shellPage.sessionStop, { by: 'button' })],
    ['“something is wrong”', () => world.page.call(shellPage.somethingWrong, {})],
  ])('that holds back its answer to a yes brings nobody in after %s', async (_how, end) => {
    world = await GuestWorld.open();
    const taken = Promise.withResolvers<null>();
    world.serverSide.handle(deviceSocket.joinAnswer, () => taken.promise);
    world.serverSide.handle(guestSocket.guestLeave, () => null);
    await world.joined();
    await world.settled(end());
    taken.resolve(null);
    await world.pass(1_000);
    expect({ session: world.session, opened: world.network.opened, ends: world.ends }).toEqual({
      session: undefined,
      opened: 0,
      ends: ['user-stopped'],
    });
  });

  test('can offer nobody again once something felt wrong', async () => {
    world = await GuestWorld.open();
    await world.offer();
    void world.page.call(shellPage.guardAnswer, { sessionId: 'session-000001', question: guardQuestion.options[0], yes: true });
    await world.pass(200);
    expect([phase()?.phase, world.joinAnswers]).toEqual(['warned', [false]]);
    await world.offer('session-000002');
    expect([phase()?.phase, world.network.opened]).toEqual(['warned', 0]);
  });
});

describe('the record', () => {
  test('says that it was a page, verifies, and is the same on both sides', async () => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(3_000);
    const record = readLedger(world.ledgers.files.get('session-000001') ?? [], world.crypto);
    const text = exportLedger(record);
    const result = await verifyLedger(text, world.crypto);
    expect(result.verdict).toBe('good');
    expect(result.verdict === 'good' && result.events[0]?.data.host).toBe('browser');
    expect(technician.replica.export()).toBe(text);
  });

  test('of a page that was loaded again gets its end, and the session does not come back', async () => {
    const first = await GuestWorld.open();
    const technician = await first.joined();
    await first.granted(technician, 'screen.view');
    world = await GuestWorld.open({ before: first });
    await world.pass(1_000);
    expect([world.session, world.live, phase()?.phase]).toEqual([undefined, [], 'waiting']);
    expect(world.entryTypes.at(-1)).toBe('session/end');
    expect(world.ends).toEqual(['failed']);
    first.dispose();
  });

  test('that cannot be kept lets nothing begin', async () => {
    world = await GuestWorld.open();
    const technician = await world.joined();
    await world.settled(technician.ask('screen.view'));
    world.ledgers.failure = Object.assign(new Error('no room'), { code: 'storage.full' }) as never;
    await world.answer(true, { waitMs: 10_000 });
    expect([world.frame.capturing, world.live]).toEqual([false, []]);
  });
});
