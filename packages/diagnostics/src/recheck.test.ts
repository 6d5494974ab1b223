import type { Report } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { withRechecked } from './recheck.ts';

const finding = (check: string, status: 'pass' | 'fail', measured_at = 1) =>
  ({ check, status, measured_at }) as Report['findings'][number];
const unknown = (check: string) => ({ check, reason: 'timeout' }) as Report['unknowns'][number];
const report = (parts: Partial<Report>) => ({ findings: [], unknowns: [], redactions: [], ...parts }) as unknown as Report;

test('what ran again takes the place of what was, in both directions, and notes follow their findings', () => {
  const before = report({
    findings: [finding('disk.space', 'fail'), finding('mem.avail', 'pass'), finding('os.uptime', 'pass')],
    unknowns: [unknown('os.ntp'), unknown('net.dns')],
    redactions: [
      { at: '/facts/drives', kind: 'host' },
      { at: '/findings/0/evidence/0/subject', kind: 'user' },
      { at: '/findings/2/evidence/1/subject', kind: 'host' },
      { at: '/findings/fs.readonly', kind: 'removed_by_user' },
    ],
  });
  const again = report({
    findings: [finding('disk.space', 'pass', 9), finding('os.ntp', 'pass', 9)],
    unknowns: [unknown('mem.avail')],
    redactions: [
      { at: '/findings/1/evidence/0/value', kind: 'ipv4' },
      { at: '/facts/cpus', kind: 'host' },
    ],
  });
  expect(withRechecked(before, again)).toEqual(
    report({
      findings: [finding('os.uptime', 'pass'), finding('disk.space', 'pass', 9), finding('os.ntp', 'pass', 9)],
      unknowns: [unknown('net.dns'), unknown('mem.avail')],
      redactions: [
        { at: '/facts/drives', kind: 'host' },
        { at: '/findings/0/evidence/1/subject', kind: 'host' },
        { at: '/findings/fs.readonly', kind: 'removed_by_user' },
        { at: '/findings/2/evidence/0/value', kind: 'ipv4' },
      ],
    }),
  );
});
