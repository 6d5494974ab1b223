import { type Capability, deviceSocket, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { Aim, effects } from './effects.ts';
import { frameOf, messagesOf, samplesOf } from './samples.ts';

playedAs('server', 'technician in a session', 'link frame');

/** What was allowed beforehand: nobody but the user makes it, uses it for more, or brings back what was taken back. */

const SESSION_ID = 'session-000009';
const REQUEST_ID = 'request-of-the-server';

let world: AgentWorld;
afterEach(() => world.dispose());

async function start(): Promise<void> {
  const pins = [
    { publicKey: (await AgentWorld.start()).technicianKey.publicKey, name: 'Tomke', times: 2, lastAt: 0, proof: 'words' },
  ];
  world = await AgentWorld.start(new Map(), { certified: false, documents: { pins } });
}

async function made(capabilities: Capability[] = ['diagnostics.read']): Promise<string> {
  const before = world.standingOffers.length;
  await propose(capabilities);
  allow();
  await world.pass(200);
  expect(world.standingOffers.length).toBe(before + 1);
  return world.standingOffers[0]?.standingId ?? '';
}

async function propose(capabilities: Capability[]): Promise<void> {
  const choice = { technicianKey: world.technicianKey.publicKey, group: null, capabilities, hours: null, days: 7 };
  await world.settled(world.page.call(shellPage.standingPropose, choice));
  await world.pass();
  const phase = world.view?.phase;
  if (phase?.phase !== 'standing') throw new Error('nothing is asked');
  world.page.notify(shellPage.dialogVisible, {
    sessionId: null,
    dialogId: phase.proposalId,
    visible: true,
    words: 'Let Tomke read this computer?',
  });
  await world.pass(1_100);
}

function allow(): void {
  const phase = world.view?.phase;
  if (phase?.phase === 'standing') void world.page.call(shellPage.standingAnswer, { proposalId: phase.proposalId, allow: true });
}

function offered(standingId: string, more: object = {}): string {
  const technician = { id: 'user-0000001', name: 'Tomke', publicKey: world.technicianKey.publicKey, certificates: [] };
  const params = {
    sessionId: SESSION_ID,
    requestId: REQUEST_ID,
    technician,
    iceServers: [],
    standing: { standingId, number: 77 },
  };
  return JSON.stringify({ m: deviceSocket.joinOffered.method, p: { ...params, ...more } });
}

async function inside(standingId: string) {
  const technician = world.technician({ sessionId: SESSION_ID, requestId: REQUEST_ID });
  world.raw.server?.send(offered(standingId));
  await world.pass(500);
  world.page.notify(shellPage.standingShown, { sessionId: SESSION_ID });
  await world.pass(1_500);
  expect(technician.link.state.value.state).toBe('live');
  return technician;
}

describe('taking back', () => {
  test('is not undone by a yes that is being signed at that moment', async () => {
    await start();
    const first = await made(['diagnostics.read']);
    await propose(['shell.run']);
    // The key answers late, as one in a keychain may.
    const { promise, resolve } = Promise.withResolvers<void>();
    const sign = world.deviceKey.signJws.bind(world.deviceKey);
    Object.assign(world.deviceKey, { signJws: (text: string) => promise.then(() => sign(text)) });
    allow();
    await world.pass(100);
    void world.page.call(shellPage.standingRevoke, { standingId: first });
    await world.pass(100);
    resolve();
    await world.pass(200);
    Object.assign(world.deviceKey, { signJws: sign });
    expect(world.standingOffers.map(({ standingId }) => standingId)).not.toContain(first);
    world.raw.server?.send(offered(first));
    await world.pass(1_000);
    expect({ opened: world.network.opened, phase: world.view?.phase.phase }).toEqual({ opened: 0, phase: 'home' });
  });

  test('is not undone by a yes that cannot be kept', async () => {
    await start();
    const first = await made(['diagnostics.read']);
    await propose(['shell.run']);
    const { promise, reject } = Promise.withResolvers<void>();
    const write = world.documents.write.bind(world.documents);
    Object.assign(world.documents, { write: () => promise });
    allow();
    await world.pass(100);
    void world.page.call(shellPage.standingRevoke, { standingId: first }).catch(() => undefined);
    await world.pass(100);
    reject(new Error('the disk is full'));
    await world.pass(100);
    Object.assign(world.documents, { write });
    await world.pass(200);
    expect(world.standingOffers).toEqual([]);
  });
});

describe('a session that began without a click', () => {
  test('opens nothing that the permission does not name, by any message', async () => {
    await start();
    const technician = await inside(await made(['diagnostics.read']));
    const before = effects(world);
    const aim = new Aim(world, technician);
    const guarded = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);
    aim.send(...guarded.flatMap((message) => aim.frames(message)));
    await world.pass(500);
    expect({ effects: effects(world), live: world.live }).toEqual({ effects: before, live: [] });
    await world.settled(technician.ask('shell.run'));
    await world.pass(1_500);
    expect(world.live).toEqual([]);
    expect(world.agent.session?.consent.dialog?.capability).toBe('shell.run');
  });

  test('is not shown as noticed by the link frame, the technician or the server', async () => {
    await start();
    const standingId = await made(['diagnostics.read']);
    const technician = world.technician({ sessionId: SESSION_ID, requestId: REQUEST_ID });
    world.raw.server?.send(offered(standingId));
    await world.pass(1_500);
    const shown = frameOf(shellPage.standingShown, { sessionId: SESSION_ID });
    world.raw.link?.send(shown);
    world.raw.server?.send(shown);
    technician.link.transport.send(shown);
    await world.pass(500);
    await world.settled(technician.ask('diagnostics.read').catch(() => ''));
    await world.pass(1_000);
    expect(world.live).toEqual([]);
  });
});

test('nothing that a server offers makes one, or is one that was not made', async () => {
  await start();
  for (const message of messagesOf(contract(deviceSocket), 'server')) {
    for (const sample of samplesOf(message.params, 8)) world.raw.server?.send(frameOf(message, sample));
    await world.pass(50);
  }
  const standingId = 'standing-0001';
  for (const more of [
    {},
    { standing: { standingId, number: 1, capabilities: ['shell.run'] } },
    { standing: null },
    { standing: true },
  ]) {
    world.raw.server?.send(offered(standingId, more));
  }
  await world.pass(2_000);
  expect({ offers: world.standingOffers, opened: world.network.opened, phase: world.view?.phase.phase }).toEqual({
    offers: [],
    opened: 0,
    phase: 'home',
  });
});

test('the pages’ messages about it are unknown to link frame, server and technician', async () => {
  await start();
  const ours = [...contract(shellPage).values()].filter(({ method }) => method.startsWith('standing/'));
  expect(ours.length).toBeGreaterThan(3);
  for (const message of ours)
    for (const sample of samplesOf(message.params, 4)) world.raw.link?.send(frameOf(message, sample, 5));
  await world.pass(200);
  expect(world.standingOffers).toEqual([]);
  expect(world.view?.phase.phase).toBe('home');
});
