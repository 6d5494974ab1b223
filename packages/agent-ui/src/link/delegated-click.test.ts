import { describe, expect, it } from 'vitest';
import { isDelegation } from './delegated-click.ts';

const shell = 'http://127.0.0.1:40001';
const parent = { name: 'parent' } as unknown as Window;

describe('isDelegation', () => {
  it('takes the message of the shell page around this frame', () => {
    expect(isDelegation({ origin: shell, source: parent, data: { type: 'capture' } }, parent, shell)).toBe(true);
  });

  it('takes none of another origin, another window, or another kind', () => {
    const other = { name: 'other' } as unknown as Window;
    expect(isDelegation({ origin: 'http://127.0.0.1:40002', source: parent, data: { type: 'capture' } }, parent, shell)).toBe(
      false,
    );
    expect(isDelegation({ origin: 'http://localhost:40001', source: parent, data: { type: 'capture' } }, parent, shell)).toBe(
      false,
    );
    expect(isDelegation({ origin: shell, source: other, data: { type: 'capture' } }, parent, shell)).toBe(false);
    expect(isDelegation({ origin: shell, source: parent, data: 'capture' }, parent, shell)).toBe(false);
    expect(isDelegation({ origin: shell, source: parent, data: null }, parent, shell)).toBe(false);
  });
});
