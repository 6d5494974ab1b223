import type { Redactor } from './redactor.ts';

/** Sure signs of a credential, as the services that make them document their prefixes. */
const KNOWN_PREFIX =
  /(?<![\p{L}\p{N}_-])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|sk_live_|rk_live_|pk_live_|AKIA|ASIA|AIza|ya29\.|npm_|pypi-|dop_v1_|hf_|SG\.|eyJ)[A-Za-z0-9._~+/=-]{8,}/gu;
const NAMED =
  /(?<before>(?:\b(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|psk|credential)s?\b["']?\s*[:=]\s*|\bbearer\s+)["']?)(?<value>[^\s"',;&]{3,})/giu;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{3,40}-----[\s\S]*?(?:-----END [A-Z ]{3,40}-----|$)/gu;
const URL_CREDENTIALS = /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?<value>[^\s/@?#]+)(?<after>@)/giu;
/** Long runs that no word, version or model has. */
const RUN = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{20,}={0,2}/gu;

/** Bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** English in mixed case has about 4 bits, too, but no digits within; paths have slashes, which random base64 has seldom. */
function looksRandom(run: string): boolean {
  const body = run.replace(/=+$/u, '');
  if ((body.match(/\//gu)?.length ?? 0) > body.length / 12) return false;
  if (/^[0-9a-f]{32,}$/iu.test(body)) return /\d/u.test(body) && entropy(body) > 2.5;
  const kinds = [/[a-z]/u, /[A-Z]/u, /\d/u].filter((kind) => kind.test(body)).length;
  const digits = body.match(/\d/gu)?.length ?? 0;
  return (kinds === 3 && entropy(body) > 3.5) || (kinds === 2 && digits >= 4 && body.length >= 24 && entropy(body) > 3.8);
}

const whole =
  (name: 'token') =>
  ([value]: RegExpMatchArray) => ({ kind: name, name, value: value ?? '' });
const parted = ({ groups }: RegExpMatchArray) => ({
  kind: 'token' as const,
  name: 'token' as const,
  value: groups?.value ?? '',
  before: groups?.before ?? '',
  after: groups?.after ?? '',
});

/** Before everything else: a credential may hold what looks like something milder. */
export const credentialRedactors: readonly Redactor[] = [
  { pattern: PRIVATE_KEY, hit: whole('token') },
  { pattern: URL_CREDENTIALS, hit: parted },
  { pattern: KNOWN_PREFIX, hit: whole('token') },
  { pattern: NAMED, hit: parted },
];

/** Last: what the others made of a text is no secret. */
export const randomRedactors: readonly Redactor[] = [
  { pattern: RUN, hit: (match) => (looksRandom(match[0]) ? whole('token')(match) : null) },
];
