import { expect, test } from 'vitest';
import { withPage, withWaiting } from './tab-title.ts';

test('the page and how many wait stand side by side, whichever is told first', () => {
  expect(withPage(withWaiting('Alongside', 2), 'Settings', 'Alongside')).toBe('(2) Settings · Alongside');
  expect(withWaiting(withPage('Alongside', 'Settings', 'Alongside'), 2)).toBe('(2) Settings · Alongside');
  expect(withWaiting('(2) Settings · Alongside', 3)).toBe('(3) Settings · Alongside');
  expect(withWaiting('(3) Settings · Alongside', 0)).toBe('Settings · Alongside');
  expect(withPage('(3) Settings · Alongside', undefined, 'Alongside')).toBe('(3) Alongside');
});
