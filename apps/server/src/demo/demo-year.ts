import type { TicketEvent } from '@alongside/protocol';
import type { DemoChance } from './demo-chance.ts';
import type { KnownName } from './demo-known.ts';
import { DEMO_DEVICES, type DemoDevice } from './demo-people.ts';
import { DEMO_PROBLEMS, type DemoProblem } from './demo-problems.ts';
import { demoStory, type Pack } from './demo-story.ts';

/** The days before today are the year; today has requests of its own (demo-today.ts). */
const DAYS = 365;
const DAY_MS = 24 * 60 * 60_000;
const FREE_DAYS = [0, 6];
/** April to August, as JavaScript counts months. */
const QUIET_MONTHS = [3, 4, 5, 6, 7];
/** In the busiest and the quietest months, on a day of work. */
const A_DAY = { most: 4, least: 1 };

export interface DemoTicket {
  readonly id: string;
  readonly requestId: string;
  readonly device: DemoDevice;
  readonly text: string;
  readonly events: readonly TicketEvent[];
}

export interface DemoYearOptions {
  readonly chance: DemoChance;
  readonly now: number;
  /** Of the first ticket; the others follow. */
  readonly firstNumber: number;
  readonly pack: Pack;
  readonly known: ReadonlyMap<string, KnownName>;
}

/** A year of requests that ends the day before `now`, oldest first: days of work, more of them in autumn and in winter. */
export function demoYear({ chance, now, firstNumber, pack, known }: DemoYearOptions): DemoTicket[] {
  const tickets: DemoTicket[] = [];
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  for (let ago = DAYS; ago >= 1; ago -= 1) {
    const day = new Date(today - ago * DAY_MS);
    if (FREE_DAYS.includes(day.getUTCDay())) continue;
    const busy = QUIET_MONTHS.includes(day.getUTCMonth()) ? A_DAY.most - 1 : A_DAY.most;
    const hours = Array.from({ length: chance.between(`day ${ago}`, A_DAY.least, busy) }, (_, index) =>
      chance.between(`day ${ago} request ${index}`, 7 * 60, 17 * 60),
    ).sort((a, b) => a - b);
    for (const [index, minute] of hours.entries()) {
      const name = `demo-${String(ago).padStart(3, '0')}-${index}`;
      const at = day.getTime() + minute * 60_000;
      const device = chance.pick(`${name} device`, DEMO_DEVICES);
      const problem = problemOf(chance.share(`${name} problem`));
      const text = chance.pick(`${name} text`, problem.texts);
      const ticketId = `${name}-ticket`;
      const number = firstNumber + tickets.length;
      const events = demoStory({ name, ticketId, number, at, now, problem, device, text, chance, pack, known });
      tickets.push({ id: ticketId, requestId: `${name}-request`, device, text, events });
    }
  }
  return tickets;
}

function problemOf(share: number): DemoProblem {
  const all = DEMO_PROBLEMS.reduce((sum, { weight }) => sum + weight, 0);
  let rest = share * all;
  const found = DEMO_PROBLEMS.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
  return found ?? DEMO_PROBLEMS[0];
}
