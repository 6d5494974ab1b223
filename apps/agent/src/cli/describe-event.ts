import type { LedgerEvent } from '@alongside/consent';
import type { TFunction } from 'i18next';

const MINUTE_MS = 60_000;

/** One entry of a verified ledger as a sentence. `name` is the technician's. */
export function describeEvent(t: TFunction, event: LedgerEvent, name: string): string {
  const values = { name, ...event.data, ...oneLine(event.texts), ...spoken(t, event.data, name) };
  const sentence = t(`verify.${keyOf(event)}`, values);
  return event.data.late === true ? `${sentence} ${t('verify.late')}` : sentence;
}

function keyOf({ type, data, texts }: LedgerEvent): string {
  switch (type) {
    case 'consent/answered':
      return `event.consent/${data.allowed === true && data.by === 'user' ? 'allowed' : data.by === 'user' ? 'refused' : data.by}`;
    case 'grant/frozen':
      return `event.frozen.${data.reason}`;
    case 'review/answered': {
      const kept = Array.isArray(data.kept) && data.kept.length > 0;
      return `event.review/${data.by === 'silence' ? 'silence' : kept ? 'kept' : 'nothing'}`;
    }
    case 'shell/command':
      return data.source === 'shown' ? 'event.shell/commandShown' : 'event.shell/command';
    case 'shell/closed':
      return texts.survivors ? 'event.shell/closedWithSurvivors' : 'event.shell/closed';
    case 'chat/said':
      return `event.chat/${data.from}`;
    case 'session/end':
      return `end.${data.reason}`;
    default:
      return `event.${type}`;
  }
}

/** Facts in words. Where a fact is a text as well, its words are in `texts` and win by their own name. */
function spoken(t: TFunction, data: LedgerEvent['data'], name: string): Record<string, string | number> {
  const capabilities = (value: unknown) => (Array.isArray(value) ? value.map((one) => capability(t, one)).join(', ') : '');
  const durationMs = data.durationMs ?? data.missingMs;
  return {
    ...(typeof data.capability === 'string' ? { capability: capability(t, data.capability) } : {}),
    ...(typeof durationMs === 'number' ? { duration: t('verify.minutes', { count: Math.round(durationMs / MINUTE_MS) }) } : {}),
    ...(typeof data.reason === 'string' ? { reason: t(`verify.reason.${data.reason}`, { name }) } : {}),
    ...(typeof data.why === 'string' ? { why: t(`verify.why.${data.why}`, { name }) } : {}),
    ...(typeof data.units === 'number' ? { count: data.units } : {}),
    ...(typeof data.requestNumber === 'number' ? { number: data.requestNumber } : {}),
    capabilities: capabilities(data.kept ?? data.capabilities),
  };
}

function capability(t: TFunction, value: unknown): string {
  return t(`verify.capability.${String(value).replace('.', '-')}`);
}

function oneLine(texts: LedgerEvent['texts']): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim().replaceAll(/\s*\n\s*/gu, ' ⏎ ')]));
}
