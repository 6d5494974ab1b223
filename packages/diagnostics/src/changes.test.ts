import type { Finding, FindingStatus } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

const found = (statuses: Record<string, FindingStatus>) => ({
  findings: Object.entries(statuses).map(
    ([check, status]): Finding => ({
      check,
      status,
      code: 'DSK-01-00',
      text: status,
      evidence: [],
      privacy: 'P0',
      measured_at: 0,
      tookMs: 0,
    }),
  ),
});

test('tells what got worse and what got better, and nothing of what is not known twice', () => {
  const before = found({ 'disk.space': 'pass', 'mem.avail': 'fail', 'os.uptime': 'warn', 'net.gw': 'pass', 'bat.wear': 'info' });
  const after = found({ 'disk.space': 'warn', 'mem.avail': 'pass', 'os.uptime': 'fail', 'net.dns': 'fail', 'bat.wear': 'pass' });
  expect(changesBetween(before, after)).toEqual([
    { check: 'os.uptime', kind: 'worse', before: 'warn', after: 'fail' },
    { check: 'disk.space', kind: 'worse', before: 'pass', after: 'warn' },
    { check: 'mem.avail', kind: 'better', before: 'fail', after: 'pass' },
  ]);
  expect(changesBetween(after, after)).toEqual([]);
});
