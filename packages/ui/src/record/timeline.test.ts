import { ENTRY_TYPES, isEntryType, type LedgerEvent } from '@alongside/consent';
import { describe, expect, it } from 'vitest';
import { bookkeepingIn, timelineOf } from './timeline.ts';

const TYPES = Object.keys(ENTRY_TYPES).filter(isEntryType);
const event = (seq: number, type: LedgerEvent['type'], at = '2026-11-28T12:00:00.000Z'): LedgerEvent => ({
  seq,
  at,
  type,
  data: {},
  texts: {},
});

describe('the timeline', () => {
  it('leaves out no entry of any type once all is asked for, and only book-keeping before', () => {
    const events = TYPES.map((type, seq) => event(seq, type));
    expect(timelineOf(events, [], true)).toHaveLength(TYPES.length);
    expect(timelineOf(events, [], false)).toHaveLength(TYPES.length - bookkeepingIn(events));
    for (const item of timelineOf(events, [], true)) expect(item).toMatchObject({ kind: 'event', topic: expect.any(String) });
  });

  it('says where signatures end, also between lines that are left out', () => {
    const events = [event(0, 'session/start'), event(1, 'consent/shown'), event(2, 'session/end')];
    const spans = [
      { by: 'both', from: 0, to: 0 },
      { by: 'agent', from: 1, to: 1 },
      { by: 'nobody', from: 2, to: 2 },
    ] as const;
    const kinds = timelineOf(events, spans, false).map((item) => (item.kind === 'signed' ? item.by : item.key));
    expect(kinds).toEqual(['event-0', 'agent', 'nobody', 'event-2']);
  });

  it('names the days where there are several', () => {
    const events = [event(0, 'session/start'), event(1, 'chat/said'), event(2, 'session/end', '2026-11-30T12:00:00.000Z')];
    expect(timelineOf(events, [], false).map(({ key }) => key)).toEqual(['day-0', 'event-0', 'event-1', 'day-2', 'event-2']);
    expect(timelineOf(events.slice(0, 2), [], false).map(({ key }) => key)).toEqual(['event-0', 'event-1']);
  });
});
