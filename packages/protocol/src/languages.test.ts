import { expect, test } from 'vitest';
import { acceptedLanguage, chosenLanguage } from './languages.ts';

test('the first wish that there are texts for counts, by its base', () => {
  expect(chosenLanguage(['fi', 'de-AT', 'en'])).toBe('de');
  expect(chosenLanguage(['en-GB', 'de'])).toBe('en');
  expect(chosenLanguage(['de_DE.UTF-8'])).toBe('de');
  expect(chosenLanguage(['C.UTF-8'])).toBe('en');
  expect(chosenLanguage([])).toBe('en');
});

test('Accept-Language is read by its weights', () => {
  expect(acceptedLanguage('de-CH, de;q=0.9, en;q=0.8')).toBe('de');
  expect(acceptedLanguage('en;q=0.5, de;q=0.9')).toBe('de');
  expect(acceptedLanguage('de;q=0, en;q=0.1')).toBe('en');
  expect(acceptedLanguage('*')).toBe('en');
  expect(acceptedLanguage(undefined)).toBe('en');
  expect(acceptedLanguage('de;q=many, en')).toBe('en');
});
