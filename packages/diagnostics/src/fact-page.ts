import type { FactName, Facts, Report } from '@alongside/protocol';
import { END_OF_LIFE_DATE } from './end-of-life.ts';
import { createFactFormats, type FactFormats } from './fact-formats.ts';
import type { FactText } from './fact-texts.ts';
import { softwareEnded } from './software-support.ts';

/** One line of a section; `bar` is a share of 0 to 1 to be drawn beside the value, which always says it in words too. */
export interface FactRow {
  readonly label: string;
  readonly value: string;
  readonly bar: number | null;
}

/** What is drawn under one title. It judges nothing: checks with thresholds are another matter. */
export type FactSection =
  | {
      readonly name: FactName;
      readonly title: string;
      readonly state: 'known';
      readonly rows: readonly FactRow[];
      readonly note: string | null;
    }
  | { readonly name: FactName; readonly title: string; readonly state: 'unknown'; readonly reason: string };

export interface FactPageOptions {
  readonly text: FactText;
  /** BCP 47. */
  readonly locale: string;
  /** IANA; default: the reader's own. */
  readonly timeZone?: string;
  /** All rows, for who does not read them one by one; a page has as many as somebody would read. */
  readonly whole?: boolean;
}

type Known<Name extends FactName> = Extract<Facts[Name], { status: 'known' }>['value'];
interface Drawing {
  readonly text: FactText;
  readonly format: FactFormats;
  /** When the facts were read, ms. */
  readonly at: number;
  readonly whole: boolean;
}
type Draw<Name extends FactName> = (
  value: Known<Name>,
  by: Drawing,
) => { readonly rows: readonly FactRow[]; readonly note?: string };

/** More is a list for machines: exports have all of it, and so have comparisons. */
const MAX_PROGRAMS = 300;

const row = (label: string, value: string, bar: number | null = null): FactRow => ({ label, value, bar });

/** Rows whose value was told; an empty line would only look like a fault. */
const told = (rows: readonly FactRow[]) => rows.filter(({ value }) => value.length > 0);

const ratio = (part: number, whole: number) => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

const draws: { readonly [Name in FactName]: Draw<Name> } = {
  operatingsystem: (value, { text, format }) => ({
    rows: told([
      row(text('row.name'), value.name),
      row(text('row.version'), value.version),
      row(text('row.kernel'), value.kernel_version),
      row(text('row.architecture'), value.arch),
      row(text('row.started'), format.moment(value.boot_time)),
      row(text('row.running'), format.duration(value.uptime_seconds)),
    ]),
  }),

  hardware: (value, { text }) => ({
    rows: told([
      row(text('row.manufacturer'), value.manufacturer),
      row(text('row.model'), value.model),
      row(text('row.kind'), text(value.virtual ? 'value.virtual' : 'value.physical')),
    ]),
  }),

  cpus: (value, { text, format }) => ({
    rows: told([
      row(text('row.name'), value.name),
      row(text('row.cores'), format.number(value.cores)),
      // 0: the machine does not tell, as virtual ones do.
      row(text('row.speed'), value.speed_mhz > 0 ? format.frequency(value.speed_mhz) : ''),
      row(text('row.load'), format.share(value.load), value.load),
    ]),
    note: text('foot.sample'),
  }),

  memories: (value, { text, format }) => {
    const used = (part: number, whole: number) => text('value.usedOf', { used: format.bytes(part), total: format.bytes(whole) });
    return {
      rows: [
        row(text('row.memory'), used(value.used, value.total), ratio(value.used, value.total)),
        value.swap_total > 0
          ? row(text('row.swap'), used(value.swap_used, value.swap_total), ratio(value.swap_used, value.swap_total))
          : row(text('row.swap'), text('value.noSwap')),
      ],
    };
  },

  drives: (value, { text, format }) => ({
    rows: value.map((drive) =>
      row(
        drive.volumn,
        text('value.freeOf', { free: format.bytes(drive.free), total: format.bytes(drive.total) }),
        ratio(drive.total - drive.free, drive.total),
      ),
    ),
    ...(value.length === 0 ? { note: text('value.noDrives') } : {}),
  }),

  networks: (value, { text, format }) => ({
    rows: value.map((network) => {
      const addresses = [network.has_ipv4 ? 'IPv4' : '', network.has_ipv6 ? 'IPv6' : ''].filter(Boolean);
      const works = network.status === 'up' || (network.status === 'unknown' && addresses.length > 0);
      const state = works ? 'value.connected' : network.status === 'down' ? 'value.notConnected' : 'value.connectionUnknown';
      const parts = [
        text(state),
        ...(works && addresses.length === 0 ? [text('value.noAddress')] : addresses),
        network.speed_mbit === null ? '' : format.bitRate(network.speed_mbit),
        network.virtualdev ? text('value.internal') : '',
      ];
      return row(network.description, parts.filter(Boolean).join(' · '));
    }),
    ...(value.length === 0 ? { note: text('value.noNetworks') } : {}),
  }),

  batteries: (value, { text, format }) => ({
    ...(value.length === 0 ? { note: text('value.noBattery') } : {}),
    rows: value.flatMap((battery) => {
      const charge = format.share(battery.charge);
      return [
        row(text('row.charge'), battery.charging ? text('value.charging', { charge }) : charge, battery.charge),
        ...(battery.health === null ? [] : [row(text('row.health'), format.share(battery.health), battery.health)]),
      ];
    }),
  }),

  processes: (value, { text, format }) => ({
    rows: [
      row(text('row.count'), format.number(value.count)),
      ...value.busiest.map(({ cmd, cpuusage, mem }) =>
        row(
          cmd || text('value.unnamed'),
          text('value.busiest', { cpu: format.share(cpuusage / 100), memory: format.share(mem) }),
          Math.min(1, cpuusage / 100),
        ),
      ),
    ],
    note: text('foot.ownProcesses'),
  }),

  softwares: (value, { text, format, at, whole }) => {
    const rows = value.listed
      .map(({ name, version }) => ({ name, version, ended: softwareEnded({ name, version }, at) }))
      .sort((a, b) => Number(b.ended !== undefined) - Number(a.ended !== undefined))
      .slice(0, whole ? undefined : MAX_PROGRAMS);
    return {
      rows: rows.map(({ name, version, ended }) =>
        row(name, ended === undefined ? version : text('value.supportEnded', { version, day: format.day(ended) })),
      ),
      note: text(rows.length < value.count ? 'foot.somePrograms' : 'foot.allPrograms', {
        shown: format.number(rows.length),
        count: format.number(value.count),
        table: END_OF_LIFE_DATE,
      }),
    };
  },
};

/** In the order of the page. */
export const FACT_SECTIONS = Object.keys(draws) as readonly FactName[];

/** The report as a page that console and agent draw alike: sections with rows, in words of `options.text`. */
export function factPage(report: Report, options: FactPageOptions): readonly FactSection[] {
  const by: Drawing = {
    text: options.text,
    format: createFactFormats(options.locale, options.timeZone),
    at: report.meta.startedAt,
    whole: options.whole === true,
  };
  return FACT_SECTIONS.map((name) => section(name, report.facts, by));
}

function section<Name extends FactName>(name: Name, facts: Facts, by: Drawing): FactSection {
  const title = by.text(`title.${name}`);
  const fact: Facts[Name] = facts[name];
  if (fact.status === 'removed') return { name, title, state: 'unknown', reason: by.text('unknown.removed') };
  if (fact.status === 'unknown') return { name, title, state: 'unknown', reason: by.text(`unknown.${fact.reason}`) };
  const { rows, note = null } = draws[name](fact.value as Known<Name>, by);
  return { name, title, state: 'known', rows, note };
}
