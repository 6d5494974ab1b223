import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PRIVACY_LEVELS, type PrivacyLevel, privacyLevel, type ScanProfile, scanProfile } from '@alongside/protocol';
import { defaultDataFolder } from '../../folders.ts';

export type ScanFormat =
  | { readonly kind: 'json' }
  | { readonly kind: 'table' }
  /** Into a file, or to standard output. */
  | { readonly kind: 'html'; readonly file: string | undefined };

export type ScanCommand =
  | {
      readonly kind: 'scan';
      /** Undefined: whatever suits where the output goes. */
      readonly format: ScanFormat | undefined;
      readonly profile: ScanProfile;
      readonly levels: readonly PrivacyLevel[];
      readonly quiet: boolean;
      /** To the agent's server, by standing consent. */
      readonly upload: boolean;
      readonly dataDir: string;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

/** No check reads content. */
const HIGHEST_LEVEL = 'P2';
const DEFAULT_LEVEL = 'P1';

/** What was asked for on the command line; `usage` for whatever is not meant that way. */
export function readScanCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): ScanCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        table: { type: 'boolean' },
        html: { type: 'boolean' },
        profile: { type: 'string', default: 'quick' },
        level: { type: 'string', default: DEFAULT_LEVEL },
        data: { type: 'string' },
        quiet: { type: 'boolean', short: 'q' },
        upload: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const kinds = (['json', 'table', 'html'] as const).filter((kind) => values[kind]);
    const profile = scanProfile.safeParse(values.profile);
    const levels = levelsUpTo(values.level);
    // A file belongs to --html alone, so that a misspelt option is not taken for one.
    const surplus = kinds[0] === 'html' ? positionals.slice(1) : positionals;
    if (kinds.length > 1 || surplus.length > 0 || !profile.success || levels === undefined) return { kind: 'usage' };
    if (values.data === '' || positionals[0] === '') return { kind: 'usage' };
    return {
      kind: 'scan',
      format: kinds[0] === 'html' ? { kind: 'html', file: positionals[0] } : kinds[0] && { kind: kinds[0] },
      profile: profile.data,
      levels,
      quiet: values.quiet === true,
      upload: values.upload === true,
      dataDir: resolve(values.data ?? defaultDataFolder(environment)),
    };
  } catch {
    // Whatever parseArgs dislikes, the usage says how it is meant.
    return { kind: 'usage' };
  }
}

function levelsUpTo(name: string): readonly PrivacyLevel[] | undefined {
  const level = privacyLevel.safeParse(name.toUpperCase());
  if (!level.success || level.data > HIGHEST_LEVEL) return undefined;
  return PRIVACY_LEVELS.filter((each) => each <= level.data);
}
