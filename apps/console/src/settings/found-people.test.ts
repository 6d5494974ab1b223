import { expect, test } from 'vitest';
import { foundPeople } from './found-people.ts';

const people = [
  { name: 'Jürgen Müller', email: 'jm@one.example' },
  { name: 'Tess Technician', email: 'tess@two.example' },
];

test.each([
  ['', ['Jürgen Müller', 'Tess Technician']],
  [' jurgen mu', ['Jürgen Müller']],
  ['TWO.example', ['Tess Technician']],
  ['nobody', []],
])('“%s” finds by letters of the name or the address', (text, found) => {
  expect(foundPeople(people, text).map(({ name }) => name)).toEqual(found);
});
