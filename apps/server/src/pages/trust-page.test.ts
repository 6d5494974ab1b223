import { expect, test } from 'vitest';
import { trustPage } from './trust-page.ts';

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase()).join(':');
const page = trustPage({
  reader: { language: 'en', chosen: false },
  organisation: '<script>alert(1)</script> & "Co"',
  fingerprint: FINGERPRINT,
  hosts: ['desk.local', '10.1.2.3'],
});

test('says what is trusted, in both spellings of the hash', () => {
  for (const part of ['desk.local', '10.1.2.3', FINGERPRINT, FINGERPRINT.replaceAll(':', '').toLowerCase()]) {
    expect(page).toContain(`<code>${part}</code>`);
  }
});

test('says that names below the ones it tells are trusted, too', () => {
  expect(page).toMatch(/names below them/u);
});

test('all its texts are there, and the organisation’s name is text', () => {
  expect(page.match(/trust\.\w+/gu)).toBeNull();
  expect(page).not.toContain('<script');
  expect(page).toContain('&#60;script&#62;');
});
