import { seededRandom } from '@alongside/testkit';

/** Numbers below `max`, and choices, from a seed: a run can be had again. */
export class Dice {
  readonly #bytes: (count: number) => Uint8Array;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#bytes = (count) => random.bytes(count);
  }

  below(max: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#bytes(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % Math.max(1, max);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** What parsers stumble over. */
const TOKENS = [
  '',
  '\0',
  '\n',
  '\r\n',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  '💥',
  '"',
  '\\',
  '\\u0000',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '-',
  '-0',
  '1e309',
  '9007199254740993',
  '0.1',
  'NaN',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '../',
  '..\\',
  '%00',
  '%2e%2e%2f',
  '<script>',
  '$(id)',
  ';',
  '=',
  '.',
  'a=fingerprint:sha-256 ',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'candidate:',
  '\x1b]633;',
  '\x07',
  '\x1b[31m',
  'eyJhbGciOiJub25lIn0',
  'd1 0 ',
  'r0',
  'h{',
  'p',
  'localhost',
  '127.0.0.1',
  '[::1]',
  '::ffff:127.0.0.1',
  'x'.repeat(5_000),
  '['.repeat(3_000),
  '{"a":'.repeat(2_000),
] as const;

const CHANGES: readonly ((text: string, dice: Dice, others: readonly string[]) => string)[] = [
  // A character: another, gone, or twice.
  (text, dice) =>
    at(text, dice, (before, hit, after) => before + String.fromCharCode(hit.charCodeAt(0) ^ (1 << dice.below(8))) + after),
  (text, dice) => at(text, dice, (before, _hit, after) => before + after),
  (text, dice) => at(text, dice, (before, hit, after) => before + hit + hit + after),
  // A piece: cut off, taken out, repeated, moved.
  (text, dice) => text.slice(0, dice.below(text.length + 1)),
  (text, dice) => text.slice(dice.below(text.length + 1)),
  (text, dice) => piece(text, dice, (before, _part, after) => before + after),
  (text, dice) => piece(text, dice, (before, part, after) => before + part.repeat(1 + dice.below(40)) + after),
  (text, dice) => piece(text, dice, (before, part, after) => part + before + after),
  // Something that parsers stumble over, in a place or around it.
  (text, dice) => at(text, dice, (before, hit, after) => before + dice.one(TOKENS) + hit + after),
  (text, dice) => text.replace(/-?\d+(?:\.\d+)?/u, () => dice.one(['-1', '0', '4294967296', '1e999', '0x10', '007', ' 1'])),
  (text, dice) => text.replace(/"[^"]{0,40}"/u, () => JSON.stringify(dice.one(TOKENS))),
  // The head of one with the tail of another.
  (text, dice, others) => text.slice(0, dice.below(text.length + 1)) + dice.one(others).slice(dice.below(200)),
];

function at(text: string, dice: Dice, change: (before: string, hit: string, after: string) => string): string {
  const place = dice.below(text.length);
  return change(text.slice(0, place), text.charAt(place), text.slice(place + 1));
}

function piece(text: string, dice: Dice, change: (before: string, part: string, after: string) => string): string {
  const from = dice.below(text.length + 1);
  const to = Math.min(text.length, from + dice.below(64));
  return change(text.slice(0, from), text.slice(from, to), text.slice(to));
}

/** One of the seeds, changed in one to four ways, at most 300,000 characters long. */
export function mutated(seeds: readonly string[], dice: Dice): string {
  let text = dice.one(seeds);
  for (let change = 1 + dice.below(4); change > 0; change -= 1) text = dice.one(CHANGES)(text, dice, seeds);
  return text.slice(0, 300_000);
}
