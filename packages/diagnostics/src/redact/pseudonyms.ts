import type { Redaction } from '@alongside/protocol';

export type RedactedKind = Exclude<Redaction['kind'], 'removed_by_user'>;

/** What stands before the number: for addresses the class, which matters to whoever looks for a fault. */
const NAMES = [
  'user',
  'home',
  'host',
  'email',
  'ip-private',
  'ip-public',
  'ip-loopback',
  'ip-link-local',
  'mac',
  'network',
  'serial',
  'uuid',
  'sid',
  'query',
  'token',
  'file',
] as const;
export type PseudonymName = (typeof NAMES)[number];

const ADDRESS: readonly RedactedKind[] = ['ipv4', 'ipv6'];
const KINDS: Readonly<Record<PseudonymName, readonly RedactedKind[]>> = {
  user: ['user'],
  home: ['home'],
  host: ['host'],
  email: ['email'],
  'ip-private': ADDRESS,
  'ip-public': ADDRESS,
  'ip-loopback': ADDRESS,
  'ip-link-local': ADDRESS,
  mac: ['mac'],
  network: ['network_name'],
  serial: ['serial'],
  uuid: ['uuid'],
  sid: ['sid'],
  query: ['query'],
  token: ['token'],
  file: ['file_name'],
};

const PSEUDONYM = new RegExp(`(?<![\\p{L}\\p{N}])(?:${NAMES.join('|')})-\\d{1,4}(?!\\p{N})`, 'gu');

/** The same thing has the same name throughout one report, so that what belongs together still shows; no longer than that. */
export class Pseudonyms {
  readonly #given = new Map<string, string>();
  readonly #made = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** `texts`: all of the report. What looks like a pseudonym in it, made by an earlier run or not, is not given again. */
  constructor(texts: string) {
    for (const [found] of texts.matchAll(PSEUDONYM)) {
      const { name, number } = parts(found);
      this.#counts.set(name, Math.max(this.#counts.get(name) ?? 0, number));
    }
  }

  of(name: PseudonymName, value: string): string {
    const key = `${name} ${value.toLowerCase()}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, number);
    const made = `${name}-${number}`;
    this.#given.set(key, made);
    this.#made.add(made);
    return made;
  }

  /** `text` cut at the pseudonyms of this run, and at those that an earlier run noted for it. */
  cut(text: string, noted: ReadonlySet<RedactedKind>): Segment[] {
    const segments: Segment[] = [];
    let from = 0;
    for (const match of text.matchAll(PSEUDONYM)) {
      const [found] = match;
      const { name } = parts(found);
      if (!this.#made.has(found) && !KINDS[name].some((kind) => noted.has(kind))) continue;
      segments.push({ text: text.slice(from, match.index), name: null }, { text: found, name });
      from = match.index + found.length;
    }
    segments.push({ text: text.slice(from), name: null });
    return segments.filter((segment) => segment.text.length > 0);
  }
}

/** `name`: of the pseudonym that it is; null for text that is still as it was. */
export interface Segment {
  readonly text: string;
  readonly name: PseudonymName | null;
}

function parts(pseudonym: string): { readonly name: PseudonymName; readonly number: number } {
  const at = pseudonym.lastIndexOf('-');
  return { name: pseudonym.slice(0, at) as PseudonymName, number: Number(pseudonym.slice(at + 1)) };
}
