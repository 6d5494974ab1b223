import { Emitter, type Event } from '@alongside/base';
import { CAPABILITIES, type Capability, type FeedItem, standingGroup } from '@alongside/protocol';

/** The part of a ledger entry that the feed reads. */
export interface FeedSource {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const KEPT = 200;

/** Book-keeping that means nothing to the person who reads along; it is in the ledger all the same. */
const SILENT = new Set(['shell/output', 'countersign/missing', 'consent/shown', 'grant/frozen', 'grant/thawed']);

/** The live feed: the ledger's entries as items, in order, texts filled in. */
export class Feed {
  #items: readonly FeedItem[] = [];
  readonly #changed = new Emitter<void>();
  readonly onChange: Event<void> = this.#changed.event;

  get items(): readonly FeedItem[] {
    return this.#items;
  }

  handleEntry(entry: FeedSource, texts: Readonly<Record<string, { readonly text: string }>>): void {
    const item = toFeedItem(entry, texts);
    if (!item) return;
    this.#items = [...this.#items, item].slice(-KEPT);
    this.#changed.fire();
  }
}

export function toFeedItem(entry: FeedSource, texts: Readonly<Record<string, { readonly text: string }>>): FeedItem | undefined {
  if (SILENT.has(entry.type)) return undefined;
  const { capability, source, durationMs } = entry.data;
  return {
    seq: entry.seq,
    at: Date.parse(entry.at),
    type: entry.type,
    capability: isCapability(capability) ? capability : null,
    text: textOf(entry, texts)?.slice(0, 2000) ?? null,
    source: source === 'reported' || source === 'shown' ? source : null,
    detail: detailOf(entry),
    durationMs: typeof durationMs === 'number' ? durationMs : null,
  };
}

/** Of a permission the group, not the receipt, which says nothing to anybody who reads along. */
function textOf({ type, data }: FeedSource, texts: Readonly<Record<string, { readonly text: string }>>): string | undefined {
  if (type === 'standing/used') return standingGroup.safeParse(data.group).data?.name;
  if (type === 'chat/relayed') return `${texts.name?.text ?? ''}: ${texts.text?.text ?? ''}`;
  return Object.values(texts)[0]?.text;
}

function detailOf({ type, data }: FeedSource): string | null {
  if (type === 'standing/used') return data.group === undefined ? 'technician' : 'group';
  if (type === 'consent/answered') return data.allowed === true && data.by === 'user' ? 'allowed' : String(data.by);
  const told = {
    'chat/said': data.from,
    'review/answered': data.by,
    'policy/refused': data.why,
    'identity/compared': data.outcome,
    'action/started': data.action,
    'action/ended': data.outcome,
  };
  const detail = told[type as keyof typeof told] ?? data.reason;
  return typeof detail === 'string' ? detail.slice(0, 40) : null;
}

function isCapability(value: unknown): value is Capability {
  return CAPABILITIES.some((known) => known === value);
}
