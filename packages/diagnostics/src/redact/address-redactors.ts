import type { PseudonymName } from './pseudonyms.ts';
import type { Redactor } from './redactor.ts';

type AddressClass = 'private' | 'public' | 'loopback' | 'link-local';

/** RFC 1918, RFC 6598, RFC 3927. Undefined: not an address, or one that everybody has (0.0.0.0, masks, broadcast). */
export function ipv4Class(address: string): AddressClass | undefined {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0] = parts;
  if (parts.length !== 4 || parts.some((part) => !(part <= 255))) return undefined;
  const bits = parts.map((part) => part.toString(2).padStart(8, '0')).join('');
  if (/^0+$/u.test(bits) || /^1+0*$/u.test(bits)) return undefined;
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128))
    return 'private';
  return 'public';
}

/** RFC 4291, RFC 4193. Undefined: not an address, or `::`. */
export function ipv6Class(address: string): AddressClass | undefined {
  const groups = ipv6Groups(address);
  const [first = 0] = groups ?? [];
  if (groups === undefined || groups.every((group) => group === 0)) return undefined;
  if (groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1) return 'loopback';
  if (first >= 0xfe80 && first < 0xfec0) return 'link-local';
  return first >= 0xfc00 && first < 0xfe00 ? 'private' : 'public';
}

function ipv6Groups(address: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/u.exec(address);
  const [, head = '', ...bytes] = dotted ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  const plain = dotted ? `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}` : address;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (![...left, ...right].every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

const nameOf = (of: AddressClass): PseudonymName => `ip-${of}`;

const ipv6: Redactor = {
  pattern: /(?<![\p{L}\p{N}:.])(?=[0-9a-f:.]*:[0-9a-f.]*:)[0-9a-f:.]*[0-9a-f:](?![\p{L}\p{N}:])/giu,
  hit([address]) {
    const of = ipv6Class(address);
    return of === undefined ? null : { kind: 'ipv6', name: nameOf(of), value: address };
  },
};

const ipv4: Redactor = {
  pattern: /(?<![\p{N}.]|\p{N}\p{L})\d{1,3}(?:\.\d{1,3}){3}(?!\p{N}|\.\p{N})/gu,
  hit([address]) {
    const of = ipv4Class(address);
    return of === undefined ? null : { kind: 'ipv4', name: nameOf(of), value: address };
  },
};

/** Written with colons, hyphens or as Cisco does; and within names that systemd makes of it (`enx…`, `wlx…`). */
const mac: Redactor = {
  pattern:
    /(?<![0-9a-f:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![0-9a-f]|[:-][0-9a-f]{2})|(?<![0-9a-f.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-f.])|(?<=(?<!\p{L})(?:en|wl|ww)x)[0-9a-f]{12}(?![0-9a-f])/giu,
  hit: ([found]) => ({ kind: 'mac', name: 'mac', value: found.replace(/[:.-]/gu, '') }),
};

export const addressRedactors: readonly Redactor[] = [mac, ipv6, ipv4];
