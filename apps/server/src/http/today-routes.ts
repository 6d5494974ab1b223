import type { Clock } from '@alongside/base';
import { addedUp, solvedByKey } from '@alongside/desk';
import { http, type Presence, TODAY_CATEGORIES, TODAY_DAYS } from '@alongside/protocol';
import { canHelp } from '../desk/case-desk.ts';
import type { Stores } from '../storage/stores.ts';
import type { RegisterRoute } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  /** Who has a page open, and how they stand. */
  readonly technicians: () => readonly { readonly id: string; readonly presence: Presence }[];
}

const DAY_MS = 24 * 60 * 60_000;
const LONGEST_DAYS = Math.max(...TODAY_DAYS);

/** The desk at a glance, counted anew with each look. */
export function registerTodayRoutes({ register, stores, organisationId, clock, technicians }: Dependencies): void {
  const { today, supportGroups, accounts, tickets } = stores;

  const people = async () => {
    const [users, loads, helping] = await Promise.all([
      accounts.list(organisationId),
      today.loads(organisationId),
      today.helping(organisationId),
    ]);
    const owned = await tickets.countsByOwner(organisationId);
    const here = new Map(technicians().map(({ id, presence }) => [id, presence]));
    const stays = ({ active, role }: (typeof users)[number]) => active === 1 && canHelp(role);
    const helpers = users.filter(stays).map(({ id, name }) => ({
      id,
      name,
      state: helping.has(id) ? ('in-session' as const) : (here.get(id) ?? ('offline' as const)),
      tickets: loads.get(id) ?? 0,
    }));
    // Nobody goes on with what they still have, whatever else it waits for.
    const gone = users
      .filter((user) => !stays(user) && owned.has(user.id))
      .map(({ id, name }) => ({ id, name, state: 'gone' as const, tickets: owned.get(id) ?? 0 }));
    return [...helpers, ...gone].sort((one, other) => one.name.localeCompare(other.name));
  };

  const solvedWithin = async (days: (typeof TODAY_DAYS)[number], now: number) => {
    const from = now - days * DAY_MS;
    const names = new Map((await supportGroups.list(organisationId)).map(({ id, name }) => [id, name]));
    const groups = solvedByKey(await today.solvedBy(organisationId, from, 'groupId'));
    const categories = solvedByKey(await today.solvedBy(organisationId, from, 'category'));
    const named = groups.filter(({ key }) => key === null || names.has(key));
    return {
      days,
      byTier: addedUp(groups),
      // What a group solved that is no more still counts above.
      groups: named.map(({ key, byTier }) => ({ group: key === null ? null : { id: key, name: names.get(key) ?? '' }, byTier })),
      categories: categories.slice(0, TODAY_CATEGORIES).map(({ key, byTier }) => ({ category: key, byTier })),
      otherCategories: addedUp(categories.slice(TODAY_CATEGORIES)),
    };
  };

  register(http.today, async () => {
    const at = clock.now();
    const from = at - LONGEST_DAYS * DAY_MS;
    const stars = await today.stars(organisationId, from);
    const steps = await today.deflection(organisationId, new Date(from).toISOString().slice(0, 10));
    const stepped = (step: string) => steps.get(step) ?? 0;
    return {
      at,
      ...(await today.now(organisationId, at)),
      wishes: await today.wishes(organisationId),
      people: await people(),
      solved: await Promise.all(TODAY_DAYS.map((days) => solvedWithin(days, at))),
      stars: [1, 2, 3, 4, 5].map((each) => stars.get(each) ?? 0),
      deflection: {
        searched: stepped('searched'),
        opened: stepped('opened'),
        solved: stepped('solved'),
        asked: stepped('asked'),
      },
    };
  });
}
