import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { expect, test } from 'vitest';
import { readSentReport } from './read-report.ts';

const known = { status: 'removed' };
const REPORT = {
  format: 'report/v1',
  meta: {
    reportId: 'report-00000001',
    startedAt: 1,
    tookMs: 1,
    agentVersion: '1',
    system: 'linux',
    profile: 'quick',
    elevated: false,
    thresholds: '2026-11-29',
  },
  consent: { basis: 'request', levels: [], at: 1 },
  facts: Object.fromEntries(
    ['operatingsystem', 'hardware', 'cpus', 'memories', 'drives', 'networks', 'batteries', 'processes', 'softwares'].map(
      (name) => [name, known],
    ),
  ),
  findings: [],
  unknowns: [],
  redactions: [],
  timings: [],
};
const summary = {
  id: 'diagnosis-1',
  device: { id: 'device-01', name: 'LT' },
  ticket: null,
  receivedAt: 1,
  startedAt: 1,
  profile: 'quick',
  basis: 'request',
  fail: 0,
  warn: 0,
  worst: null,
  bytes: 1,
} as const;

test('the hash is computed from the bytes, not believed', () => {
  const body = canonical(REPORT);
  const sha256 = webCrypto().sha256(body);
  expect(readSentReport({ summary, body, sha256, reduced: false }, webCrypto())).toMatchObject({
    intact: true,
    report: { format: 'report/v1' },
  });
  expect(readSentReport({ summary, body: body.replace('"quick"', '"full"'), sha256, reduced: false }, webCrypto()).intact).toBe(
    false,
  );
});

test.each(['', '{', '{}', '"report/v1"'])('%s is no report', (body) => {
  expect(() => readSentReport({ summary, body, sha256: '0'.repeat(64), reduced: false }, webCrypto())).toThrow('cannot be read');
});
