import type { ScansView } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { askedBy } from './asked-by.ts';

const scan = (organisation: string, reportId: string | null): ScansView['past'][number] => ({
  scanId: 'scan-0001',
  organisation,
  profile: 'quick',
  levels: ['P0'],
  at: 1,
  basis: 'standing',
  outcome: 'done',
  reportId,
});

test('a check is its organisation’s where a scan made its report, also while that is on its way', () => {
  const view = { running: scan('Harbour IT', 'report-2'), past: [scan('Harbour', 'report-1'), scan('Nobody', null)] };
  expect(askedBy(view, 'report-1')).toBe('Harbour');
  expect(askedBy(view, 'report-2')).toBe('Harbour IT');
  expect(askedBy(view, 'report-3')).toBeUndefined();
  expect(askedBy({ running: null, past: [] }, 'report-1')).toBeUndefined();
});
