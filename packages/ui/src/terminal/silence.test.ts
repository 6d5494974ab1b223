import { describe, expect, it } from 'vitest';
import { lineCount, pasteable } from './silence.ts';

describe('paste', () => {
  it('cannot carry an escape that ends a bracketed paste', () => {
    expect(pasteable('ls\u001b[201~\rrm -r x\u0003\tend\n')).toBe('ls[201~\rrm -r x\tend\n');
  });

  it('counts lines as they would run', () => {
    expect(lineCount('ls')).toBe(1);
    expect(lineCount('ls\n')).toBe(1);
    expect(lineCount('ls\r\npwd')).toBe(2);
    expect(lineCount('ls\npwd\n')).toBe(2);
  });
});
