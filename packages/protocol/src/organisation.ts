/** The organisation as its admins describe it: whom users reach, when, and on which days nobody is there. */
import { z } from 'zod';
import { closedDay, organisation } from './common.ts';

export const placeCode = z.string().regex(/^[A-Za-z0-9-]{1,12}$/u);
/** Whose public holidays are kept: a country, and a part of it and a part of that where holidays differ. */
export const holidayPlace = z.strictObject({
  country: placeCode,
  state: placeCode.nullable(),
  region: placeCode.nullable(),
});
export type HolidayPlace = z.infer<typeof holidayPlace>;
export const MAX_OWN_DAYS = 40;

export const organisationProfile = z.strictObject({
  ...organisation.shape,
  holidays: holidayPlace.nullable(),
  /** Days of its own on which nobody is there. */
  ownDays: z.array(closedDay).max(MAX_OWN_DAYS),
  /** Raised with each change of it. Whoever changes it says with which they began. */
  version: z.int().min(0),
});
export type OrganisationProfile = z.infer<typeof organisationProfile>;
