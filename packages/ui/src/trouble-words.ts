import type { CandidateTally, LinkTrouble } from '@alongside/protocol';
import type { TFunction } from 'i18next';

interface Speaker {
  readonly name: string;
  /** Of this package's texts. */
  readonly t: TFunction;
  readonly list: (parts: readonly string[]) => string;
}

export interface TroubleWords {
  readonly happened: string;
  readonly todo: string;
  readonly detail: string;
}

/** The words of a trouble, without what is safe: that depends on where it is said. */
export function troubleWords(trouble: LinkTrouble, speaker: Speaker): TroubleWords {
  const { t, name } = speaker;
  const key = `trouble.${keyOf(trouble)}`;
  const values = { name, ...gapsOf(trouble) };
  const { own, other, relays, durationMs } = trouble.tried;
  return {
    happened: t(`${key}.happened`, values),
    todo: t(`${key}.todo`, values),
    detail: t('trouble.tried', {
      seconds: Math.max(1, Math.round(durationMs / 1000)),
      own: addresses(own, speaker),
      other: addresses(other, speaker),
      relays: t('trouble.relays', { count: relays }),
    }),
  };
}

/** `net.no-candidates.own` */
function keyOf(trouble: LinkTrouble): string {
  if ('side' in trouble) return `${trouble.code}.${trouble.side}`;
  return trouble.code === 'net.no-common-family' ? `${trouble.code}.${trouble.own}` : trouble.code;
}

function gapsOf(trouble: LinkTrouble): Readonly<Record<string, string | number>> {
  if (trouble.code === 'net.relay-refused') return { relay: trouble.relay, status: trouble.status };
  if (trouble.code === 'net.relay-unreachable') return { relay: trouble.relay === null ? '' : ` ${trouble.relay}` };
  return {};
}

/** `2 addresses, 1 on a relay (IPv4 and IPv6)` */
function addresses(tally: CandidateTally, { t, list }: Speaker): string {
  const kinds = (['host', 'named', 'reflexive', 'relayed'] as const).filter((kind) => tally[kind] > 0);
  if (kinds.length === 0) return t('trouble.addresses.none');
  const said = list(kinds.map((kind) => t(`trouble.addresses.${kind}`, { count: tally[kind] })));
  if (tally.v4 + tally.v6 === 0) return said;
  const family = tally.v4 === 0 ? 'v6' : tally.v6 === 0 ? 'v4' : 'both';
  return `${said} (${t(`trouble.addresses.families.${family}`)})`;
}
