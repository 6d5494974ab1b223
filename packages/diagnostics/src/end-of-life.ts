import data from './data/end-of-life.json' with { type: 'json' };

/** `eol`: true without a date, false while no end is named; dates are `YYYY-MM-DD`. */
interface Release {
  readonly cycle: string;
  readonly label?: string;
  readonly build?: string;
  readonly eol: string | boolean;
  readonly extended?: string;
}

export type Product = keyof typeof data.products;

/** Products by name; a test holds the file to this shape. Newest release first. */
const products: Readonly<Record<Product, { readonly title: string; readonly releases: readonly Release[] }>> = data.products;

/** The day the table was taken, `YYYY-MM-DD`: what came later is not in it. */
export const END_OF_LIFE_DATE = data.date;

export function titleOf(product: Product): string {
  return products[product].title;
}

/** When makers stop to mend a release: milliseconds since the epoch, null where no end is named. */
export interface SupportEnd {
  /** `Debian 12` */
  readonly name: string;
  readonly endsAt: number | null;
  /** Of longer support that has to be arranged, or paid for, in most cases. */
  readonly extendedUntil: number | null;
}

/** The release that a version belongs to (`12.4` to `12`, `10.15.7` to `10.15`); undefined where the table has none. */
export function supportOf(product: Product, version: string): SupportEnd | undefined {
  const fits = (cycle: string) => version === cycle || version.startsWith(`${cycle}.`);
  return supportEnd(product, products[product].releases.filter(({ cycle }) => fits(cycle)).sort(longestFirst)[0]);
}

function longestFirst(a: Release, b: Release): number {
  return b.cycle.length - a.cycle.length;
}

export interface WindowsRelease {
  /** `CurrentBuild` of the registry: `22631`. */
  readonly build: string;
  /** `EditionID`: `Core`, `Professional`, `Enterprise`, `EnterpriseS`, … */
  readonly edition: string;
  readonly server: boolean;
}

/** Windows ends by build and edition: home and professional ones sooner (`-w`), long-term ones later (`-lts`). */
export function windowsSupportOf({ build, edition, server }: WindowsRelease): SupportEnd | undefined {
  const product = server ? 'windows-server' : 'windows';
  const releases = products[product].releases.filter((release) => release.build === build);
  if (server || releases.length < 2)
    return supportEnd(product, releases.find(({ cycle }) => !cycle.endsWith('-sac')) ?? releases[0]);
  const longTerm = /S$/u.test(edition) && /Enterprise/u.test(edition);
  const kind = longTerm ? /-lts$/u : /Enterprise|Education/u.test(edition) ? /-e$/u : /-w$/u;
  return supportEnd(
    product,
    releases.find(({ cycle }) => kind.test(cycle) && !(cycle.includes('-iot') && !edition.startsWith('IoT'))),
  );
}

/** How many releases of the table are newer than this version's; 0 also where the version is newer than the table. */
export function releasesSince(product: Product, version: string): number {
  const major = Number.parseInt(version, 10);
  return products[product].releases.filter(({ cycle }) => Number.parseInt(cycle, 10) > major).length;
}

function supportEnd(product: Product, release: Release | undefined): SupportEnd | undefined {
  if (release === undefined) return undefined;
  const { title } = products[product];
  const name = product === 'windows-server' && release.label ? release.label : `${title} ${release.label ?? release.cycle}`;
  const at = (day: string) => Date.parse(`${day}T23:59:59Z`);
  return {
    name,
    endsAt: release.eol === false ? null : release.eol === true ? 0 : at(release.eol as string),
    extendedUntil: release.extended === undefined ? null : at(release.extended),
  };
}

/** The oldest release in the table: what is older ended no later. */
export function oldestOf(product: Product): { readonly major: number; readonly endsAt: number | null } {
  const oldest = products[product].releases.at(-1);
  return { major: Number.parseInt(oldest?.cycle ?? '0', 10), endsAt: supportEnd(product, oldest)?.endsAt ?? null };
}
