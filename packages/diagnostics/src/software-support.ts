import { oldestOf, type Product, supportOf, titleOf } from './end-of-life.ts';

export { END_OF_LIFE_DATE } from './end-of-life.ts';

/** Names under which systems list browsers, runtimes and LibreOffice: packages of Linux, Windows' display names, apps. */
const PRODUCTS: readonly (readonly [name: RegExp, product: Product])[] = [
  [/^(chromium|google-chrome-\w+|google chrome|microsoft-edge-\w+|microsoft edge)$/iu, 'chrome'],
  [/^(firefox|firefox-esr|mozilla firefox\b.*)$/iu, 'firefox'],
  [/^(nodejs|node\.js)$/iu, 'nodejs'],
  [/^(python3\.\d+|python \d+\.\d+\.\d+ .*)$/iu, 'python'],
  [/^(libreoffice-core|libreoffice( [\d.]+)?)$/iu, 'libreoffice'],
];

/** Programs whose ends are known, as people call them. */
export const KNOWN_PROGRAMS: readonly string[] = PRODUCTS.map(([, product]) => titleOf(product));

/**
 * When the maker of an installed program stopped to mend this version, ms since the epoch; undefined where it has not by
 * `at`, or where the bundled table does not say. A distribution may go on mending it by itself.
 */
export function softwareEnded(
  { name, version }: { readonly name: string; readonly version: string },
  at: number,
): number | undefined {
  const product = PRODUCTS.find(([pattern]) => pattern.test(name))?.[1];
  // Debian puts an epoch (`1:`) before the maker's version.
  const plain = /^(?:\d+:)?(\d+(?:\.\d+)*)/u.exec(version)?.[1];
  if (product === undefined || plain === undefined) return undefined;
  const oldest = oldestOf(product);
  const end = Number.parseInt(plain, 10) < oldest.major ? oldest.endsAt : supportOf(product, plain)?.endsAt;
  return end !== null && end !== undefined && end < at ? end : undefined;
}
