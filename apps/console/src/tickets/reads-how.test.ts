import { expect, it } from 'vitest';
import { readsHow } from './reads-how.ts';

const called = (email: string | null) => ({ channel: 'phone', contact: { email, phone: '0800' } }) as const;
const written = { channel: 'web', contact: { email: 'a@test.example', phone: null } } as const;
const by = (hasComputer: boolean, canMail: boolean) => ({ hasComputer, canMail });

it.each([
  [called(null), by(true, false), 'agent'],
  [called('a@test.example'), by(false, true), 'mail'],
  [called('a@test.example'), by(false, false), 'hand-on'],
  [called(null), by(false, true), 'hand-on'],
  [written, by(false, true), 'mail'],
  [written, by(false, false), 'link'],
] as const)('%o, %o: %s', (ticket, means, expected) => expect(readsHow(ticket, means)).toBe(expected));
