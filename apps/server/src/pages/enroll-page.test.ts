import { expect, it } from 'vitest';
import { enrollPage } from './enroll-page.ts';

it('shows the organisation’s name as text, whatever it holds', () => {
  const page = enrollPage('<script>alert(1)</script> & "Co"');
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&#60;script&#62;');
  expect(page.match(/enroll\.\w+/u)).toBeNull();
});
