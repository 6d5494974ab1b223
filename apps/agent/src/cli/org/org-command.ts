import { parseArgs } from 'node:util';
import { ADMIN_DAYS } from '@alongside/identity';
import { publicKey } from '@alongside/protocol';

/** What `alongside org …` was told to do. */
export type OrgCommand =
  | { readonly kind: 'init' | 'show' | 'restore'; readonly file: string }
  | {
      readonly kind: 'certify-admin';
      readonly file: string;
      readonly request: string | undefined;
      readonly days: number;
      readonly yes: boolean;
    }
  | {
      readonly kind: 'revoke-admin';
      readonly file: string;
      readonly key: string;
      readonly list: string | undefined;
      readonly number: number | undefined;
    }
  | { readonly kind: 'link'; readonly file: string; readonly link: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

const USAGE = { kind: 'usage' } as const;

export function readOrgCommand(argv: readonly string[]): OrgCommand {
  try {
    const { values, positionals } = parseArgs({
      args: withKeysLast(argv),
      strict: true,
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        days: { type: 'string' },
        list: { type: 'string' },
        number: { type: 'string' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const [kind, subject, ...more] = positionals;
    const { file, list, yes = false } = values;
    if (!file || more.length > 0) return USAGE;
    const others = Object.keys(values).filter((name) => name !== 'file');
    const only = (...names: string[]) => others.every((name) => names.includes(name));
    switch (kind) {
      case 'init':
      case 'show':
      case 'restore':
        return subject === undefined && only() ? { kind, file } : USAGE;
      case 'certify-admin': {
        const days = values.days === undefined ? ADMIN_DAYS : whole(values.days, ADMIN_DAYS);
        return only('days', 'yes') && days ? { kind, file, request: subject, days, yes } : USAGE;
      }
      case 'revoke-admin': {
        const number = values.number === undefined ? undefined : whole(values.number, 0x7fff_ffff);
        const isGood = subject !== undefined && only('list', 'number') && (values.number === undefined || number);
        return isGood ? { kind, file, key: subject, list, number } : USAGE;
      }
      case 'link':
        return subject !== undefined && only() ? { kind, file, link: subject } : USAGE;
      default:
        return USAGE;
    }
  } catch {
    // Whatever parseArgs dislikes, the usage says how it is meant.
    return USAGE;
  }
}

/** A key may begin with a dash, which parseArgs takes for an option of its own unless it stands behind `--`. */
function withKeysLast(argv: readonly string[]): string[] {
  const isDashedKey = (arg: string) => arg.startsWith('-') && publicKey.safeParse(arg).success;
  if (argv.includes('--')) return [...argv];
  return [...argv.filter((arg) => !isDashedKey(arg)), '--', ...argv.filter(isDashedKey)];
}

/** From 1 to `max`; undefined for anything else. */
function whole(text: string, max: number): number | undefined {
  const value = /^[1-9]\d{0,9}$/u.test(text) ? Number(text) : Number.NaN;
  return value <= max ? value : undefined;
}
