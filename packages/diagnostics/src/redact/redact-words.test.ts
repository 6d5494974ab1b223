import { expect, test } from 'vitest';
import { wordsRedactor } from './redact-words.ts';

test('names, addresses and numbers go, and the same one has the same name', () => {
  const redact = wordsRedactor({ users: ['Uma Berg'], homes: [], hosts: ['LT-4471'] });
  const texts = [
    'Uma Berg here, call me: +49 151 2345 6789 or (030) 123-4567',
    'berg on lt-4471 (10.0.0.7), uma@berg.example, password: hunter2',
  ].map(redact);
  for (const telling of ['Uma', 'Berg', '2345', '4567', '4471', '10.0.0.7', '@', 'hunter2']) {
    expect(texts.join('\n').toLowerCase()).not.toContain(telling.toLowerCase());
  }
  expect(redact('again on LT-4471')).toBe('again on host-1');
});

test.each([
  'error 0x80070005 after 3 tries on 2026-11-29 at 10:04',
  'version 10.0.19045.3803 of Windows, driver 05.12.2024',
  'the printer says 49.4C02 and 1000000 pages',
])('what tells nobody apart stays: %s', (text) => {
  expect(wordsRedactor({ users: [], homes: [], hosts: [] })(text)).toBe(text);
});
