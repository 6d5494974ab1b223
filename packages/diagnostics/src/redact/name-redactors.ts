import { type Identities, worthHiding } from './identities.ts';
import type { PseudonymName, RedactedKind } from './pseudonyms.ts';
import { escaped, type Redactor } from './redactor.ts';

/** From this length on a name goes within longer words, too (`annabels-laptop`); shorter ones are parts of common words. */
const WITHIN_WORDS = 5;

function named(kind: RedactedKind, name: PseudonymName, values: readonly string[] | undefined): Redactor[] {
  return worthHiding(values).map((value) => {
    const text = escaped(value).replace(/\s+/gu, '\\s+');
    const pattern = value.length >= WITHIN_WORDS ? text : `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`;
    return { pattern: new RegExp(pattern, 'giu'), hit: () => ({ kind, name, value }) };
  });
}

/** Of a full name each word, too: `Anna Kovač` signs in as `kovac` seldom, but stands as `Kovač` in a printer's name. */
const words = (names: readonly string[]) =>
  names.flatMap((name) => [name, ...name.split(/\s+/u).filter(({ length }) => length >= 3)]);
/** Of a full host name the first label, which is what prompts and logs show. */
const labels = (hosts: readonly string[]) => hosts.flatMap((host) => [host, host.split('.')[0] ?? '']);

const INTERNAL_HOST =
  /(?<![\p{L}\p{N}.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:local|lan|internal|intranet|intra|corp|home|localdomain|home\.arpa)(?![\p{L}\p{N}-])/giu;
const SHARE_HOST = /(?<before>(?:^|(?<=[\s"'=]))(?:\\\\|\/\/|smb:\/\/|cifs:\/\/|nfs:\/\/))(?<value>[\p{L}\p{N}._-]+)(?=[\\/])/giu;

/** The names that are known to be this person's and this computer's. */
export function nameRedactors({ users, hosts, networkNames, serials }: Identities): readonly Redactor[] {
  return [
    ...named('serial', 'serial', serials),
    ...named('network_name', 'network', networkNames),
    ...named('host', 'host', labels(hosts)),
    ...named('user', 'user', words(users)),
    { pattern: INTERNAL_HOST, hit: ([value]) => ({ kind: 'host', name: 'host', value }) },
    {
      pattern: SHARE_HOST,
      hit: ({ groups }) => ({ kind: 'host', name: 'host', value: groups?.value ?? '', before: groups?.before ?? '' }),
    },
  ];
}
