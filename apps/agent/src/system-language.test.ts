import { expect, test } from 'vitest';
import { systemLanguage } from './system-language.ts';

test('the variables of the system say the language, in the order of gettext', () => {
  expect(systemLanguage({ LANG: 'de_DE.UTF-8' })).toBe('de');
  expect(systemLanguage({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('en');
  expect(systemLanguage({ LANG: 'fr_FR.UTF-8', LC_MESSAGES: 'de_AT' })).toBe('de');
  expect(systemLanguage({ LANG: 'de_DE.UTF-8', LANGUAGE: 'fr:en' })).toBe('en');
});
