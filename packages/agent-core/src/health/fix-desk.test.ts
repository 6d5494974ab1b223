import { AppError, silentLogger, systemRandom } from '@alongside/base';
import type { Finding, Report } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { FakeFixes, FakeProbes } from '../../../../test/fixtures/fake-ports.ts';
import { FixDesk } from './fix-desk.ts';

const finding = (status: Finding['status']): Finding => ({
  check: 'disk.space',
  code: 'DSK-01-00',
  status,
  text: status,
  evidence: [],
  privacy: 'P1',
  measured_at: 0,
  tookMs: 0,
});
const item = (key: string) => ({ key, name: key.toUpperCase(), detail: null, bytes: 5, chosen: true });

class AfterProbes extends FakeProbes {
  found: Partial<Report> = { findings: [finding('pass')] };

  override async run(run: Parameters<FakeProbes['run']>[0]): Promise<Report> {
    return { ...(await super.run(run)), ...this.found };
  }
}

function desk(lastFinding = async (): Promise<Finding> => finding('fail')) {
  const fixes = new FakeFixes();
  const probes = new AfterProbes();
  fixes.looked = { items: [item('a'), item('b')], undoable: [item('old')], commands: ['pkexec x'] };
  const parts = { fixes, probes, random: systemRandom(), logger: silentLogger };
  const fixDesk = new FixDesk({ ...parts, lastFinding });
  const ended = () => expect.poll(() => fixDesk.state.state, { interval: 1 }).not.toBe('working');
  return { fixes, probes, fixDesk, ended };
}

test('looks, does what was ticked and no more, checks again and shows before and after', async () => {
  const { fixes, probes, fixDesk, ended } = desk();
  const looked = await fixDesk.look('free-space', 'disk.space');
  expect(looked).toMatchObject({ items: [{ name: 'A' }, { name: 'B' }], commands: ['pkexec x'] });
  expect(JSON.stringify(looked)).not.toContain('"key"');
  fixes.result = { done: 1, bytes: 5, left: [{ name: 'B', why: 'changed' }] };
  fixDesk.apply(looked.lookId, [1, 1, 7]);
  expect(fixDesk.state).toEqual({ state: 'working', fix: 'free-space', step: 'fixing' });
  await ended();
  expect(fixes.acts).toEqual(['look free-space', 'apply free-space b']);
  expect(probes.only).toEqual(['disk.space']);
  expect(fixDesk.state).toEqual({
    state: 'done',
    fix: 'free-space',
    undone: false,
    done: 1,
    bytes: 5,
    left: [{ name: 'B', why: 'changed' }],
    leftCount: 1,
    check: 'disk.space',
    before: finding('fail'),
    after: finding('pass'),
    notAfter: null,
  });
});

test('a look is good for one act, and only the last one', async () => {
  const { fixes, fixDesk, ended } = desk();
  const first = await fixDesk.look('free-space', 'disk.space');
  const second = await fixDesk.look('empty-trash', 'disk.space');
  expect(() => fixDesk.apply(first.lookId, [0])).toThrow(AppError);
  expect(() => fixDesk.apply('another-look', [0])).toThrow(AppError);
  fixDesk.apply(second.lookId, [0]);
  await ended();
  expect(() => fixDesk.apply(second.lookId, [0])).toThrow(AppError);
  expect(() => fixDesk.undo(second.lookId, 0)).toThrow(AppError);
  expect(fixes.acts.filter((act) => act.startsWith('apply'))).toEqual(['apply empty-trash a']);
});

test('takes back what can be, and nothing that was not listed', async () => {
  const { fixes, fixDesk, ended } = desk();
  const { lookId } = await fixDesk.look('startup-items', 'app.startup');
  fixDesk.undo(lookId, 0);
  await ended();
  expect(fixDesk.state).toMatchObject({ state: 'done', undone: true, done: 1 });
  const again = await fixDesk.look('startup-items', 'app.startup');
  expect(() => fixDesk.undo(again.lookId, 4)).toThrow(AppError);
  expect(fixes.acts.filter((act) => act.startsWith('undo'))).toEqual(['undo startup-items old']);
});

test('what fails is said; a check that does not run afterwards takes nothing back', async () => {
  const { fixes, probes, fixDesk, ended } = desk();
  const first = await fixDesk.look('free-space', 'disk.space');
  probes.found = { findings: [], unknowns: [{ check: 'disk.space', reason: 'timeout', privacy: 'P1', tookMs: 1 }] };
  fixDesk.apply(first.lookId, [0]);
  await ended();
  expect(fixDesk.state).toMatchObject({ state: 'done', done: 1, after: null, notAfter: 'timeout' });
  const second = await fixDesk.look('free-space', 'disk.space');
  probes.hold = () => Promise.reject(new AppError('diagnostics.unavailable', 'busy'));
  fixDesk.apply(second.lookId, [0]);
  await ended();
  expect(fixDesk.state).toMatchObject({ state: 'done', after: null, notAfter: 'failed' });
  const third = await fixDesk.look('free-space', 'disk.space');
  fixes.apply = () => Promise.reject(new AppError('fix.unavailable', 'gone'));
  fixDesk.apply(third.lookId, [0]);
  await ended();
  expect(fixDesk.state).toEqual({ state: 'failed', fix: 'free-space', code: 'fix.unavailable' });
});

test('what is cancelled before it began does not begin', async () => {
  const read = Promise.withResolvers<Finding>();
  const { fixes, fixDesk, ended } = desk(() => read.promise);
  fixDesk.apply((await fixDesk.look('free-space', 'disk.space')).lookId, [0]);
  fixDesk.cancel();
  read.resolve(finding('fail'));
  await ended();
  expect(fixes.acts).toEqual(['look free-space']);
  expect(fixDesk.state).toMatchObject({ state: 'done', done: 0 });
});
