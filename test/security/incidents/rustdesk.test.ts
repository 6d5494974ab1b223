import { parseEnrollmentLink } from '@alongside/agent-node';
import { AppError } from '@alongside/base';
import { consoleSocket, deviceSocket, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { playedAs } from '../attack-notes.ts';
import { Aim, effects } from '../effects.ts';
import { frameOf, messagesOf, samplesOf } from '../samples.ts';

playedAs('technician in a session', 'server');

const SESSION_ID = 'session-000001';

let world: AgentWorld | undefined;
afterEach(() => {
  world?.dispose();
  world = undefined;
});

/** Names of all parameters of what a side may send, wherever they stand. */
function parametersOf(group: Readonly<Record<string, unknown>>): readonly string[] {
  const names = new Set<string>();
  const walk = (shape: unknown): void => {
    if (typeof shape !== 'object' || shape === null) return;
    const { properties } = shape as { properties?: object };
    for (const name of Object.keys(properties ?? {})) names.add(name);
    for (const inner of Object.values(shape)) walk(inner);
  };
  for (const { params } of contract(group).values()) walk(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }));
  return [...names];
}

/** Who had the password needed no click. */
test('RustDesk approve-mode password: no message to or from an agent has a place for a password', async () => {
  const names = [session, deviceSocket].flatMap(parametersOf);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => /pass|pin\b|secret|credential$/iu.test(name))).toEqual(['credential']);
  world = await AgentWorld.start();
  const technician = await world.joined();
  const aim = new Aim(world, technician);
  const ask = { askId: 'ask-00000001', capability: 'screen.view', reason: 'x', durationMs: 60_000 };
  for (const more of [{ password: 'x' }, { approve: 'password' }, { allow: true }]) {
    aim.send(frameOf(session.consentAsk, { ...ask, ...more }));
  }
  await world.pass(100);
  expect({ drops: world.drops, dialog: world.agent.session?.consent.dialog }).toEqual({
    drops: ['invalid', 'invalid', 'invalid'],
    dialog: null,
  });
});

/** Keyboard, files, terminal and more were on when the window opened. */
test('RustDesk permissions on by default: after the join each message that needs a grant is refused', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  const before = effects(world);
  const aim = new Aim(world, technician);
  aim.send(...messagesOf(contract(session), 'technician').flatMap((m) => (m.needs === undefined ? [] : aim.frames(m))));
  await world.pass(300);
  expect(new Set(world.drops)).toEqual(new Set(['refused']));
  expect(effects(world)).toEqual(before);
});

/** "Enable" at the server beat "disable" at the machine. */
test('RustDesk control role: what the server says of capabilities changes none, however the user has chosen', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view', 120_000);
  await world.settled(technician.ask('shell.run'));
  await world.answer(false);
  const grant = { grantId: 'grant-0009', capability: 'shell.run', remainingMs: 60_000, frozen: false, inUse: false };
  world.raw.server?.send(frameOf(session.grantState, { grants: [grant], paused: false, userIsAsked: false }));
  world.raw.server?.send(
    frameOf(shellPage.consentAnswer, { sessionId: world.sessionId, askId: 'ask-000002', allow: true, durationMs: 60_000 }, 7),
  );
  world.raw.server?.send(
    frameOf(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'screen.view', durationMs: 600_000 }, 8),
  );
  world.raw.server?.send(JSON.stringify({ m: 'role/control', p: { 'enable-terminal': 'Y', override: true } }));
  await world.pass(200);
  expect(world.live).toEqual(['screen.view']);
  await world.pass(121_000);
  expect(world.live).toEqual([]);
});

/** A session seen within 30 seconds came back without a click. */
test('RustDesk reconnect without a click: the same technician, seconds later, is asked about again', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  technician.connection.notify(session.sessionBye, { reason: 'finished' });
  await world.pass(3_000);
  world.agent.dismissEnd();
  const { opened } = world.network;
  for (const sessionId of [SESSION_ID, 'session-000002']) {
    world.technician({ sessionId });
    await world.offer(sessionId);
    world.serverSide.notify(deviceSocket.deviceSignalled, { sessionId, epoch: 1, signal: { type: 'rebuild' } });
    await world.pass(5_000);
    expect({ opened: world.network.opened, live: world.live, capturing: world.frame.capturing }).toEqual({
      opened,
      live: [],
      capturing: false,
    });
  }
});

/** The remote side could click "accept" in the window that asks about it. */
test('RustDesk remote clicks on the accept window: while a question is open no press, wheel or key is made, wherever it points', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  await world.granted(technician, 'input.control');
  await world.pass(1_500);
  await world.settled(technician.ask('shell.run'));
  const acts = [...world.input.acts];
  for (let at = 0; at < 100; at += 1) {
    const point = { x: (at % 10) / 9, y: Math.floor(at / 10) / 9 };
    technician.connection.notify(session.inputBatch, {
      epoch: technician.link.epoch,
      seq: at,
      sentAt: world.clock.monotonic(),
      events: [
        { type: 'button', ...point, button: 0, down: true },
        { type: 'button', ...point, button: 0, down: false },
        { type: 'key', code: at % 2 ? 'Enter' : 'Space', down: true },
      ],
    });
    if (at % 10 === 0) await world.pass(20);
  }
  await world.pass(2_000);
  expect(world.input.acts).toEqual(acts);
  expect(world.live).not.toContain('shell.run');
  // Whichever window has it: where the window system says that it is ours, nothing is pressed either.
  await world.answer(false);
  world.input.outcome = 'own-window';
  technician.connection.notify(session.inputBatch, {
    epoch: technician.link.epoch,
    seq: 1_000,
    sentAt: world.clock.monotonic(),
    events: [{ type: 'button', x: 0.5, y: 0.5, button: 0, down: true }],
  });
  await world.pass(200);
  expect(world.input.acts.filter((act) => act.endsWith('down'))).toEqual([]);
});

/** A key that did not fit led to "Continue anyway?" and to a connection without protection. */
test('RustDesk insecure fallback: a link whose proof failed has no way on, for the server, the technician or the user', async () => {
  world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer();
  world.technician({ key: promptSigningKey('mallory') });
  await world.decideJoin(true);
  await world.pass(1_000);
  expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'not-proven' });
  const { opened } = world.network;
  for (const message of messagesOf(contract(shellPage), 'page')) {
    for (const sample of samplesOf(message.params, 3)) world.raw.shell?.send(frameOf(message, sample, 600));
  }
  world.serverSide.notify(deviceSocket.deviceSignalled, { sessionId: SESSION_ID, epoch: 1, signal: { type: 'rebuild' } });
  await world.pass(20_000);
  expect({ opened: world.network.opened, live: world.live, entries: world.entryTypes }).toEqual({
    opened,
    live: [],
    entries: [],
  });
});

/** Its password was proven by a fast hash with the server's salt, which could be tried offline and sent again. */
test('RustDesk CVE-2026-30789: what proves a device or a technician signs a fresh nonce and is worth nothing again', () => {
  const proofs = [deviceSocket.deviceProve, consoleSocket.consoleAuthenticate];
  for (const { params } of proofs) {
    const { properties } = z.toJSONSchema(params, { io: 'input' }) as { properties: object };
    expect(Object.keys(properties)).toContain('signature');
    expect(Object.keys(properties).filter((name) => /hash|password|salt/iu.test(name))).toEqual([]);
  }
});

/** Anybody could send a "strategy" that switched protection off or stopped the service. */
test('RustDesk CVE-2026-30792: whatever the server sends, the agent lives on and keeps its settings', async () => {
  world = await AgentWorld.start();
  await world.requestHelp();
  const kept = async () => ({
    pins: await world?.documents.read('pins'),
    settings: await world?.documents.read('settings'),
    enrollment: await world?.documents.read('enrollment'),
    identity: await world?.documents.read('identity'),
  });
  const before = await kept();
  for (const message of messagesOf(contract(deviceSocket), 'server')) {
    for (const sample of samplesOf(message.params, 10)) world.raw.server?.send(frameOf(message, sample));
    await world.pass(50);
  }
  expect(await kept()).toEqual(before);
  expect(world.server.connection?.open).toBe(true);
  expect(world.view?.phase.phase).toBe('waiting');
});

/** `rustdesk://password/` set a password for good, `rustdesk://config/` another server. */
test('RustDesk CVE-2026-30793: a link can name a server and a token, and whatever else it says is passed over or refused', () => {
  const token = 'T'.repeat(43);
  const good = `https://help.example/get#e=${token}`;
  const extra = fc.record({
    name: fc.constantFrom('password', 'config', 'accept', 'consent', 'shell', 'unattended', 'policy', 'autostart', '__proto__'),
    value: fc.string({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(extra, { maxLength: 4 }), (extras) => {
      const fragment = extras.map(({ name, value }) => `&${name}=${encodeURIComponent(value)}`).join('');
      expect(parseEnrollmentLink(good + fragment)).toEqual({ server: 'https://help.example', token });
    }),
    { numRuns: 100 },
  );
  for (const link of [
    `https://help.example/get?password=x#e=${token}`,
    `https://help.example/config#e=${token}`,
    `https://user:pass@help.example/get#e=${token}`,
    `http://help.example/get#e=${token}`,
    `alongside://help.example/get#e=${token}`,
    `javascript:alert(1)//get#e=${token}`,
    `file:///get#e=${token}`,
  ]) {
    expect(() => parseEnrollmentLink(link), link).toThrow(AppError);
  }
});

/** The password went out with each heartbeat. */
test('RustDesk CVE-2026-30796: an agent that nobody uses says nothing, hour after hour', async () => {
  world = await AgentWorld.start();
  const heard: string[] = [];
  world.raw.server?.onFrame((frame) => void heard.push(frame));
  await world.pass(4 * 60 * 60 * 1000);
  expect(heard).toEqual([]);
});

/** The length of a file on the clipboard was believed. */
test('RustDesk CVE-2026-76840: there is no clipboard, and text to type is bounded in one event, one batch and one frame', async () => {
  const methods = [session, deviceSocket, shellPage].flatMap((group) => [...contract(group).keys()]);
  expect(methods.filter((method) => /clipboard/u.test(method))).toEqual([]);
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  await world.granted(technician, 'input.control');
  await world.pass(1_500);
  const before = effects(world);
  const batch = (events: readonly object[]) =>
    frameOf(session.inputBatch, { epoch: technician.link.epoch, seq: 0, sentAt: world?.clock.monotonic() ?? 0, events });
  const aim = new Aim(world, technician);
  aim.send(
    batch([{ type: 'text', text: 'x'.repeat(2_001) }]),
    batch([{ type: 'text', text: 'x', length: 4_294_967_295 }]),
    batch(Array.from({ length: 65 }, () => ({ type: 'text', text: 'x' }))),
    batch(Array.from({ length: 20 }, () => ({ type: 'text', text: 'x'.repeat(2_000) }))),
  );
  await world.pass(100);
  expect({ effects: effects(world), drops: world.drops }).toEqual({
    effects: before,
    drops: ['invalid', 'invalid', 'invalid', 'oversize'],
  });
});
