import { AppError, type Clock } from '@alongside/base';
import { isTimeZone, localDate } from '@alongside/desk';
import { http } from '@alongside/protocol';
import type { HolidayKeeper } from '../holidays/holiday-keeper.ts';
import type { PublicHolidays } from '../holidays/public-holidays.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly keeper: HolidayKeeper;
  readonly holidays: PublicHolidays;
  readonly organisationChanged: () => void;
}

/** The organisation as its admins describe it. */
export function registerOrganisationRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, clock, keeper, holidays, organisationChanged } = dependencies;

  register(http.organisationRead, () => stores.organisations.readProfile(organisationId));

  register(http.organisationWrite, async (call) => {
    const { body } = call;
    if (!isTimeZone(body.timeZone)) throw new AppError('request.invalid', 'timeZone: not a time zone that is known here');
    const profile = { ...body, holidays: body.holidays ?? null, ownDays: body.ownDays ?? [] };
    const written = await keeper.write(profile, signedIn(call).user.name);
    organisationChanged();
    return written;
  });

  register(
    http.holidaysLook,
    async ({ body: { place } }) => {
      const countries = await holidays.countries();
      if (place === null) return { countries, states: [], regions: [], days: [] };
      const { timeZone } = await stores.organisations.read(organisationId);
      const today = localDate(timeZone, clock.now());
      const year = Number(today.slice(0, 4));
      const inAYear = `${year + 1}${today.slice(4)}`;
      const days = await holidays.days(place, [year, year + 1]);
      return {
        countries,
        states: await holidays.states(place.country),
        regions: place.state === null ? [] : await holidays.regions(place.country, place.state),
        days: days.filter(({ date }) => today <= date && date <= inAYear).slice(0, 100),
      };
    },
    { callsAMinute: 60 },
  );
}
