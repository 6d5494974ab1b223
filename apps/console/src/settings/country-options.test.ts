import { expect, test } from 'vitest';
import { countryOptions, findCountries } from './country-options.ts';

const GIVEN = [
  { code: 'LS', name: "'Muso oa Lesotho" },
  { code: 'AT', name: 'Österreich' },
  { code: 'DE', name: 'Deutschland' },
  { code: 'XX-1', name: 'Nowhere' },
];

test('countries are named and ordered as the reader has them', () => {
  expect(countryOptions(GIVEN, 'en').map(({ label }) => label)).toEqual(['Austria', 'Germany', 'Lesotho', 'Nowhere']);
  expect(countryOptions(GIVEN, 'de').map(({ label }) => label)).toEqual(['Deutschland', 'Lesotho', 'Nowhere', 'Österreich']);
});

test('a country is found by its name here and there, with accents or without', () => {
  const options = countryOptions(GIVEN, 'en');
  const found = (typed: string) => findCountries(options, typed).map(({ value }) => value);
  expect(found('germ')).toEqual(['DE']);
  expect(found('deutsch')).toEqual(['DE']);
  expect(found('osterr')).toEqual(['AT']);
  expect(found('')).toHaveLength(4);
});
