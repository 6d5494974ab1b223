import { expect, test } from 'vitest';
import { readFragmentLink } from './fragment-link.ts';

const TOKEN = 'a'.repeat(43);

test.each([
  { hash: `#setup=${TOKEN}`, link: { kind: 'setup', token: TOKEN } },
  { hash: `#invite=${TOKEN}`, link: { kind: 'invite', token: TOKEN } },
  { hash: `#follow=${'b'.repeat(22)}`, link: { kind: 'follow', token: 'b'.repeat(22) } },
  { hash: '#follow=Xr4lU-eq', link: { kind: 'follow', token: '' } },
  { hash: '#follow=', link: { kind: 'follow', token: '' } },
  { hash: '', link: undefined },
  { hash: '#setup=', link: undefined },
  { hash: `#setup=${TOKEN}&x=1`, link: undefined },
  { hash: `#other=${TOKEN}`, link: undefined },
  { hash: '#invite=<script>alert(1)</script>aaaaaaaa', link: undefined },
])('$hash', ({ hash, link }) => {
  expect(readFragmentLink(hash)).toEqual(link);
});
