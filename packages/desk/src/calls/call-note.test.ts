import { describe, expect, test } from 'vitest';
import { type CallEvent, type CallNote, callMs, NOBODY, nextCallNote } from './call-note.ts';

const start: CallEvent = { type: 'started', at: 1000, callId: 'call-00001', direction: 'in', with: NOBODY };
const after = (...events: CallEvent[]) => events.reduce<CallNote>(nextCallNote, { state: 'none' });

describe('a call note', () => {
  test('runs from its start until one hangs up, and is written meanwhile and after', () => {
    const ended = after(start, { type: 'written', note: 'no sound' }, { type: 'hung-up', at: 61_000 });
    expect(callMs(after(start), 31_000)).toBe(30_000);
    expect(callMs(ended, 99_000)).toBe(60_000);
    expect(after(start, { type: 'hung-up', at: 2000 }, { type: 'written', note: 'later' })).toMatchObject({ note: 'later' });
  });

  test('is not lost by starting another, nor ended twice', () => {
    expect(after(start, { ...start, callId: 'call-00002' })).toMatchObject({ callId: 'call-00001' });
    expect(after(start, { type: 'hung-up', at: 2000 }, { type: 'hung-up', at: 9000 })).toMatchObject({ endedAt: 2000 });
  });

  test('is nothing before it began, and lasts no less than no time where the clock was set back', () => {
    expect(after({ type: 'written', note: 'x' })).toEqual({ state: 'none' });
    expect(callMs(after(start, { type: 'hung-up', at: 5 }), 0)).toBe(0);
    expect(after(start, { type: 'done' })).toEqual({ state: 'none' });
  });
});
