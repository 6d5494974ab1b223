/** The desk at a glance, for those who lead it. Each figure is that of a filter of tickets (ticket-desk.ts). */
import { z } from 'zod';
import { id, instant, line, personName, presence } from './common.ts';
import { MAX_ACCOUNTS } from './permissions.ts';
import { none, route } from './route.ts';
import { TODAY_CATEGORIES, TODAY_DAYS } from './today.ts';

const count = z.int().min(0);
/** Solved at tier 1, 2, 3, 4. */
const byTier = z.array(count).length(4);

const solvedSpan = z.strictObject({
  days: z.literal(TODAY_DAYS),
  byTier,
  /** Null: of no group. The most first, as below. */
  groups: z.array(z.strictObject({ group: z.strictObject({ id, name: line(60) }).nullable(), byTier })).max(201),
  /** Null: of no category. */
  categories: z.array(z.strictObject({ category: line(60).nullable(), byTier })).max(TODAY_CATEGORIES),
  otherCategories: byTier,
});

export const today = route('GET', '/api/today', 'today.read', 'Who waits, who is there, what was solved and how it was rated', {
  body: none,
  result: z.strictObject({
    at: instant,
    /** Since when the one waits who has waited longest. */
    waiting: z.strictObject({ count, since: instant.nullable() }),
    inSession: count,
    /** Nobody's for `UNASSIGNED_MIN` minutes. */
    unassigned: count,
    wishes: count,
    people: z
      .array(
        z.strictObject({
          id,
          name: personName,
          /** `gone`: switched off, or of a role that does not help; here only with open tickets. */
          state: z.enum(['in-session', ...presence.options, 'offline', 'gone']),
          /** Open ones that wait for nobody else; of who is gone, all. */
          tickets: count,
        }),
      )
      .max(MAX_ACCOUNTS),
    solved: z.array(solvedSpan).length(TODAY_DAYS.length),
    /** Of the last 30 days: with 1, 2, 3, 4, 5 stars. */
    stars: z.array(count).length(5),
    /** Of the last 30 days, as far as it is counted. */
    deflection: z.strictObject({ searched: count, opened: count, solved: count, asked: count }),
  }),
});
