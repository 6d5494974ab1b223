import { describe, expect, it } from 'vitest';
import { mailWaitMs } from './mail-rules.ts';

describe('mailWaitMs', () => {
  it('grows, and ends', () => {
    const waits = [1, 2, 3, 4, 5, 6].map(mailWaitMs);
    expect(waits.map((wait) => (wait === undefined ? wait : wait / 60_000))).toEqual([1, 5, 30, 120, 360, undefined]);
  });
});
