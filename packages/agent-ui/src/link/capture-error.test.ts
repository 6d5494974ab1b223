import { describe, expect, it } from 'vitest';
import { captureError } from './capture-error.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('captureError', () => {
  it('tells a cancelled picker from one that may not be opened', () => {
    expect(captureError(named('NotAllowedError', 'Permission denied by user')).code).toBe('screen.not-chosen');
    expect(captureError(named('NotAllowedError', 'Permission denied by system')).code).toBe('screen.permission');
    expect(captureError(named('NotAllowedError', 'disallowed by permissions policy')).code).toBe('screen.permission');
  });

  it('offers to choose again where the click was too old, and says so where there is no screen', () => {
    expect(captureError(named('InvalidStateError', 'requires transient activation')).code).toBe('screen.not-chosen');
    expect(captureError(named('NotReadableError', 'Could not start')).code).toBe('screen.unavailable');
    expect(captureError('odd').code).toBe('screen.unavailable');
  });
});
