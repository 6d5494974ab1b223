import { silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { SignIns } from './sign-ins.ts';

it('keeps what hangs on a sign-in that another takes the place of, also while somebody else’s is replaced', async () => {
  const live = new Set<string>();
  const accounts = { liveHttpSessions: () => Promise.resolve(live) };
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
