import { expect, test } from 'vitest';
import { readAudit } from './read-audit.ts';

const metadata = { dependencies: { total: 581 } };

test('high and critical ones are named, others counted', () => {
  const vulnerabilities = {
    'left-pad': { severity: 'critical', via: [{ title: 'Takes over', url: 'https://example.org/1' }] },
    'right-pad': { severity: 'high', via: ['left-pad'] },
    'no-pad': { severity: 'moderate', via: ['left-pad'] },
  };
  expect(readAudit(JSON.stringify({ vulnerabilities, metadata }))).toEqual({
    packages: 581,
    grave: ['left-pad: critical; Takes over https://example.org/1', 'right-pad: high; by left-pad'],
    others: 1,
  });
  expect(readAudit(JSON.stringify({ vulnerabilities: {}, metadata }))).toEqual({ packages: 581, grave: [], others: 0 });
});

test('what is no report is none, and never taken for a good one', () => {
  for (const text of [
    '',
    'npm error audit endpoint returned an error',
    '{}',
    '{"error":{"code":"ENOAUDIT"}}',
    '{"vulnerabilities":{}}',
  ]) {
    expect(readAudit(text), text).toBeUndefined();
  }
});
