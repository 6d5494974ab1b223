import { AppError } from '@alongside/base';
import type { NamedPerson, TicketEvent } from '@alongside/protocol';
import type { TicketEventBody } from '../ticket-model.ts';

type Refused = Extract<TicketEventBody, { type: 'crash-refused' }>;

/**
 * A question to the user for a crash file of a program. It names no file: which one, if any, the user chooses.
 *
 *   asked -> sent
 *       \--> refused
 */
export type CrashAsk = {
  readonly askId: string;
  readonly program: string;
  readonly by: NamedPerson;
  readonly askedAt: number;
} & (
  | { readonly state: 'asked' }
  | { readonly state: 'sent'; readonly at: number }
  | { readonly state: 'refused'; readonly at: number; readonly why: Refused['why'] }
);

/** The newest question; another takes its place, and what answers an older one answers nothing. */
export function nextCrashAsk(before: CrashAsk | null, { body, actor, at }: TicketEvent): CrashAsk | null {
  if (body.type === 'crash-asked') {
    const by = { id: actor.id ?? '', name: actor.name };
    return { state: 'asked', askId: body.askId, program: body.program, by, askedAt: at };
  }
  if (before?.state !== 'asked') return before;
  const { askId, program, by, askedAt } = before;
  const asked = { askId, program, by, askedAt };
  if (body.type === 'crash-refused') return body.askId === askId ? { ...asked, state: 'refused', at, why: body.why } : before;
  if (body.type === 'attached' && body.crash) return body.crash.askId === askId ? { ...asked, state: 'sent', at } : before;
  return before;
}

/** Undefined where the entry may be. A user may send one without having been asked. */
export function crashRefused(ask: CrashAsk | null, body: TicketEventBody): AppError | undefined {
  const askId = answered(body);
  if (askId === null || (ask?.state === 'asked' && ask.askId === askId)) return undefined;
  return new AppError('crash-file.not-asked', 'this is not asked any more');
}

/** Which question the entry answers; null for none. */
function answered(body: TicketEventBody): string | null {
  if (body.type === 'crash-refused') return body.askId;
  return body.type === 'attached' ? (body.crash?.askId ?? null) : null;
}
