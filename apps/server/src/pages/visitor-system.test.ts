import { expect, test } from 'vitest';
import { visitorSystem } from './visitor-system.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

test.each([
  ['"Linux"', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`, 'linux-x64'],
  ['"Windows"', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, 'windows'],
  ['"macOS"', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME}`, 'macos'],
  ['"Android"', `Mozilla/5.0 (Linux; Android 10; K) ${CHROME}`, 'android'],
  ['"Chrome OS"', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME}`, 'chromeos'],
  // Only the hint tells: the desktop view of a phone.
  ['"Android"', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`, 'android'],
  [undefined, 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'linux-x64'],
  [undefined, 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'linux-x64'],
  [undefined, 'Mozilla/5.0 (X11; Linux i686 on x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'linux-x64'],
  [undefined, 'Mozilla/5.0 (X11; Linux i686; rv:145.0) Gecko/20100101 Firefox/145.0', 'linux-other'],
  [undefined, 'Mozilla/5.0 (X11; Linux aarch64; rv:145.0) Gecko/20100101 Firefox/145.0', 'linux-other'],
  [undefined, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0', 'windows'],
  [undefined, 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15', 'macos'],
  [undefined, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148', 'ios'],
  [undefined, 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'android'],
  [undefined, 'Mozilla/5.0 (X11; FreeBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0', 'unknown'],
  [undefined, 'curl/8.14.1', 'unknown'],
  [undefined, undefined, 'unknown'],
  ['', '', 'unknown'],
  ['"constructor"', '__proto__', 'unknown'],
  // Behind more text than any browser sends there is nothing to find.
  [undefined, `${'x '.repeat(300)}Windows NT 10.0`, 'unknown'],
  ['"'.repeat(10_000), `${'('.repeat(10_000)}Linux`, 'unknown'],
])('%j and %j are %s', (hint, agent, expected) => {
  expect(visitorSystem({ hint, agent })).toBe(expected);
});
