import { type Clock, Observable, type RandomSource, randomId } from '@alongside/base';
import { type CallEvent, type CallNote, type CallWith, NOBODY, nextCallNote } from '@alongside/desk';
import { callDirection, id, instant, line, personName, prose } from '@alongside/protocol';
import { z } from 'zod';
import type { Preferences } from '../shared/preferences.ts';

/** Where it is kept, so that a reload in the middle of a call loses nothing. */
const PLACE = 'call';

const kept = z.strictObject({
  state: z.enum(['running', 'ended']),
  callId: id,
  direction: callDirection,
  startedAt: instant,
  endedAt: instant.nullable(),
  with: z.strictObject({
    ticket: z.strictObject({ id, number: z.int().min(1), subject: line(120) }).nullable(),
    device: z.strictObject({ id, name: line(80) }).nullable(),
    name: personName,
    phone: line(40),
  }),
  note: prose(4000),
});

/** The one call that this page notes. */
export class CallBook {
  readonly #preferences: Preferences;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly note: Observable<CallNote>;

  constructor(parts: { preferences: Preferences; clock: Clock; random: RandomSource }) {
    this.#preferences = parts.preferences;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.note = new Observable<CallNote>(readKept(parts.preferences.draft(PLACE)));
  }

  /** Nothing where one runs already: that goes on. */
  start(direction: 'in' | 'out', whom: CallWith = NOBODY): void {
    this.#feed({ type: 'started', at: this.#clock.now(), callId: randomId(this.#random), direction, with: whom });
  }

  know(whom: CallWith): void {
    this.#feed({ type: 'known', with: whom });
  }

  write(note: string): void {
    this.#feed({ type: 'written', note });
  }

  hangUp(): void {
    this.#feed({ type: 'hung-up', at: this.#clock.now() });
  }

  done(): void {
    this.#feed({ type: 'done' });
  }

  #feed(event: CallEvent): void {
    const next = nextCallNote(this.note.value, event);
    if (next === this.note.value) return;
    this.note.set(next);
    this.#preferences.keepDraft(PLACE, next.state === 'none' ? '' : JSON.stringify(next));
  }
}

function readKept(text: string): CallNote {
  if (text === '') return { state: 'none' };
  try {
    const read = kept.safeParse(JSON.parse(text));
    return read.success ? read.data : { state: 'none' };
  } catch {
    return { state: 'none' }; // Written by another version or by hand.
  }
}
