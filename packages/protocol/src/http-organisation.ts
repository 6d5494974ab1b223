/** The organisation over HTTP, and whose holidays it can keep. */
import { z } from 'zod';
import { closedDay, line } from './common.ts';
import { holidayPlace, organisationProfile, placeCode } from './organisation.ts';
import { none, route } from './route.ts';

export const organisationRead = route('GET', '/api/organisation', 'organisation.read', 'Name, phone, hours, holidays', {
  body: none,
  result: organisationProfile,
});
/**
 * Which days are closed follows from `holidays` and `ownDays`, none of both where they are not given. Throws
 * `settings.changed`, `by` whom, where `version` is another by now.
 */
export const organisationWrite = route('PUT', '/api/organisation', 'organisation.write', 'Changes name, phone, hours, holidays', {
  body: organisationProfile.partial({ holidays: true, ownDays: true }),
  result: organisationProfile,
});

const named = z.strictObject({ code: placeCode, name: line(120) });
/** A POST, since a place is no address. Throws `request.invalid` for a place that is not known. */
export const holidaysLook = route(
  'POST',
  '/api/holidays/look',
  'organisation.write',
  'Places with holidays, and the days of one',
  {
    reads: true,
    body: z.strictObject({ place: holidayPlace.nullable() }),
    result: z.strictObject({
      countries: z.array(named).max(400),
      /** Parts of the country that is chosen, and of its part; empty where holidays are the same in all of it. */
      states: z.array(named).max(200),
      regions: z.array(named).max(400),
      /** Of the next twelve months. */
      days: z.array(closedDay).max(100),
    }),
  },
);
