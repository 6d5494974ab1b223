import { Observable } from '@alongside/base';
import { CAPABILITIES, type Capability, LANGUAGES } from '@alongside/protocol';
import { z } from 'zod';

const PREFIX = 'alongside.';
const MAX_TEMPLATES = 6;

/** The part of Storage that is used; a page whose storage is blocked works without memory. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What one learns in a first session, in this order. */
export const PRACTICE_STEPS = ['request', 'claimed', 'joined', 'seen', 'ended'] as const;
export type PracticeStep = (typeof PRACTICE_STEPS)[number];
const practice = z.strictObject({ done: z.array(z.enum(PRACTICE_STEPS)).max(PRACTICE_STEPS.length), hidden: z.boolean() });
export type Practice = z.infer<typeof practice>;

const asked = z.enum(['not-yet', 'yes', 'later']);
export const languageChoice = z.enum(['browser', ...LANGUAGES]);
export type LanguageChoice = z.infer<typeof languageChoice>;
const templates = z.partialRecord(z.enum(CAPABILITIES), z.array(z.string().max(300)).max(MAX_TEMPLATES));

/** What this browser remembers for its reader: sound, language, the one polite question, reasons used before, drafts. */
export class Preferences {
  readonly #memory: Memory;
  readonly #practice: Map<string, Observable<Practice>>;
  /** Before the names of what belongs to one person. */
  readonly #own: string;
  readonly sound: Observable<boolean>;
  readonly language: Observable<LanguageChoice>;
  /** Whether browser notifications were asked for in the page. */
  readonly notificationsAsked: Observable<z.infer<typeof asked>>;
  readonly reasons: Observable<z.infer<typeof templates>>;

  constructor(memory: Memory, owned?: { readonly by: string; readonly browser: Preferences }) {
    this.#memory = memory;
    this.#practice = owned === undefined ? new Map() : owned.browser.#practice;
    this.#own = owned === undefined ? '' : `of.${owned.by}.`;
    this.sound = owned?.browser.sound ?? this.#kept('sound', z.boolean(), true);
    this.language = owned?.browser.language ?? this.#kept('language', languageChoice, 'browser');
    this.notificationsAsked = owned?.browser.notificationsAsked ?? this.#kept('notifications', asked, 'not-yet');
    this.reasons = this.#kept(`${this.#own}reasons`, templates, {});
  }

  /** As one account has them: its words are shown to nobody else who signs in here; sound and language are the browser's. */
  ownedBy(userId: string): Preferences {
    return new Preferences(this.#memory, { by: userId, browser: this });
  }

  /** How far one person has come with the first session; others at this browser have their own. */
  practice(userId: string): Observable<Practice> {
    let found = this.#practice.get(userId);
    if (found === undefined) {
      found = this.#kept(`practice.${userId}`, practice, { done: [], hidden: false });
      this.#practice.set(userId, found);
    }
    return found;
  }

  /** Puts a reason that was used at the front of its capability's templates. */
  rememberReason(capability: Capability, reason: string): void {
    const before = this.reasons.value[capability] ?? [];
    const now = [reason, ...before.filter((each) => each !== reason)].slice(0, MAX_TEMPLATES);
    this.reasons.set({ ...this.reasons.value, [capability]: now });
  }

  /** Text that was typed but not sent; survives a reload. */
  draft(place: string): string {
    return this.#read(`${this.#own}draft.${place}`) ?? '';
  }

  keepDraft(place: string, text: string): void {
    if (text === '') this.#quietly(() => this.#memory.removeItem(`${PREFIX}${this.#own}draft.${place}`));
    else this.#write(`${this.#own}draft.${place}`, text);
  }

  #kept<T>(name: string, schema: z.ZodType<T>, initial: T): Observable<T> {
    const parsed = schema.safeParse(parse(this.#read(name)));
    const kept = new Observable(parsed.success ? parsed.data : initial);
    kept.onChange((value) => this.#write(name, JSON.stringify(value)));
    return kept;
  }

  #read(name: string): string | null {
    let found: string | null = null;
    this.#quietly(() => {
      found = this.#memory.getItem(PREFIX + name);
    });
    return found;
  }

  #write(name: string, value: string): void {
    this.#quietly(() => this.#memory.setItem(PREFIX + name, value));
  }

  /** A full or blocked storage costs the memory of a preference and nothing else. */
  #quietly(act: () => void): void {
    try {
      act();
    } catch {
      return;
    }
  }
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Written by another version or by hand: the initial value holds.
  }
}
