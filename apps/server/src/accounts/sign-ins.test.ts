import { silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { deskDatabase } from '../../../../test/fixtures/desk-database.ts';
import { editData } from '../../../../test/fixtures/edit-data.ts';
import { SignIns } from './sign-ins.ts';

it('keeps what hangs on a sign-in that another takes the place of, also while somebody else’s is replaced', async () => {
  const live = new Set<string>();
  const accounts = { liveHttpSessions: () => Promise.resolve(live), dropRunOut: () => Promise.resolve() };
  const signIns = new SignIns(accounts, () => [], new FakeClock(), silentLogger);
  const ended: string[] = [];
  for (const id of ['tess-before', 'tom-before']) signIns.watch('o', id, () => ended.push(id));
  const replace = (person: string) => {
    const made = Promise.withResolvers<string>();
    const done = signIns.replacing(`${person}-before`, () => made.promise);
    return async () => {
      live.add(`${person}-after`);
      made.resolve(`${person}-after`);
      await done;
    };
  };
  const [tess, tom] = [replace('tess'), replace('tom')];
  await signIns.look();
  await tess();
  await signIns.look();
  await tom();
  await signIns.look();
  expect(ended).toEqual([]);
  live.delete('tom-after');
  await signIns.look();
  expect(ended).toEqual(['tom-before']);
  signIns.dispose();
});

it('keeps no sign-in that ran out, nor where it came from', async () => {
  const clock = new FakeClock();
  const desk = await deskDatabase();
  try {
    await desk.person('technician-tess', 'Tess');
    const day = 24 * 60 * 60_000;
    const lasting = (name: string, until: number) =>
      editData(
        desk.folder,
        `INSERT INTO http_sessions (organisation_id, id, user_id, token, expires_at, ip_address, created_at, updated_at)
         VALUES (?, ?, 'technician-tess', ?, ?, '192.0.2.1', '', '')`,
        desk.organisationId,
        name,
        name,
        new Date(clock.now() + until).toISOString(),
      );
    lasting('ran out before', -1);
    lasting('of today', day / 2);
    lasting('of tomorrow', 2 * day);
    const kept = async () =>
      (await desk.stores.factors.signInsOf(desk.organisationId, 'technician-tess', 0)).map(({ id }) => id).sort();
    const signIns = new SignIns(desk.stores.accounts, () => [], clock, silentLogger);
    await expect.poll(kept).toEqual(['of today', 'of tomorrow']);
    await clock.advance(day);
    await expect.poll(kept).toEqual(['of tomorrow']);
    signIns.dispose();
  } finally {
    desk.close();
  }
});
