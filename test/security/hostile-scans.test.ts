import { SCAN_WAIT_MS } from '@alongside/consent';
import { deviceSocket, report, SCANS_A_DAY, type ScansView, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { frameOf, messagesOf, samplesOf } from './samples.ts';

playedAs('server', 'link frame');

/** A hostile server that asks for scans: more than it may, over and over, again, in another's name. */

const HOURS = Array.from({ length: 7 }, () => []);
const organisation = (name: string) => ({ name, phone: '', timeZone: 'Europe/Berlin', hours: HOURS });

let world: AgentWorld;
let view: ScansView | undefined;
let bodies: string[];
let answers: string[];

beforeEach(async () => {
  bodies = [];
  answers = [];
  world = await AgentWorld.start(new Map(), { documents: { organisation: organisation('Harbour IT') } });
  world.serverSide.handle(deviceSocket.scanAnswer, ({ scanId, answer }) => {
    answers.push(`${scanId} ${answer.is}`);
    return null;
  });
  world.serverSide.handle(deviceSocket.diagnosisSend, ({ body }) => {
    bodies.push(body);
    return null;
  });
  world.connectPages();
  world.page.on(shellPage.scansChanged, (told) => {
    view = told;
  });
  await world.pass(100);
});

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

function ask(scanId: string, more: object = {}): void {
  const params = { scanId, profile: 'full', levels: ['P0', 'P1'], ...more };
  world.raw.server?.send(frameOf(deviceSocket.scanAsk, params));
}

/** The person allows it from now on, of these levels. */
async function consented(levels: readonly string[]): Promise<void> {
  ask('scan-of-the-consent', { levels });
  await world.pass(1_500);
  const decided = world.page.call(shellPage.scansDecide, { scanId: 'scan-of-the-consent', decision: 'always' });
  await world.settled(decided);
  await world.pass(200);
  expect(view?.consents).toMatchObject([{ by: 'person', levels }]);
}

const levelsSent = () => bodies.map((body) => report.parse(JSON.parse(body)).consent.levels);

test('a scan of who uses the computer, or of content, is not even asked', async () => {
  for (const levels of [['P2'], ['P3'], ['P0', 'P2'], ['P0', 'P1', 'P2'], []]) ask(`scan-${levels.join('-')}-0001`, { levels });
  await world.pass(200);
  expect(world.server.connection?.drops('invalid')).toBe(5);
  expect({ waiting: view?.waiting ?? null, runs: world.probes.runs, answers }).toEqual({ waiting: null, runs: 0, answers: [] });
});

test('a scan of more than was allowed runs cut to what was allowed', async () => {
  await consented(['P0']);
  ask('scan-0001', { levels: ['P0', 'P1'] });
  await world.pass(500);
  ask('scan-0002', { levels: ['P1'] });
  await world.pass(500);
  expect(levelsSent()).toEqual([['P0'], ['P0']]);
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0002' });
  expect(view?.consents).toMatchObject([{ levels: ['P0'] }]);
});

test('a thousand asks let few wait, raise no window, open no dialog and run nothing', async () => {
  const before = { calls: [...world.desktop.calls], shown: world.pages.shown };
  for (let at = 0; at < 1_000; at += 1) ask(`scan-${String(at).padStart(6, '0')}`);
  await world.pass(2_000);
  expect(view?.waiting).toMatchObject({ scanId: 'scan-000000', behind: 2 });
  expect({ calls: world.desktop.calls, shown: world.pages.shown }).toEqual(before);
  expect({ runs: world.probes.runs, phase: world.view?.phase.phase }).toEqual({ runs: 0, phase: 'home' });
  expect(JSON.stringify(await world.documents.read('scans')).length).toBeLessThan(4_000);
  world.clock.jumpWall(SCAN_WAIT_MS);
  await world.pass(60_000);
  expect(view?.waiting).toBeNull();
});

test('under the consent a thousand asks run no more than a day may have', async () => {
  await consented(['P0', 'P1']);
  for (let at = 0; at < 100; at += 1) {
    for (let more = 0; more < 10; more += 1) ask(`scan-${String(at * 10 + more).padStart(6, '0')}`);
    await world.pass(200);
  }
  await world.pass(60_000);
  expect(world.probes.runs).toBe(SCANS_A_DAY);
  expect(bodies.length).toBeLessThanOrEqual(SCANS_A_DAY);
});

test('a scan that is asked again does not run again, and is answered as before', async () => {
  await consented(['P0']);
  for (let again = 0; again < 5; again += 1) {
    ask('scan-of-the-consent');
    await world.pass(200);
  }
  expect({ runs: world.probes.runs, sent: bodies.length }).toEqual({ runs: 1, sent: 1 });
  expect(answers.filter((answer) => answer === 'scan-of-the-consent done').length).toBe(6);
});

test('under another name it has no consent: the person is asked, by that name', async () => {
  await consented(['P0', 'P1']);
  world.serverSide.notify(deviceSocket.organisationChanged, { organisation: organisation('Harbor IT'), techniciansAvailable: 1 });
  await world.pass(100);
  ask('scan-0001');
  await world.pass(500);
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0001', organisation: 'Harbor IT' });
  expect(world.probes.runs).toBe(1);
});

test('after a taking back, and with the clock set back to before it, nothing runs', async () => {
  await consented(['P0', 'P1']);
  await world.settled(world.page.call(shellPage.scansRevoke, {}));
  world.clock.jumpWall(-3_600_000);
  ask('scan-0001');
  await world.pass(500);
  expect({ runs: world.probes.runs, consents: view?.consents }).toEqual({ runs: 1, consents: [] });
});

test('nothing that it may say makes, widens or prolongs a consent', async () => {
  await consented(['P0']);
  const before = view?.consents;
  for (const message of messagesOf(contract(deviceSocket), 'server')) {
    for (const sample of samplesOf(message.params, 6)) world.raw.server?.send(frameOf(message, sample));
    await world.pass(50);
  }
  await world.pass(2_000);
  expect(view?.consents).toEqual(before);
  expect(levelsSent().every((levels) => levels.join() === 'P0')).toBe(true);
});

test('the page’s messages about scans are unknown to link frame and server', async () => {
  ask('scan-0001');
  await world.pass(1_500);
  const ours = [...contract(shellPage).values()].filter(({ method }) => method.startsWith('scans/'));
  expect(ours).toHaveLength(3);
  for (const message of ours) {
    for (const sample of [{ scanId: 'scan-0001', decision: 'always' }, ...samplesOf(message.params, 3)]) {
      world.raw.link?.send(frameOf(message, sample, 5));
      world.raw.server?.send(frameOf(message, sample, 5));
    }
  }
  await world.pass(500);
  expect({ consents: view?.consents, runs: world.probes.runs }).toEqual({ consents: [], runs: 0 });
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0001' });
});
