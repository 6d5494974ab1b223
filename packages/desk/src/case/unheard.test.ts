import { describe, expect, it } from 'vitest';
import { type Reached, unheardIn } from './unheard.ts';

const at = (deviceId: string | null, email: string | null, channel: 'agent' | 'web' | 'phone' = 'web'): Reached => ({
  deviceId,
  isAsked: true,
  ticket: { channel, contact: { email, phone: null } },
});
const agent = (deviceId: string) => at(deviceId, null, 'agent');

describe('unheardIn', () => {
  it.each([
    ['the same computer', agent('one'), agent('one'), undefined],
    ['another computer', agent('two'), agent('one'), 'computer'],
    ['no computer', at(null, 'a@x.example'), agent('one'), 'computer'],
    ['the same address', at(null, 'A@x.example'), at(null, 'a@X.example'), undefined],
    ['no address', at('one', null), at(null, 'a@x.example'), 'no-address'],
    ['another address', at(null, 'b@x.example'), at(null, 'a@x.example'), 'other-address'],
    ['an alert', agent('two'), { ...agent('one'), isAsked: false }, undefined],
    ['nobody waits', agent('two'), at(null, null, 'phone'), undefined],
  ] as const)('%s', (_, into, from, expected) => {
    expect(unheardIn(into, from)).toBe(expected);
  });
});
