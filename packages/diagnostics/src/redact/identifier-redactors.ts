import type { PseudonymName, RedactedKind } from './pseudonyms.ts';
import type { Redactor } from './redactor.ts';

const whole = (kind: RedactedKind, name: PseudonymName, pattern: RegExp): Redactor => ({
  pattern,
  hit: ([value]) => ({ kind, name, value }),
});
const parted = (kind: RedactedKind, name: PseudonymName, pattern: RegExp): Redactor => ({
  pattern,
  hit: ({ groups }) => ({ kind, name, value: groups?.value ?? '', before: groups?.before ?? '', after: groups?.after ?? '' }),
});

/** `getty@tty1.service` is a unit of systemd, and what it is called is what a fault is looked for by; no address ends so. */
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+(?!(?:service|socket|timer|mount|scope|slice)(?![\p{L}\p{N}.-]))(?:xn--[a-z0-9-]{2,59}|\p{L}{2,24})(?![\p{L}\p{N}])/giu;
const UUID = /(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f]|-[0-9a-f])/giu;
/** [MS-DTYP] 2.4.2.1. Those of fewer parts are the same on every machine. */
const SID = /(?<![\p{L}\p{N}-])S-1-\d{1,2}(?:-\d{1,10}){4,14}(?![\p{N}-])/giu;
const QUERY = /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s?#"'<>]*[?#])(?<value>[^\s"'<>]+)/giu;
const NETWORK =
  /(?<before>\b(?:B?ESSID|SSID|network name)\b\s*(?:[:=]\s*|\s))(?:"(?<value>[^"]+)"|(?<plain>[^\s",;][^",;]{0,31}))/giu;
const SERIAL =
  /(?<before>\b(?:serial(?:[ _-]?(?:number|no\.?|nr\.?))?|s\/n)\b\s*[:=#]?\s*)(?<value>[A-Z0-9][A-Z0-9._-]*\d[A-Z0-9._-]*)/giu;

export const identifierRedactors: readonly Redactor[] = [
  parted('query', 'query', QUERY),
  whole('email', 'email', EMAIL),
  whole('sid', 'sid', SID),
  whole('uuid', 'uuid', UUID),
  {
    pattern: NETWORK,
    hit: ({ groups }) => ({
      kind: 'network_name',
      name: 'network',
      value: (groups?.value ?? groups?.plain ?? '').trim(),
      before: groups?.before ?? '',
    }),
  },
  parted('serial', 'serial', SERIAL),
];
