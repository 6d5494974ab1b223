import type { FeedItem } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { keyOf } from '../texts/texts.ts';

/** The entry types that have one sentence for each `detail`. */
const WITH_DETAIL = new Set([
  'consent/answered',
  'grant/ended',
  'grant/frozen',
  'review/answered',
  'chat/said',
  'policy/refused',
  'identity/compared',
  'action/started',
  'action/ended',
  'standing/used',
]);
/** The entry types that have one sentence. Others are noted by their name: nothing is left out. */
const PLAIN = new Set([
  'session/start',
  'join/accepted',
  'link/lost',
  'link/rebuilt',
  'consent/asked',
  'standing/revoked',
  'guard/raised',
  'guard/wrong',
  'grant/started',
  'grant/prolonged',
  'grant/thawed',
  'review/asked',
  'screen/started',
  'screen/stopped',
  'input/started',
  'input/stopped',
  'shell/opened',
  'shell/command',
  'shell/closed',
  'diagnostics/read',
  'session/handed-over',
  'chat/passed-on',
  'watch/joined',
  'watch/began',
  'watch/ended',
  'chat/relayed',
  'crash-file/sent',
  'session/end',
]);

/** The key of an item's sentence. `has` tells whether there is a text for a key. */
export function sentenceKey(has: (key: string) => boolean, { type, detail }: FeedItem): string {
  if (PLAIN.has(type)) return `feed.${type}`;
  const key = `feed.${type}.${detail ?? ''}`;
  return WITH_DETAIL.has(type) && has(key) ? key : 'feed.other';
}

/** What fills the gaps of an item's sentence. */
export function useSentenceGaps(item: FeedItem, name: string): Record<string, string> {
  const { t } = useTexts();
  const formats = useFormats();
  return {
    name,
    type: item.type,
    text: item.text ?? '',
    what: item.capability === null ? '' : t(`feed.what.${keyOf(item.capability)}`),
    duration: typeof item.durationMs === 'number' ? formats.duration(item.durationMs) : '',
  };
}
