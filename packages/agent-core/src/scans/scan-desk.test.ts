import { AppError } from '@alongside/base';
import { SCAN_WAIT_MS } from '@alongside/consent';
import { deviceSocket, report, type ScansView, shellPage } from '@alongside/protocol';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const DAY_MS = 86_400_000;
const ORGANISATION = {
  name: 'Harbour IT',
  phone: '0800 123',
  timeZone: 'Europe/Berlin',
  hours: Array.from({ length: 7 }, () => []),
};

let world: AgentWorld;
let answers: { scanId: string; is: string; reportId?: string | undefined }[];
let bodies: string[];
let view: ScansView | undefined;
let wanted: (scanId: string) => boolean;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

async function start(documents: Readonly<Record<string, unknown>> = {}): Promise<void> {
  answers = [];
  bodies = [];
  view = undefined;
  wanted = () => true;
  world = await AgentWorld.start(new Map(), { documents: { organisation: ORGANISATION, ...documents } });
  listen();
  world.connectPages();
  world.page.on(shellPage.scansChanged, (told) => {
    view = told;
  });
  await world.pass(100);
}

function listen(): void {
  world.serverSide.handle(deviceSocket.scanAnswer, ({ scanId, answer }) => {
    if (!wanted(scanId)) throw new AppError('fleet.not-found', 'no such scan');
    answers.push({ scanId, ...answer });
    return null;
  });
  world.serverSide.handle(deviceSocket.diagnosisSend, ({ body }) => {
    bodies.push(body);
    return null;
  });
  world.serverSide.handle(deviceSocket.diagnosisDelete, () => null);
}

async function ask(scanId: string, levels: ('P0' | 'P1')[] = ['P0', 'P1']): Promise<void> {
  world.serverSide.notify(deviceSocket.scanAsk, { scanId, profile: 'quick', levels });
  await world.pass(1_500);
}

async function decide(scanId: string, decision: 'no' | 'once' | 'always'): Promise<void> {
  await world.settled(world.page.call(shellPage.scansDecide, { scanId, decision }));
  await world.pass(200);
}

const said = () => answers.map(({ scanId, is }) => `${scanId} ${is}`);
const kept = async () => ({ scans: await world.documents.read('scans') });

test('asks quietly; allowed once it runs once, is sent by that yes, and stands in the history', async () => {
  await start();
  await ask('scan-0001');
  expect(said()).toEqual(['scan-0001 person']);
  expect(world.probes.runs).toBe(0);
  expect(view?.waiting).toMatchObject({ organisation: 'Harbour IT', profile: 'quick', levels: ['P0', 'P1'], behind: 0 });
  expect((view?.waiting?.until ?? 0) - (view?.waiting?.at ?? 0)).toBe(SCAN_WAIT_MS);
  await decide('scan-0001', 'once');
  expect(world.probes.runs).toBe(1);
  expect(said()).toEqual(['scan-0001 person', 'scan-0001 running', 'scan-0001 done']);
  expect(report.parse(JSON.parse(bodies[0] ?? '')).consent).toMatchObject({ basis: 'request', levels: ['P0', 'P1'] });
  expect(view).toMatchObject({ waiting: null, consents: [], past: [{ scanId: 'scan-0001', outcome: 'done', basis: 'once' }] });
  const [row] = await world.settled(world.page.call(shellPage.healthList, {}));
  expect(row?.sent).toMatchObject({ levels: ['P0', 'P1'] });
  await ask('scan-0002');
  expect(world.probes.runs).toBe(1);
});

test('from now on: the next one runs without a question, by a receipt; taken back it asks again', async () => {
  await start();
  await ask('scan-0001', ['P0']);
  await decide('scan-0001', 'always');
  expect(view?.consents).toMatchObject([{ by: 'person', organisation: 'Harbour IT', levels: ['P0'] }]);
  await ask('scan-0002');
  expect(report.parse(JSON.parse(bodies.at(-1) ?? '')).consent).toMatchObject({ basis: 'standing', levels: ['P0'] });
  expect(view?.past[0]).toMatchObject({ scanId: 'scan-0002', outcome: 'done', basis: 'standing', levels: ['P0'] });
  await world.settled(world.page.call(shellPage.scansRevoke, {}));
  await ask('scan-0003');
  expect(answers.at(-1)).toEqual({ scanId: 'scan-0003', is: 'person' });
  expect(view).toMatchObject({ consents: [], waiting: { scanId: 'scan-0003' } });
});

test('taken back while it runs: the check ends, nothing is sent', async () => {
  await start();
  await ask('scan-0001');
  world.probes.hold = (onCancel) => new Promise<void>((resolve) => void onCancel(() => resolve()));
  await decide('scan-0001', 'always');
  expect(view?.running).toMatchObject({ scanId: 'scan-0001' });
  await world.settled(world.page.call(shellPage.scansRevoke, {}));
  await world.pass(200);
  expect({ bodies, last: answers.at(-1) }).toEqual({ bodies: [], last: { scanId: 'scan-0001', is: 'refused' } });
  expect(await world.settled(world.page.call(shellPage.healthList, {}))).toEqual([]);
});

test('a no is told, and nobody is asked again for a day', async () => {
  await start();
  await ask('scan-0001');
  await decide('scan-0001', 'no');
  await ask('scan-0002');
  expect(said()).toEqual(['scan-0001 person', 'scan-0001 refused', 'scan-0002 refused']);
  expect(view?.waiting).toBeNull();
  world.clock.jumpWall(DAY_MS);
  await ask('scan-0003');
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0003' });
});

test('a yes that comes too soon, or for what is not asked any more, is none', async () => {
  await start();
  world.serverSide.notify(deviceSocket.scanAsk, { scanId: 'scan-0001', profile: 'quick', levels: ['P0'] });
  await world.pass(100);
  await expect(decide('scan-0001', 'always')).rejects.toMatchObject({ code: 'consent.too-early' });
  await world.pass(1_000);
  await expect(decide('scan-0009', 'always')).rejects.toMatchObject({ code: 'consent.withdrawn' });
  expect(view?.consents).toEqual([]);
});

test('waits a week and lapses; a new start in between changes nothing, and the server is told again', async () => {
  await start();
  await ask('scan-0001');
  const documents = await kept();
  world.dispose();
  await start(documents);
  world.connectServer();
  listen();
  await world.pass(200);
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0001' });
  expect(said()).toContain('scan-0001 person');
  world.clock.jumpWall(SCAN_WAIT_MS);
  await world.pass(60_000);
  expect(view).toMatchObject({ waiting: null, past: [{ outcome: 'lapsed' }] });
});

test('a consent survives a new start, another key’s or one changed by hand does not', async () => {
  await start();
  await ask('scan-0001');
  await decide('scan-0001', 'always');
  const documents = await kept();
  world.dispose();
  await start(documents);
  expect(view?.consents).toMatchObject([{ by: 'person' }]);
  const { consent, ...rest } = documents.scans as { consent: string };
  world.dispose();
  await start({ scans: { ...rest, consent: `${consent.slice(0, -4)}AAAA` } });
  expect(view?.consents).toEqual([]);
});

test('what the server wants no more is not run and not asked', async () => {
  await start();
  await ask('scan-0001');
  wanted = () => false;
  await decide('scan-0001', 'once');
  expect({ runs: world.probes.runs, past: view?.past }).toMatchObject({ runs: 0, past: [{ outcome: 'lapsed' }] });
});

test('waits while somebody helps, and is put off when somebody comes', async () => {
  await start();
  await ask('scan-0001');
  await decide('scan-0001', 'always');
  world.probes.hold = (onCancel) => new Promise<void>((resolve) => void onCancel(() => resolve()));
  await ask('scan-0002');
  expect(view?.running).toMatchObject({ scanId: 'scan-0002' });
  await world.joined();
  expect(view).toMatchObject({ running: null, past: [{ scanId: 'scan-0002', outcome: 'next' }, {}] });
  // The server gives what runs five minutes, and what waits for a person a week.
  await expect.poll(() => said().at(-1)).toBe('scan-0002 person');
  world.probes.hold = undefined;
  world.agent.stop('user-stopped');
  await world.pass(500);
  expect(view?.past[0]).toMatchObject({ scanId: 'scan-0002', outcome: 'done' });
});

test('nothing can be allowed while somebody helps', async () => {
  await start();
  await ask('scan-0001');
  await world.joined();
  await expect(decide('scan-0001', 'always')).rejects.toMatchObject({ code: 'standing.not-now' });
});

test('a report whose answer was lost is sent again as the same bytes, once the server is back', async () => {
  await start();
  await ask('scan-0001');
  let lose = true;
  world.serverSide.handle(deviceSocket.diagnosisSend, ({ body }) => {
    bodies.push(body);
    if (lose) world.server.set(undefined);
    return null;
  });
  await decide('scan-0001', 'once');
  lose = false;
  world.connectServer();
  listen();
  await world.pass(60_000);
  expect(new Set(bodies).size).toBe(1);
  expect(answers.at(-1)).toMatchObject({ scanId: 'scan-0001', is: 'done' });
});

test('root’s file gives the same consent, as long as it is there', async () => {
  await start();
  world.scanFile = { levels: ['P0'], until: null };
  await ask('scan-0001');
  expect(view).toMatchObject({ consents: [{ by: 'file', levels: ['P0'] }], past: [{ outcome: 'done', basis: 'file' }] });
  world.scanFile = null;
  await ask('scan-0002');
  expect(view).toMatchObject({ consents: [], waiting: { scanId: 'scan-0002' } });
});

test('a yes that is being written when the consent is taken back brings nothing back', async () => {
  await start();
  await ask('scan-0001', ['P0']);
  await decide('scan-0001', 'always');
  await ask('scan-0002', ['P1']);
  const held = Promise.withResolvers<void>();
  const { write } = world.documents;
  world.documents.write = async (...params) => {
    await held.promise;
    return write.apply(world.documents, params);
  };
  const decided = world.page.call(shellPage.scansDecide, { scanId: 'scan-0002', decision: 'always' });
  const outcome = decided.catch((error: AppError) => error.code);
  await world.pass(200);
  const revoked = world.page.call(shellPage.scansRevoke, {});
  await world.pass(200);
  held.resolve();
  await world.settled(revoked);
  expect(await world.settled(outcome)).toBe('standing.not-now');
  expect(view?.consents).toEqual([]);
  expect(await world.documents.read('scans')).toMatchObject({ consent: null });
});

test('a document that cannot be read allows nothing and keeps nobody from help', async () => {
  await start({ scans: { consent: 'x', requests: [{ step: 'next' }] } });
  expect({ view, runs: world.probes.runs }).toMatchObject({ view: { consents: [], past: [] }, runs: 0 });
  await ask('scan-0001');
  expect(view?.waiting).toMatchObject({ scanId: 'scan-0001' });
});

test('a yes that cannot be kept is none, and runs nothing', async () => {
  await start();
  await ask('scan-0001');
  world.documents.write = () => Promise.reject(new AppError('storage.full', 'no room'));
  await expect(decide('scan-0001', 'always')).rejects.toMatchObject({ code: 'storage.full' });
  expect({ consents: view?.consents, runs: world.probes.runs }).toEqual({ consents: [], runs: 0 });
});
