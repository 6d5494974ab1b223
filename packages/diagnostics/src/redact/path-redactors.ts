import { type Identities, worthHiding } from './identities.ts';
import { escaped, type Redactor } from './redactor.ts';

/** What people keep; names of programs, services and system files stay, faults are looked for by them. */
const KEPT_BY_PEOPLE =
  'pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|md|csv|pages|numbers|key|jpe?g|png|gif|heic|tiff?|svg|psd|mp3|m4a|wav|mp4|mov|avi|mkv|zip|7z|rar|eml|msg|pst|ost|ics|vcf|kdbx|p12|pfx|pem|ovpn|rdp';

const DOCUMENT = new RegExp(
  `(?<before>^|[\\\\/"'=:(]|\\s)(?<value>[^\\\\/"'=:()\\s][^\\\\/"'=:()]{0,120}?\\.(?:${KEPT_BY_PEOPLE}))(?![\\p{L}\\p{N}])`,
  'giu',
);

/** `/home/x`, `/Users/x`, `C:\Users\x` of people that nobody told of, without the shared folders beside them. */
const ANY_HOME =
  /(?<![\p{L}\p{N}])(?:\/home\/|\/Users\/|[a-z]:\\Users\\|[a-z]:\\Documents and Settings\\)(?!(?:Shared|Public|Default|All Users)(?![\p{L}\p{N}]))[^\\/\s"':;,]+/giu;
/** A stick's name where it is mounted. */
const LABEL = /(?<before>(?:^|(?<=[\s"'=:]))(?:\/run)?\/(?:media\/[^/\s"']+|Volumes)\/)(?<value>[^/"':]+)/gu;
/** Whose stick it is: the folder above it has their name. After its own, which is found by that folder. */
const OWNER = /(?<before>(?:^|(?<=[\s"'=:]))(?:\/run)?\/media\/)(?<value>[^/\s"']+)(?=\/)/gu;

export function pathRedactors({ homes }: Identities): readonly Redactor[] {
  const known = worthHiding(homes)
    .filter((home) => /[\\/].*[\p{L}\p{N}]/u.test(home) && home !== '/root')
    .map((home): Redactor => {
      const path = escaped(home.replace(/[\\/]+$/u, ''));
      return {
        pattern: new RegExp(`${path}(?![\\p{L}\\p{N}_-])`, 'giu'),
        hit: () => ({ kind: 'home', name: 'home', value: home }),
      };
    });
  return [
    ...known,
    { pattern: ANY_HOME, hit: ([value]) => ({ kind: 'home', name: 'home', value }) },
    parted(LABEL),
    {
      pattern: OWNER,
      hit: ({ groups }) => ({ kind: 'user', name: 'user', value: groups?.value ?? '', before: groups?.before ?? '' }),
    },
    parted(DOCUMENT),
  ];
}

/**
 * What stands right after a home that was replaced: the person's own, folders and files alike. Spaces belong to it, since
 * nobody can say where such a path ends.
 */
export const BELOW_HOME = /^(?<before>[\\/]+)(?<value>[^\\/"':;,|<>][^"':;,|<>]*)/u;

function parted(pattern: RegExp): Redactor {
  return {
    pattern,
    hit: ({ groups }) => ({ kind: 'file_name', name: 'file', value: groups?.value ?? '', before: groups?.before ?? '' }),
  };
}
