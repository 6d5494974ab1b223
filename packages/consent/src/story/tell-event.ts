import type { ActionName, Capability } from '@alongside/protocol';
import type { EntryFields, EntryType, TextName } from '../ledger/entry-types.ts';
import type { LedgerEvent } from '../ledger/verify-ledger.ts';

/** Looks up a key of `storyTexts` and fills its gaps. */
export type Say = (key: string, gaps?: Readonly<Record<string, string | number>>) => string;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** An entry of one type, with what a sentence needs. */
interface Telling<T extends EntryType> {
  readonly data: EntryFields<T>;
  /** A committed text on one line, or that it was erased. */
  words(field: TextName<T>): string;
  readonly say: Say;
  capability(capability: Capability): string;
  capabilities(list: readonly Capability[]): string;
  duration(ms: number): string;
}

/** One sentence for each type of entry; a type without one does not compile. */
type Sentences = { readonly [T in EntryType]: (telling: Telling<T>) => string };

const SENTENCES: Sentences = {
  'session/start': ({ say, data, words }) =>
    say(data.host === 'browser' ? 'event.session/startInBrowser' : 'event.session/start', {
      number: data.requestNumber,
      request: words('request'),
    }),
  'join/accepted': ({ say }) => say('event.join/accepted'),
  'identity/compared': ({ say, data }) => say(`event.identity/${data.outcome}`),
  'link/lost': ({ say }) => say('event.link/lost'),
  'link/rebuilt': ({ say }) => say('event.link/rebuilt'),

  'consent/asked': ({ say, data, words, capability, duration }) =>
    say('event.consent/asked', {
      capability: data.action ? nameOf(data.action.action, say) : capability(data.capability),
      duration: duration(data.durationMs),
      reason: words('reason'),
    }),
  'consent/shown': ({ say, data, capability }) => say('event.consent/shown', { capability: capability(data.capability) }),
  'consent/answered': ({ say, data, capability, duration }) =>
    say(`event.consent/${answer(data)}`, { capability: capability(data.capability), duration: duration(data.durationMs) }),

  'policy/refused': ({ say, data, capability }) =>
    say('event.policy/refused', { capability: capability(data.capability), why: say(`why.${data.why}`) }),
  'standing/used': ({ say, data, capabilities }) =>
    say(data.group === undefined ? 'event.standing/used' : 'event.standing/usedByGroup', {
      group: data.group?.name ?? '',
      capabilities: capabilities(data.capabilities),
      madeAt: utcMoment(data.madeAt),
      until: utcMoment(data.until),
    }),
  'standing/revoked': ({ say }) => say('event.standing/revoked'),

  'guard/raised': ({ say, data }) =>
    say('event.guard/raised', { reasons: data.reasons.map((reason) => say(`guard.${reason}`)).join(', ') }),
  'guard/wrong': ({ say }) => say('event.guard/wrong'),

  'grant/started': ({ say, data, capability, duration }) =>
    say('event.grant/started', { capability: capability(data.capability), duration: duration(data.durationMs) }),
  'grant/prolonged': ({ say, data, capability, duration }) =>
    say('event.grant/prolonged', { capability: capability(data.capability), duration: duration(data.durationMs) }),
  'grant/ended': ({ say, data, capability }) =>
    say('event.grant/ended', { capability: capability(data.capability), reason: say(`reason.${data.reason}`) }),
  'grant/frozen': ({ say, data }) => say(`event.frozen.${data.reason}`),
  'grant/thawed': ({ say }) => say('event.grant/thawed'),

  'review/asked': ({ say, data, capabilities }) => say('event.review/asked', { capabilities: capabilities(data.capabilities) }),
  'review/answered': ({ say, data, capabilities }) =>
    say(`event.review/${data.by === 'silence' ? 'silence' : data.kept.length > 0 ? 'kept' : 'nothing'}`, {
      capabilities: capabilities(data.kept),
    }),

  'screen/started': ({ say, data }) => say('event.screen/started', { width: data.width, height: data.height }),
  'screen/stopped': ({ say, data }) => say('event.screen/stopped', { reason: say(`reason.${data.reason}`) }),
  'input/started': ({ say }) => say('event.input/started'),
  'input/stopped': ({ say, data }) => say('event.input/stopped', { reason: say(`reason.${data.reason}`) }),

  'shell/opened': ({ say, data }) => say('event.shell/opened', { shell: data.shell }),
  'shell/command': ({ say, data, words }) =>
    say(data.source === 'shown' ? 'event.shell/commandShown' : 'event.shell/command', { line: words('line') }),
  'shell/output': ({ say, data }) => say('event.shell/output', { count: data.units }),
  'shell/closed': ({ say, data, words }) =>
    data.survivorCount > 0
      ? say('event.shell/closedWithSurvivors', { survivors: words('survivors') })
      : say('event.shell/closed'),

  'diagnostics/read': ({ say }) => say('event.diagnostics/read'),
  'crash-file/sent': ({ say, words }) => say('event.crash-file/sent', { file: words('name') }),
  'action/started': ({ say, data }) => say('event.action/started', { action: nameOf(data.action, say) }),
  'action/ended': ({ say, data }) => say(`event.action/${data.outcome}`, { action: nameOf(data.action, say) }),
  'chat/passed-on': ({ say, data }) => say('event.chat/passed-on', { count: data.count }),
  'session/handed-over': ({ say, words }) => say('event.session/handed-over', { to: words('to') }),
  'chat/said': ({ say, data, words }) => say(`event.chat/${data.from}`, { text: words('text') }),

  'watch/joined': ({ say, words }) => say('event.watch/joined', { other: words('name') }),
  'watch/began': ({ say, words }) => say('event.watch/began', { other: words('name') }),
  'watch/ended': ({ say, words, data }) =>
    say(data.reason === 'user-stopped' ? 'event.watch/sentAway' : 'event.watch/ended', { other: words('name') }),
  'chat/relayed': ({ say, data, words }) =>
    say(data.from === 'user' ? 'event.chat/user' : 'event.chat/relayed', { other: words('name'), text: words('text') }),

  'countersign/missing': ({ say, data, duration }) => say('event.countersign/missing', { duration: duration(data.missingMs) }),
  'session/end': ({ say, data }) => say(`end.${data.reason}`),
};

/** One entry of a verified record as a sentence. `name` is the technician's. */
export function tellEvent(look: Say, event: LedgerEvent, name: string): string {
  const say: Say = (key, gaps) => look(key, { name, ...gaps });
  const capability = (value: Capability) => say(`capability.${value.replace('.', '-')}`);
  const telling = {
    data: event.data,
    words: (field: string) => oneLine(event.texts[field]) ?? say('erased'),
    say,
    capability,
    capabilities: (list: readonly Capability[]) => list.map(capability).join(', '),
    duration: (ms: number) =>
      ms >= HOUR_MS && ms % HOUR_MS === 0
        ? say('hours', { count: ms / HOUR_MS })
        : say('minutes', { count: Math.round(ms / MINUTE_MS) }),
  };
  // The verifier has checked the data against the schema of the entry's type.
  const sentence = (SENTENCES[event.type] as (telling: unknown) => string)(telling);
  return event.data.late === true ? `${sentence} ${say('late')}` : sentence;
}

function nameOf(action: ActionName, say: Say): string {
  return say(`action.${action}`);
}

function answer({ allowed, by }: EntryFields<'consent/answered'>): string {
  if (allowed) return by === 'standing' ? 'standing' : 'allowed';
  return by === 'user' || by === 'standing' ? 'refused' : by;
}

/** `2026-11-28 12:00 UTC`: the same words for every reader, as the record has it. */
export function utcMoment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function oneLine(text: string | undefined): string | undefined {
  return text?.trim().replaceAll(/\s*\n\s*/gu, ' ⏎ ');
}
