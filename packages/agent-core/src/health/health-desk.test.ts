import { AppError, Emitter, silentLogger } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import type { Report } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { FakeProbes, MemoryDocuments } from '../../../../test/fixtures/fake-ports.ts';
import { HealthDesk } from './health-desk.ts';
import { ReportShelf } from './report-shelf.ts';

/** Answers with what the test says, and tells progress as often as it likes. */
class SaidProbes extends FakeProbes {
  answer: (found: Report) => Report = (found) => found;
  at = 0;

  override async run(run: Parameters<FakeProbes['run']>[0]): Promise<Report> {
    const found = await super.run(run);
    this.at += 1;
    const reportId = `Report-${String(this.at).padStart(6, '0')}`;
    return this.answer({ ...found, meta: { ...found.meta, reportId, startedAt: this.at * 1000 } });
  }
}

async function desk(documents = new MemoryDocuments()) {
  const probes = new SaidProbes();
  const shelf = new ReportShelf({ documents, crypto: webCrypto(), logger: silentLogger });
  const health = new HealthDesk({ probes, shelf, logger: silentLogger });
  await health.load();
  const ended = () => expect.poll(() => health.view.scan.state, { interval: 1 }).not.toBe('running');
  return { probes, documents, health, ended };
}

test('a check is told while it runs, kept, and read back whole', async () => {
  const { health, probes, ended } = await desk();
  const held = Promise.withResolvers<void>();
  probes.hold = () => held.promise;
  health.run('quick');
  expect(health.view).toEqual({
    scan: { state: 'running', profile: 'quick', done: 0, total: 1, now: '', stopping: false },
    latest: null,
  });
  expect(() => health.run('full')).toThrow(AppError);
  held.resolve();
  await ended();
  expect(health.view).toMatchObject({ scan: { state: 'idle' }, latest: { reportId: 'Report-000001' } });
  expect(health.past).toMatchObject([
    { counts: { fail: 0, unknown: 0 }, cut: false, memoryFree: 0.75, diskFree: null, sent: null },
  ]);
  const { part, total } = await health.readPart('Report-000001', 0);
  expect(part.length).toBe(total);
  const kept = JSON.parse(part) as Report;
  expect(kept.consent).toEqual({ basis: 'local', levels: ['P0', 'P1', 'P2'], at: 0 });
  expect(await health.readPart('Report-000001', total)).toEqual({ part: '', total });
});

test('cancel keeps what was read by then and says that it was cut', async () => {
  const { health, probes, ended } = await desk();
  probes.hold = (onCancel) => new Promise<void>((resolve) => void onCancel(() => resolve()));
  probes.answer = (found) => ({
    ...found,
    unknowns: [{ check: 'disk.space', reason: 'cancelled', privacy: 'P1', tookMs: 0 }],
  });
  health.run('full');
  health.cancel();
  expect(health.view.scan).toMatchObject({ state: 'running', stopping: true });
  await ended();
  expect(health.past).toMatchObject([{ cut: true, memoryFree: 0.75, counts: { unknown: 1 } }]);
});

test('a check that cannot run, or cannot be kept, says so and can be tried again', async () => {
  const { health, probes, documents, ended } = await desk();
  probes.hold = () => Promise.reject(new AppError('diagnostics.unavailable', 'no'));
  health.run('quick');
  await ended();
  expect(health.view).toEqual({ scan: { state: 'failed', code: 'diagnostics.unavailable' }, latest: null });
  probes.hold = undefined;
  documents.failing = new AppError('storage.full', 'full');
  health.run('quick');
  await ended();
  expect(health.view).toEqual({ scan: { state: 'failed', code: 'storage.full' }, latest: null });
  documents.failing = undefined;
  health.run('quick');
  await ended();
  expect(health.view.scan).toEqual({ state: 'idle' });
});

test('the newest sixty are kept; older ones leave nothing behind, and so do erased ones', async () => {
  const { health, documents, ended } = await desk();
  for (let run = 0; run < 62; run += 1) {
    health.run('quick');
    await ended();
  }
  expect(health.past).toHaveLength(60);
  expect(health.past[0]?.reportId).toBe('Report-000062');
  expect([...documents.documents.keys()].filter((name) => name.startsWith('report-'))).toHaveLength(60);
  await expect(health.readPart('Report-000001', 0)).rejects.toMatchObject({ code: 'report.not-found' });
  await health.erase('Report-000062');
  expect(health.view.latest?.reportId).toBe('Report-000061');
  expect([...documents.documents.keys()].filter((name) => name.startsWith('report-'))).toHaveLength(59);
  await expect(health.erase('Report-000062')).rejects.toMatchObject({ code: 'report.not-found' });
  const again = await desk(documents);
  expect(again.health.past).toEqual(health.past);
});

test('a kept file that is not that report is not shown as it', async () => {
  const { health, documents, ended } = await desk();
  health.run('quick');
  await ended();
  const name = [...documents.documents.keys()].find((known) => known.startsWith('report-')) ?? '';
  const kept = documents.documents.get(name) as Report;
  documents.documents.set(name, { ...kept, findings: 'all is well' });
  await expect(health.readPart('Report-000001', 0)).rejects.toMatchObject({ code: 'report.not-found' });
  documents.documents.set(name, { ...kept, meta: { ...kept.meta, reportId: 'another-0001' } });
  await expect(health.readPart('Report-000001', 0)).rejects.toMatchObject({ code: 'report.not-found' });
});

test('when the agent ends, so does the check', async () => {
  const { health, probes } = await desk();
  const cancelled = Promise.withResolvers<void>();
  probes.hold = (onCancel) => {
    onCancel(() => cancelled.resolve());
    return cancelled.promise;
  };
  health.run('quick');
  health.dispose();
  await cancelled.promise;
});

test('a check under a standing permission is kept like the others', async () => {
  const { health } = await desk();
  const found = await health.runStanding({ profile: 'quick', levels: ['P0', 'P1'], onCancel: new Emitter<void>().event });
  expect(found.consent).toMatchObject({ basis: 'standing', levels: ['P0', 'P1'] });
  expect(health.view).toMatchObject({ scan: { state: 'idle' }, latest: { reportId: found.meta.reportId } });
});
