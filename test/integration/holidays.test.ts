import { silentLogger } from '@alongside/base';
import { openAt } from '@alongside/desk';
import type { ClosedDay } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HolidayKeeper } from '../../apps/server/src/holidays/holiday-keeper.ts';
import { dateHolidays } from '../../apps/server/src/holidays/public-holidays.ts';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { OrganisationStore } from '../../apps/server/src/storage/organisation-store.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const DAY_MS = 24 * 60 * 60_000;
const folder = temporaryFolder();
const day = [{ from: 8 * 60, to: 18 * 60 }];
const place = { name: 'O', phone: '', timeZone: 'Europe/Vienna', hours: Array.from({ length: 7 }, () => day) };
const clock = new FakeClock(Date.UTC(2026, 10, 29, 12));
let database: Awaited<ReturnType<typeof openDatabase>>;
let store: OrganisationStore;
let organisationId: string;
let changes = 0;
let keeper: HolidayKeeper;
beforeAll(async () => {
  database = await openDatabase(folder.path);
  store = new OrganisationStore(database.db);
  organisationId = (await store.open('harbour-0001', place, 0)).id;
  const changed = () => {
    changes += 1;
  };
  keeper = new HolidayKeeper({ store, organisationId, holidays: dateHolidays, clock, logger: silentLogger, changed });
});
afterAll(() => {
  keeper.dispose();
  database.close();
  folder.remove();
});

const austria = { country: 'AT', state: null, region: null };

test('days of this year and the next follow from the place and from own days, and computers get them', async () => {
  const ownDays = [{ date: '2026-12-31', name: 'Stocktaking' }];
  const written = await keeper.write(
    { ...place, email: 'help@example.org', holidays: austria, ownDays, version: 0 },
    'Ada Admin',
  );
  expect(written).toMatchObject({ email: 'help@example.org', holidays: austria, ownDays });
  const dates = written.closedDays?.map(({ date }) => date) ?? [];
  expect(dates.slice(0, 4)).toEqual(['2026-12-08', '2026-12-25', '2026-12-26', '2026-12-31']);
  expect(dates).toContain('2027-05-06');
  expect(written.closedDays?.find(({ date }) => date === '2026-12-25')?.name).toBe('Christtag');
  const told = await store.read(organisationId);
  expect(openAt(told, Date.UTC(2026, 11, 25, 10))).toBe(false);
  expect(openAt(told, Date.UTC(2026, 11, 28, 10))).toBe(true);
  expect(told).not.toHaveProperty('holidays');
});

test('what is over goes and another year comes, by itself', async () => {
  await keeper.keep();
  const before = changes;
  await clock.advance(40 * DAY_MS);
  await expect.poll(() => changes).toBeGreaterThan(before);
  await expect.poll(async () => (await store.read(organisationId)).closedDays?.at(-1)?.date).toBe('2028-12-26');
  expect((await store.read(organisationId)).closedDays?.[0]?.date.slice(0, 4)).toBe('2027');
});

test('what an admin writes while the days are looked up stays', async () => {
  const written = { ...place, name: 'Harbour', email: '', holidays: { ...austria, country: 'DE' }, ownDays: [], version: 1 };
  const slowly = Promise.withResolvers<ClosedDay[]>();
  const slow = new HolidayKeeper({
    ...{ store, organisationId, clock, logger: silentLogger, changed: () => undefined },
    holidays: { ...dateHolidays, days: () => slowly.promise },
  });
  const kept = slow.keep();
  await keeper.write(written, 'Ada Admin');
  slowly.resolve([{ date: '2028-01-07', name: 'Of the place before' }]);
  await kept;
  slow.dispose();
  expect(await store.readProfile(organisationId)).toMatchObject({ name: 'Harbour', holidays: { country: 'DE' } });
  expect(JSON.stringify((await store.read(organisationId)).closedDays)).not.toContain('Of the place before');
});

test('parts of a country have their own; a place that is not there is refused', async () => {
  const bavaria = await dateHolidays.days({ country: 'DE', state: 'BY', region: null }, [2026]);
  const berlin = await dateHolidays.days({ country: 'DE', state: 'BE', region: null }, [2026]);
  expect(bavaria.map(({ date }) => date)).toContain('2026-01-06');
  expect(berlin.map(({ date }) => date)).not.toContain('2026-01-06');
  expect((await dateHolidays.states('DE')).find(({ code }) => code === 'BY')?.name).toBe('Bayern');
  expect(JSON.stringify(await dateHolidays.countries())).not.toContain('\\\\');
  for (const wrong of [
    { country: 'XX' },
    { country: 'DE', state: 'XX' },
    { country: 'DE', region: 'A' },
    { country: 'constructor' },
  ]) {
    await expect(dateHolidays.days({ state: null, region: null, ...wrong }, [2026])).rejects.toMatchObject({
      code: 'request.invalid',
    });
  }
});
