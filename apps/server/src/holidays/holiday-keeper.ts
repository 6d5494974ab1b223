import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import { closedDaysFrom, localDate } from '@alongside/desk';
import type { OrganisationProfile } from '@alongside/protocol';
import type { OrganisationStore } from '../storage/organisation-store.ts';
import type { PublicHolidays } from './public-holidays.ts';

/** Days that are over go, and those of another year come, soon enough. */
const EACH_MS = 12 * 60 * 60_000;

interface Dependencies {
  readonly store: OrganisationStore;
  readonly organisationId: string;
  readonly holidays: PublicHolidays;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told where the days have changed. */
  readonly changed: () => void;
}

/** Keeps the days on which nobody is there: of this year and the next, so that computers know them without the server. */
export class HolidayKeeper implements Disposable {
  readonly #d: Dependencies;
  #timer: Disposable | undefined;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /**
   * Writes what an admin has said, with the days that follow from it. Throws `request.invalid` for a place that is not known,
   * `settings.changed` over another version than the profile's.
   */
  async write(profile: OrganisationProfile, by: string): Promise<OrganisationProfile> {
    const { store, organisationId } = this.#d;
    await store.write(organisationId, { ...profile, closedDays: await this.#closedDays(profile) }, by);
    return store.readProfile(organisationId);
  }

  /** Brings the days up to date, now and twice a day. What goes wrong is for the log: the days of before stand. */
  async keep(): Promise<void> {
    const { store, organisationId, clock, logger, changed } = this.#d;
    this.#timer = clock.after(EACH_MS, () => void this.keep());
    try {
      const profile = await store.readProfile(organisationId);
      const closedDays = await this.#closedDays(profile);
      if (JSON.stringify(closedDays) === JSON.stringify(profile.closedDays)) return;
      // Where an admin has written another place meanwhile, its days were written with it.
      if (await store.writeClosedDays(organisationId, profile, closedDays)) changed();
    } catch (error) {
      logger.error('holidays could not be brought up to date', { error: toAppError(error).message });
    }
  }

  dispose(): void {
    this.#timer?.dispose();
  }

  async #closedDays({ holidays, ownDays, timeZone }: OrganisationProfile) {
    const today = localDate(timeZone, this.#d.clock.now());
    const year = Number(today.slice(0, 4));
    const found = holidays === null ? [] : await this.#d.holidays.days(holidays, [year, year + 1]);
    return closedDaysFrom(today, found, ownDays);
  }
}
