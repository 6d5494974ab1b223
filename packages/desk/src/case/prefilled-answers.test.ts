import type { Report } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { FULL_DISK, LONG_UP, reportOf } from '../../../../test/fixtures/reports.ts';
import { prefilledAnswers, prefilledCategory } from './prefilled-answers.ts';
import { QUESTIONNAIRE } from './questionnaire.ts';

const known = <T>(value: T) => ({ status: 'known' as const, value, tookMs: 12 });
const removed = { status: 'removed' } as const;
const plain = reportOf('report-00000001');
const withFacts = (facts: Partial<Report['facts']>, findings: Parameters<typeof reportOf>[1] = {}): Report =>
  reportOf('report-00000002', { facts: { ...plain.facts, ...facts }, ...findings });
const answers = (...reports: Report[]) =>
  Object.fromEntries(
    Object.entries(
      prefilledAnswers(
        reports.map((report, at) => ({ id: `diagnosis-000${at}`, report })),
        QUESTIONNAIRE,
      ),
    ).map(([id, { answer, source }]) => [id, `${answer} <${source.diagnosisId.at(-1)}>`]),
  );
const network = (description: string, more = {}) => ({
  description,
  status: 'up' as const,
  virtualdev: false,
  has_ipv4: true,
  has_ipv6: false,
  speed_mbit: null,
  ...more,
});
const found = (check: string, status: 'pass' | 'warn' | 'fail') => ({ [check]: { status, evidence: [] } });

test('a report says what the questions ask of a computer, each with that report as its source', () => {
  expect(answers(plain)).toEqual({
    restarted: 'no <0>',
    connection: 'cable <0>',
    system: 'Debian GNU/Linux 12 <0>',
    computer: 'LENOVO ThinkPad T480 <0>',
    'disk-free': '/: 8.6 GB / 268.4 GB (3 %) <0>',
    memory: '5.4 GB / 8.6 GB <0>',
  });
});

test('what the newest was not told, an older one may have been; what nobody told is left open', () => {
  const bare = withFacts({ operatingsystem: removed, hardware: removed, drives: removed, memories: removed });
  expect(answers(bare, plain)).toMatchObject({ system: 'Debian GNU/Linux 12 <1>', connection: 'cable <0>' });
  expect(answers(withFacts({ ...bare.facts, networks: removed }))).toEqual({});
  expect(answers()).toEqual({});
});

test.each([
  [
    withFacts({ networks: known([network('Wi-Fi'), network('vEthernet', { virtualdev: true })]) }),
    { connection: 'wireless <0>' },
  ],
  [withFacts({ networks: known([network('eth0', { status: 'down' })]) }), { connection: 'none <0>' }],
  [withFacts({ batteries: known([]) }), { battery: 'none <0>' }],
  [withFacts({}, { findings: found('bat.wear', 'warn') }), { battery: 'worn <0>' }],
  [withFacts({}, { findings: { ...found('bat.wear', 'pass'), ...found('bat.cond', 'fail') } }), { battery: 'worn <0>' }],
  [withFacts({}, { findings: found('bat.wear', 'pass') }), { battery: 'good <0>' }],
  [withFacts({}, { findings: found('os.updates', 'pass') }), { updates: 'none <0>' }],
  [withFacts({}, { findings: found('os.updates', 'warn') }), { updates: 'waiting <0>' }],
  [withFacts({}, { findings: { ...found('os.updates', 'warn'), ...found('os.reboot', 'warn') } }), { updates: 'restart <0>' }],
])('%#: choices follow from facts and checks', (report, wanted) => expect(answers(report)).toMatchObject(wanted));

test('the category is that of the worst check of the newest report', () => {
  const of = (findings: Parameters<typeof reportOf>[1]) =>
    prefilledCategory([{ id: 'diagnosis-0001', report: withFacts({}, findings) }]);
  expect(of({ findings: { ...LONG_UP, ...FULL_DISK } })).toMatchObject({ value: 'disks', check: 'disk.space' });
  expect(of({ findings: LONG_UP })).toMatchObject({ value: 'system', source: { diagnosisId: 'diagnosis-0001' } });
  expect([of({}), prefilledCategory([])]).toEqual([null, null]);
});
