import type { Facts, Report } from '@alongside/protocol';
import { type Change, changesBetween } from './changes.ts';
import { type FactPageOptions, type FactSection, factPage } from './fact-page.ts';

/** One line of a fact that reads otherwise; null where it is not there, or not known. */
export interface FactChange {
  readonly section: string;
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Comparison {
  /** Checks that came to another answer, worse ones first. */
  readonly checks: readonly Change[];
  readonly facts: readonly FactChange[];
}

/** Less than these shares of the whole is the coming and going of a computer in use. */
const SAME_SPACE = 0.02;
const SAME_MEMORY = 0.1;

/**
 * What changed between two reports of one computer: other answers of checks, and facts that read otherwise. What always
 * changes is left out: how long it has run, how busy it is, which programs are, and small differences of space and memory.
 */
export function compareReports(before: Report, after: Report, options: FactPageOptions): Comparison {
  const whole = { ...options, whole: true };
  const end = lastOfBoth(before.facts, after.facts);
  const was = factPage({ ...before, facts: withoutRest(steady(before.facts, after.facts), end) }, whole);
  const is = factPage({ ...after, facts: withoutRest(after.facts, end) }, whole);
  return { checks: changesBetween(before, after), facts: is.flatMap((section, at) => changesOf(was[at], section)) };
}

/** A list of programs may be longer than a report: up to which name both tell; undefined where both have all. */
function lastOfBoth(...all: readonly Facts[]): string | undefined {
  const ends = all.flatMap(({ softwares }) => {
    const value = softwares.status === 'known' ? softwares.value : undefined;
    return value === undefined || value.listed.length === value.count ? [] : [value.listed.at(-1)?.name ?? ''];
  });
  return ends.sort((a, b) => (a < b ? -1 : 1))[0];
}

/** Of what stands behind that name nobody knows whether it came or went. */
function withoutRest(facts: Facts, end: string | undefined): Facts {
  const { softwares } = facts;
  if (end === undefined || softwares.status !== 'known') return facts;
  const listed = softwares.value.listed.filter(({ name }) => name <= end);
  return { ...facts, softwares: { ...softwares, value: { ...softwares.value, listed } } };
}

/** `before` with what differs from `after` by chance alone as it is in `after`. */
function steady(before: Facts, after: Facts): Facts {
  const both = <Name extends keyof Facts>(
    name: Name,
    settle: (was: Value<Name>, is: Value<Name>) => Value<Name>,
  ): Facts[Name] => {
    const was: Facts[Name] = before[name];
    const is: Facts[Name] = after[name];
    if (was.status !== 'known' || is.status !== 'known') return was;
    return { ...was, value: settle(was.value as Value<Name>, is.value as Value<Name>) } as Facts[Name];
  };
  return {
    ...before,
    operatingsystem: both('operatingsystem', (was, is) => ({
      ...was,
      boot_time: is.boot_time,
      uptime_seconds: is.uptime_seconds,
    })),
    cpus: both('cpus', (was, is) => ({ ...was, load: is.load })),
    memories: both('memories', (was, is) => ({
      ...was,
      used: near(was.used, is.used, is.total * SAME_MEMORY),
      swap_used: near(was.swap_used, is.swap_used, is.swap_total * SAME_MEMORY),
    })),
    drives: both('drives', (was, is) =>
      was.map((drive) => {
        const same = is.find(({ volumn }) => volumn === drive.volumn);
        return same ? { ...drive, free: near(drive.free, same.free, same.total * SAME_SPACE) } : drive;
      }),
    ),
    batteries: both('batteries', (was, is) =>
      was.map((battery, at) => ({
        ...battery,
        charge: is[at]?.charge ?? battery.charge,
        charging: is[at]?.charging ?? battery.charging,
      })),
    ),
    processes: both('processes', (_was, is) => is),
  };
}

type Value<Name extends keyof Facts> = Extract<Facts[Name], { status: 'known' }>['value'];

const near = (was: number, is: number, within: number) => (Math.abs(was - is) <= within ? is : was);

function changesOf(was: FactSection | undefined, is: FactSection): FactChange[] {
  if (was === undefined) return [];
  if (was.state !== 'known' || is.state !== 'known') {
    const [before, after] = [was, is].map((each) => (each.state === 'known' ? null : each.reason));
    return before === after ? [] : [{ section: is.title, label: '', before: before ?? null, after: after ?? null }];
  }
  const lines = new Map<string, { before: string | null; after: string | null; label: string }>();
  for (const [side, rows] of [
    ['before', was.rows],
    ['after', is.rows],
  ] as const) {
    const seen = new Map<string, number>();
    for (const { label, value } of rows) {
      // Two disks may have one name: the first belongs to the first.
      const nth = (seen.get(label) ?? 0) + 1;
      seen.set(label, nth);
      const key = `${nth} ${label}`;
      lines.set(key, { ...(lines.get(key) ?? { before: null, after: null, label }), [side]: value });
    }
  }
  return [...lines.values()]
    .filter(({ before, after }) => before !== after)
    .map((line) => ({ section: is.title, label: line.label, before: line.before, after: line.after }));
}
