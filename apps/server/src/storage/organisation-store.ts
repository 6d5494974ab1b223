import { AppError } from '@alongside/base';
import type { ClosedDay, HolidayPlace, LogoFacts, Organisation, OrganisationProfile, WeeklyHours } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
import type { OrganisationRow, Tables } from './tables.ts';

/** With the file that it is. */
type KeptLogoFacts = LogoFacts & { readonly attachmentId: string };

const FIRST_TICKET_NUMBER = 1001;

export class OrganisationStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The one organisation of this server, made with `initial` on the first start. */
  async open(id: string, initial: Organisation, now: number): Promise<OrganisationRow> {
    const existing = await this.#db.selectFrom('organisations').selectAll().orderBy('createdAt').executeTakeFirst();
    if (existing) return existing;
    return this.#db
      .insertInto('organisations')
      .values({
        id,
        ...columns(initial),
        nextTicketNumber: FIRST_TICKET_NUMBER,
        setUpAt: null,
        createdAt: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Of a server that was started before; throws `request.invalid` where it never was. */
  async only(): Promise<string> {
    const made = await this.#db.selectFrom('organisations').select('id').orderBy('createdAt').executeTakeFirst();
    if (!made) throw new AppError('request.invalid', 'No server was ever started with this data folder.');
    return made.id;
  }

  async read(organisationId: string): Promise<Organisation> {
    const row = await this.#row(organisationId);
    return organisationOf(row);
  }

  async readProfile(organisationId: string): Promise<OrganisationProfile> {
    const row = await this.#row(organisationId);
    const holidays = row.holidays === null ? null : (JSON.parse(row.holidays) as HolidayPlace);
    return { ...organisationOf(row), holidays, ownDays: JSON.parse(row.ownDays) as ClosedDay[], version: row.version };
  }

  /** Over the version that the profile has. Throws `settings.changed` where somebody else has written it since. */
  async write(organisationId: string, profile: OrganisationProfile, by: string): Promise<void> {
    const { email = '', closedDays = [], holidays, ownDays, records = 'outline', version } = profile;
    const { numUpdatedRows } = await this.#db
      .updateTable('organisations')
      .set({
        ...columns(profile),
        email,
        records,
        holidays: holidays === null ? null : JSON.stringify(holidays),
        ownDays: JSON.stringify(ownDays),
        closedDays: JSON.stringify(closedDays),
        version: version + 1,
        changedBy: by,
      })
      .where('id', '=', organisationId)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw changedMeanwhile((await this.#row(organisationId)).changedBy);
  }

  /** Of a profile as it was read; false, and nothing is written, where what the days follow from is another by now. */
  async writeClosedDays(organisationId: string, of: OrganisationProfile, closedDays: readonly ClosedDay[]): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('organisations')
      .set({ closedDays: JSON.stringify(closedDays) })
      .where('id', '=', organisationId)
      .where('timeZone', '=', of.timeZone)
      .where('ownDays', '=', JSON.stringify(of.ownDays))
      .where('holidays', of.holidays === null ? 'is' : '=', of.holidays && JSON.stringify(of.holidays))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async setLogo(organisationId: string, logo: KeptLogoFacts | null): Promise<void> {
    await this.#db
      .updateTable('organisations')
      .set({ logo: logo === null ? null : JSON.stringify(logo) })
      .where('id', '=', organisationId)
      .execute();
  }

  /** Which file it is; undefined where there is no logo. */
  async logoFile(organisationId: string): Promise<string | undefined> {
    return keptLogo(await this.#row(organisationId))?.attachmentId;
  }

  async setUpAt(organisationId: string): Promise<number | null> {
    return (await this.#row(organisationId)).setUpAt;
  }

  #row(organisationId: string): Promise<OrganisationRow> {
    return this.#db.selectFrom('organisations').selectAll().where('id', '=', organisationId).executeTakeFirstOrThrow();
  }
}

function organisationOf(row: OrganisationRow): Organisation {
  const { name, phone, timeZone, hours, email, closedDays, records } = row;
  const kept = keptLogo(row);
  return {
    name,
    phone,
    timeZone,
    hours: JSON.parse(hours) as WeeklyHours,
    email,
    closedDays: JSON.parse(closedDays) as ClosedDay[],
    records,
    ...(kept && { logo: factsOf(kept) }),
  };
}

function factsOf({ attachmentId: _, ...facts }: KeptLogoFacts): LogoFacts {
  return facts;
}

function keptLogo({ logo }: OrganisationRow): KeptLogoFacts | undefined {
  return logo === null ? undefined : (JSON.parse(logo) as KeptLogoFacts);
}

function columns({ name, phone, timeZone, hours }: Organisation) {
  return { name, phone, timeZone, hours: JSON.stringify(hours) };
}
