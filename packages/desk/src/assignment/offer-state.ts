import type { NamedPerson } from '@alongside/protocol';

/**
 * Whether a ticket is offered to somebody now, and who was asked before in vain.
 *
 *   free -> offered -> free (passed: declined, not answered; or gone, to be asked again)
 *     \        \-> taken by whoever it is
 *      \-> taken
 *
 * Taken is free without anybody who passed: should it wait again, all are asked anew, but for who has just given it up.
 */
export type OfferState =
  | { readonly state: 'free'; readonly passed: readonly string[] }
  | {
      readonly state: 'offered';
      readonly person: NamedPerson;
      readonly at: number;
      readonly lapsesAt: number;
      readonly passed: readonly string[];
    };

export type OfferEvent =
  | { readonly type: 'made'; readonly person: NamedPerson; readonly at: number; readonly lapsesAt: number }
  /** `again`: they could not, and may be asked once more. */
  | { readonly type: 'passed'; readonly personId: string; readonly again: boolean }
  | { readonly type: 'taken' }
  | { readonly type: 'given-up'; readonly personId: string | null };

export const NOT_OFFERED: OfferState = { state: 'free', passed: [] };

/** One step; what does not fit changes nothing. */
export function nextOffer(before: OfferState, event: OfferEvent): OfferState {
  switch (event.type) {
    case 'made': {
      const { person, at, lapsesAt } = event;
      return before.state === 'free' ? { state: 'offered', person, at, lapsesAt, passed: before.passed } : before;
    }
    case 'passed': {
      if (before.state !== 'offered' || before.person.id !== event.personId) return before;
      return { state: 'free', passed: event.again ? before.passed : [...before.passed, event.personId] };
    }
    case 'taken':
      return before.state === 'free' && before.passed.length === 0 ? before : NOT_OFFERED;
    case 'given-up':
      return { state: 'free', passed: event.personId === null ? [] : [event.personId] };
  }
}
