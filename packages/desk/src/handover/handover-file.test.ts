import type { HandoverFile } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { story, tess, user } from '../../../../test/fixtures/ticket-events.ts';
import { entriesSeenBy } from '../visibility/seen-by.ts';
import { proofOf } from './handover-file.ts';

/** The text itself stands for its hash. */
const hash = { ofText: (text: string) => text, ofValue: (value: unknown) => JSON.stringify(value) };
const events = story(['created', user], ['note', tess]);
const manifest: HandoverFile['manifest'] = {
  format: 'handover/1',
  ticketId: 'ticket-0001',
  number: 1042,
  madeAt: 5000,
  fromTier: 1,
  toTier: 2,
  times: {},
  entries: events.map((event) => ({ seq: event.seq, sha256: hash.ofValue(event) })),
  reports: [{ id: 'report-0001', sha256: '{"whole":1}' }],
  sessions: [],
};
const file: HandoverFile = {
  format: 'handover-file/1',
  sha256: hash.ofValue(manifest),
  manifest,
  entries: events,
  reports: [{ id: 'report-0001', body: '{"whole":1}' }],
};

test('a file proves what it has, and says what was kept back', () => {
  expect(proofOf(file, hash)).toEqual({
    manifest: true,
    entries: new Map([
      [0, 'proven'],
      [1, 'proven'],
    ]),
    reports: new Map([['report-0001', 'proven']]),
  });
  const reader = { id: '', audience: 'vendor', redact: (text: string) => text } as const;
  const less = proofOf({ ...file, entries: entriesSeenBy(reader, events), reports: [] }, hash);
  expect([...less.entries.values(), ...less.reports.values()]).toEqual(['kept-back', 'kept-back', 'kept-back']);
  expect(less.manifest).toBe(true);
});

test('a changed list, entry or report proves nothing', () => {
  expect(proofOf({ ...file, manifest: { ...manifest, toTier: 3 } }, hash).manifest).toBe(false);
  const changed = events.map((event) => ({ ...event, at: event.at + 1 }));
  expect(proofOf({ ...file, entries: changed }, hash).entries.get(0)).toBe('kept-back');
  expect(proofOf({ ...file, reports: [{ id: 'report-0001', body: '{}' }] }, hash).reports.get('report-0001')).toBe('kept-back');
});
