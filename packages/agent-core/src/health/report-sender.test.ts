import { AppError } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { deviceSocket, type Report, report, shellPage } from '@alongside/protocol';
import { beforeEach, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
let sent: { reportId: string; requestId?: string | undefined; sha256: string; body: string }[];
let answer: () => null;

const REPORT = 'report-000001';
const NOTHING = { facts: [], checks: [] };

beforeEach(async () => {
  world = await AgentWorld.start();
  sent = [];
  answer = () => null;
  world.serverSide.handle(deviceSocket.diagnosisSend, (params) => {
    sent.push(params);
    return answer();
  });
  world.probes.findings = [
    {
      check: 'disk.space',
      code: 'DSK-01-00',
      status: 'warn',
      text: 'warn',
      privacy: 'P1',
      measured_at: 0,
      tookMs: 1,
      evidence: [{ name: 'free', subject: '/home/robin', value: 5, unit: 'bytes', limit: null }],
    },
    {
      check: 'app.startup',
      code: 'APP-01-00',
      status: 'info',
      text: 'info',
      privacy: 'P2',
      measured_at: 0,
      tookMs: 1,
      evidence: [{ name: 'count', subject: 'secret-program', value: 3, unit: 'count', limit: null }],
    },
  ];
  await call(shellPage.healthRun, { profile: 'quick' });
  await world.pass(200);
});

function call<P, R>(message: Parameters<typeof world.page.call<P, R>>[0], params: P): Promise<R> {
  return world.settled(world.page.call(message, params));
}

async function prepared(levels: ('P0' | 'P1' | 'P2')[], removed = NOTHING as { facts: 'memories'[]; checks: string[] }) {
  const { sha256, bytes } = await call(shellPage.sendPrepare, { reportId: REPORT, levels, removed });
  const { part, total } = await call(shellPage.sendPrepared, { sha256, offset: 0 });
  expect(part.length).toBe(total);
  expect(world.crypto.sha256(part)).toBe(sha256);
  return { sha256, bytes, body: part, told: report.parse(JSON.parse(part)) as Report };
}

test('what is shown is what is sent: these bytes, redacted, of these levels, by this yes', async () => {
  const shown = await prepared(['P0', 'P1']);
  expect(sent).toEqual([]);
  expect(shown.told.consent).toMatchObject({ basis: 'request', levels: ['P0', 'P1'] });
  expect(canonical(shown.told)).toBe(shown.body);
  expect(shown.body).not.toMatch(/robin|secret-program|app\.startup/u);
  expect(shown.told.redactions.length).toBeGreaterThan(0);
  await call(shellPage.sendSend, { sha256: shown.sha256 });
  expect(sent).toEqual([{ reportId: REPORT, sha256: shown.sha256, body: shown.body }]);
  const [past] = await call(shellPage.healthList, {});
  expect(past?.sent).toMatchObject({ sha256: shown.sha256, levels: ['P0', 'P1'] });
});

test('with another level its checks are in it; without a level its facts are left out', async () => {
  expect((await prepared(['P0', 'P1', 'P2'])).told.findings.map(({ check }) => check)).toEqual(['disk.space', 'app.startup']);
  const few = await prepared(['P1']);
  expect(few.told.facts.memories).toEqual({ status: 'removed' });
});

test('what the user leaves out is not there and is told as left out', async () => {
  const { told, body } = await prepared(['P0', 'P1'], { facts: ['memories'], checks: ['disk.space', 'no.such'] });
  expect(told.facts.memories).toEqual({ status: 'removed' });
  expect(told.findings).toEqual([]);
  expect(told.redactions).toEqual([
    { at: '/facts/memories', kind: 'removed_by_user' },
    { at: '/findings/disk.space', kind: 'removed_by_user' },
  ]);
  expect(body).not.toContain('DSK-01');
});

test('only the bytes that were shown last can be sent, and once', async () => {
  const first = await prepared(['P0', 'P1']);
  const second = await prepared(['P0']);
  await expect(call(shellPage.sendSend, { sha256: first.sha256 })).rejects.toMatchObject({ code: 'report.not-prepared' });
  await expect(call(shellPage.sendPrepared, { sha256: first.sha256, offset: 0 })).rejects.toMatchObject({
    code: 'report.not-prepared',
  });
  await call(shellPage.sendSend, { sha256: second.sha256 });
  await expect(call(shellPage.sendSend, { sha256: second.sha256 })).rejects.toMatchObject({ code: 'report.not-prepared' });
  expect(sent.map(({ sha256 }) => sha256)).toEqual([second.sha256]);
});

test('a refusal leaves no receipt; an answer that got lost does, since it may be there', async () => {
  answer = () => {
    throw new AppError('request.rate-limited', 'later');
  };
  const { sha256 } = await prepared(['P0']);
  await expect(call(shellPage.sendSend, { sha256 })).rejects.toMatchObject({ code: 'request.rate-limited' });
  expect((await call(shellPage.healthList, {}))[0]?.sent).toBeNull();
  answer = () => {
    throw new Error('something that the server did not think of, before or after it was kept');
  };
  await expect(call(shellPage.sendSend, { sha256 })).rejects.toMatchObject({ code: 'internal' });
  expect((await call(shellPage.healthList, {}))[0]?.sent).toMatchObject({ sha256 });
  world.serverSide.handle(deviceSocket.diagnosisDelete, () => null);
  answer = () => {
    world.server.set(undefined);
    throw new AppError('rpc.closed', 'gone');
  };
  await expect(call(shellPage.sendSend, { sha256 })).rejects.toMatchObject({ code: 'rpc.closed' });
  expect((await call(shellPage.healthList, {}))[0]?.sent).toMatchObject({ sha256 });
  await expect(call(shellPage.healthErase, { reportId: REPORT })).rejects.toMatchObject({ code: 'rpc.closed' });
  expect(await call(shellPage.healthList, {})).toHaveLength(1);
});

test('deleting deletes there first, then here; what is gone there already is gone', async () => {
  const { sha256 } = await prepared(['P0', 'P1']);
  await call(shellPage.sendSend, { sha256 });
  const deleted: string[] = [];
  world.serverSide.handle(deviceSocket.diagnosisDelete, ({ reportId }) => {
    deleted.push(reportId);
    throw new AppError('report.not-found', 'gone');
  });
  await call(shellPage.sendTakeBack, { reportId: REPORT });
  expect((await call(shellPage.healthList, {}))[0]?.sent).toBeNull();
  await expect(call(shellPage.sendTakeBack, { reportId: REPORT })).rejects.toMatchObject({ code: 'report.not-found' });
  await call(shellPage.healthErase, { reportId: REPORT });
  expect(deleted).toEqual([REPORT]);
  expect(await call(shellPage.healthList, {})).toEqual([]);
});
