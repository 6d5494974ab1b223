import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { CAPABILITIES, deviceSocket, http, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { startTestServer } from '../../fixtures/server.ts';
import { playedAs } from '../attack-notes.ts';
import { Aim, effects } from '../effects.ts';
import { frameOf, messagesOf } from '../samples.ts';
import { shippedSources } from '../shipped-sources.ts';

playedAs('technician in a session', 'server');

let world: AgentWorld | undefined;
afterEach(() => {
  world?.dispose();
  world = undefined;
});

/** Its default profile gave everything but two things. */
test('AnyDesk default profile: a question is for one capability, and no list, profile or star is one', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  const aim = new Aim(world, technician);
  const wishes = [CAPABILITIES, 'default', 'full', '*', CAPABILITIES.join(','), { profile: 'default' }, null];
  for (const capability of wishes) {
    aim.send(frameOf(session.consentAsk, { askId: 'ask-00000001', capability, reason: 'x', durationMs: 60_000 }));
  }
  await world.pass(100);
  expect(world.drops).toEqual(wishes.map(() => 'invalid'));
  await world.granted(technician, 'diagnostics.read');
  expect(world.live).toEqual(['diagnostics.read']);
});

/** After the breach certificates had to be withdrawn, and old programs were still met a year later. */
test('AnyDesk breach of 2024: an account that is switched off, or a device that was retired, is nobody from that moment', async () => {
  const server = await startTestServer();
  const gone = await server.invite('Gone Person', 'gone@test.example', 'a password of length');
  const console = await server.openConsole(gone);
  await server.call(http.userActive, { as: server.admin, params: { id: gone.userId }, body: { active: false } });
  await console.closed;
  await expect(server.openConsole(gone, console.key)).rejects.toThrow(/40[13]/u);
  const enrolled = await server.enrollDevice();
  const device = await server.openDevice(enrolled);
  await device.connection.call(deviceSocket.deviceRetire, {}).catch(() => undefined);
  await device.closed;
  await expect(server.openDevice(enrolled)).rejects.toThrow();
  await server.close();
});

/** When nobody had answered for 60 seconds, the technician could "connect now". */
test('GoTo Resolve connect now: no second of waiting, and no repetition, turns silence into a yes', async () => {
  world = await AgentWorld.start();
  await world.requestHelp();
  for (let at = 0; at < 5; at += 1) {
    const sessionId = `session-00000${at}`;
    await world.offer(sessionId);
    world.technician({ sessionId });
    world.serverSide.notify(deviceSocket.deviceSignalled, { sessionId, epoch: 0, signal: { type: 'rebuild' } });
    await world.pass(121_000);
  }
  expect({ answers: world.joinAnswers.filter(Boolean), opened: world.network.opened }).toEqual({ answers: [], opened: 0 });
});

/** Both viewers of a product with consent codes passed `RequireConsent: false`. */
test('ControlR RequireConsent false: no parameter of a message can leave the question out', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  const before = effects(world);
  const aim = new Aim(world, technician);
  const switches = [{ requireConsent: false }, { RequireConsent: false }, { consent: true }, { force: true }, { silent: true }];
  const guarded = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);
  for (const message of guarded) {
    for (const frame of aim.frames(message, 1)) {
      const { p, ...rest } = JSON.parse(frame) as { p: object };
      aim.send(
        ...switches.flatMap((more) => [
          JSON.stringify({ ...rest, p: { ...p, ...more } }),
          JSON.stringify({ ...rest, p, ...more }),
        ]),
      );
    }
    await world.pass(50);
  }
  expect(effects(world)).toEqual(before);
  expect(new Set(world.drops)).toEqual(new Set(['refused', 'malformed']));
});

/** Unattended access was on when it was installed. */
test('DWService unattended by default: whoever knocks while no help was asked for is not even shown', async () => {
  world = await AgentWorld.start();
  for (let hour = 0; hour < 24; hour += 1) {
    const sessionId = `session-1000${String(hour).padStart(2, '0')}`;
    await world.offer(sessionId, `request-${hour}-of-nobody`);
    world.technician({ sessionId, requestId: `request-${hour}-of-nobody` });
    world.serverSide.notify(deviceSocket.deviceSignalled, { sessionId, epoch: 0, signal: { type: 'rebuild' } });
    await world.pass(60 * 60_000);
  }
  expect({ phase: world.view?.phase.phase, shown: world.pages.shown, opened: world.network.opened }).toEqual({
    phase: 'home',
    shown: 0,
    opened: 0,
  });
});

/** "No logs are created on either device." */
test('Quick Assist without a log: however a session ends, the user’s machine keeps a record that verifies', async () => {
  for (const end of ['bye', 'stop', 'cut'] as const) {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    if (end === 'bye') technician.connection.notify(session.sessionBye, { reason: 'finished' });
    if (end === 'stop') void world.page.call(shellPage.sessionStop, { by: 'button' });
    if (end === 'cut') world.network.cut();
    await world.pass(end === 'cut' ? 400_000 : 5_000);
    const [lines = []] = world.ledgers.files.values();
    const verified = await verifyLedger(exportLedger(readLedger(lines, world.crypto)), world.crypto);
    expect({ end, verdict: verified.verdict }).toEqual({ end, verdict: 'good' });
    expect(verified.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['session/start', 'grant/started', 'grant/ended', 'session/end']),
    );
    world.dispose();
  }
});

/** There it is asked again after 30 minutes, with the input disabled: a technician must not be able to put that off. */
test('Chrome Remote Desktop session consent: giving back and asking anew does not put off the 30 minutes for the rest', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view', 8 * 60 * 60 * 1000);
  for (let at = 0; at < 5; at += 1) {
    await world.granted(technician, 'diagnostics.read');
    await world.pass(5 * 60_000);
    void technician.connection.call(session.grantReturn, { capability: 'diagnostics.read' }).catch(() => undefined);
    await world.pass(60_000);
  }
  expect(world.agent.session?.consent.review).not.toBeNull();
  await world.pass(5 * 60_000 + 1_000);
  expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
});

/** A hash of a password let anybody in who had heard it; the server sent code that ran with all rights. */
test('electron-remote-control: nothing that is shipped runs words as code, or gives a page more than a page has', () => {
  const code =
    /\beval\(|new Function\(|executeJavaScript\((?!'0', true\)|code: string)|runInThisContext|nodeIntegration: true|contextIsolation: false|sandbox: false|webSecurity: false|dangerouslySetInnerHTML|\.innerHTML\b|insertAdjacentHTML|document\.write\(/u;
  expect(
    shippedSources()
      .filter(({ text }) => code.test(text))
      .map(({ file }) => file),
  ).toEqual([]);
});
