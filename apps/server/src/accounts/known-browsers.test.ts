import { expect, test } from 'vitest';
import { KnownBrowsers } from './known-browsers.ts';

const browsers = new KnownBrowsers('the secret of this server');
const sent = (line: string) => line.split(';')[0] ?? '';

test.each([true, false])('a browser is known to the account that it signed in to, and to no other (TLS: %s)', (secure) => {
  const cookie = sent(browsers.cookieFor('tess@test.example', secure));
  expect(browsers.isKnown(cookie, 'tess@test.example')).toBe(true);
  expect(browsers.isKnown(`alongside=1.2; ${cookie}; other=x`, 'tess@test.example')).toBe(true);
  expect(browsers.isKnown(cookie, 'ada@test.example')).toBe(false);
  expect(new KnownBrowsers('another secret').isKnown(cookie, 'tess@test.example')).toBe(false);
  const [name = '', value = ''] = cookie.split('=');
  for (const made of [undefined, '', name, `${name}=`, `${name}=${value}x`, `other=${value}`, `${name}=${'A'.repeat(43)}`]) {
    expect(browsers.isKnown(made, 'tess@test.example'), made).toBe(false);
  }
});
