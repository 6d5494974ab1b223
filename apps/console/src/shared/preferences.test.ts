import { expect, test } from 'vitest';
import { type Memory, Preferences } from './preferences.ts';

function memory(initial: Record<string, string> = {}): Memory & { kept: Map<string, string> } {
  const kept = new Map(Object.entries(initial));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test('what was set is there after a reload', () => {
  const store = memory();
  const before = new Preferences(store);
  before.sound.set(false);
  before.language.set('de');
  before.rememberReason('screen.view', 'I want to see the error.');
  before.keepDraft('ticket-1.chat', 'Hello');
  const after = new Preferences(store);
  expect(after.sound.value).toBe(false);
  expect(after.language.value).toBe('de');
  expect(after.reasons.value).toEqual({ 'screen.view': ['I want to see the error.'] });
  expect(after.draft('ticket-1.chat')).toBe('Hello');
  after.keepDraft('ticket-1.chat', '');
  expect(new Preferences(store).draft('ticket-1.chat')).toBe('');
});

test('what one account typed is shown to no other one at the same browser', () => {
  const browser = new Preferences(memory());
  const rosa = browser.ownedBy('user-0001');
  rosa.keepDraft('ticket-1.desk', 'The password on the note is');
  rosa.rememberReason('screen.view', 'I want to see the payroll.');
  rosa.sound.set(false);
  const tom = browser.ownedBy('user-0002');
  expect([tom.draft('ticket-1.desk'), tom.reasons.value, tom.sound.value]).toEqual(['', {}, false]);
  expect(browser.draft('ticket-1.desk')).toBe('');
  expect(rosa.practice('user-0001')).toBe(browser.practice('user-0001'));
  const again = browser.ownedBy('user-0001');
  expect(again.draft('ticket-1.desk')).toBe('The password on the note is');
  expect(again.reasons.value).toEqual({ 'screen.view': ['I want to see the payroll.'] });
});

test('the newest six reasons are kept, each once', () => {
  const preferences = new Preferences(memory());
  for (const reason of ['1', '2', '3', '4', '5', '6', '7', '3']) preferences.rememberReason('shell.run', reason);
  expect(preferences.reasons.value['shell.run']).toEqual(['3', '7', '6', '5', '4', '2']);
});

test('broken or blocked storage does no harm', () => {
  expect(new Preferences(memory({ 'alongside.sound': '{', 'alongside.reasons': '{"x":1}' })).sound.value).toBe(true);
  const blocked: Memory = {
    getItem: () => {
      throw new Error('SecurityError');
    },
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
    removeItem: () => undefined,
  };
  const preferences = new Preferences(blocked);
  preferences.sound.set(false);
  expect(preferences.sound.value).toBe(false);
});
