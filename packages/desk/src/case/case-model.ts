import type {
  AttachmentFacts,
  CrashMark,
  HandoverNeed,
  HandoverOffer,
  Language,
  NamedPerson,
  Resolution,
  SupportGroupName,
  TicketChannel,
  TicketContact,
  TicketStatus,
  WorkItem,
} from '@alongside/protocol';
import type { OfferState } from '../assignment/offer-state.ts';
import type { WantedCall } from '../calls/call-back.ts';
import type { CrashAsk } from '../crash-files/crash-ask.ts';
import type { TicketDevelopers } from '../developers/ticket-developers.ts';
import type { TicketActor, TicketEventBody, TicketState } from '../ticket-model.ts';
import type { VendorHand } from '../vendors/vendor-hand.ts';
import type { HandedOn } from '../watching/handed-on.ts';

export type TicketKind = Extract<TicketEventBody, { type: 'classified' }>['kind'];
type Task = Extract<TicketEventBody, { type: 'task' }>;
export type TicketTask = Pick<Task, 'taskId' | 'text' | 'from' | 'by'> & { readonly at: number; readonly done: boolean };
export type ProblemLink = Extract<TicketEventBody, { type: 'problem' }>['problem'];
export interface Ask {
  readonly person: NamedPerson;
  readonly by: NamedPerson;
  readonly question: string;
  readonly at: number;
}
export type TicketLink = Pick<Extract<TicketEventBody, { type: 'linked' }>, 'other' | 'relation'>;

/** A file that is there; what was deleted stands in the log alone. */
export interface CaseFile extends AttachmentFacts {
  readonly at: number;
  readonly by: TicketActor;
  /** It is what a program left when it crashed. */
  readonly crash?: CrashMark;
}

/**
 * The newest handover of a ticket; there is one open at most.
 *
 *   offered -> accepted
 *       \----> returned (names what is missing)
 *        \---> ended (lapsed, withdrawn)
 */
export type Handover = {
  readonly offer: HandoverOffer;
  readonly fromTier: number;
  readonly by: NamedPerson;
  readonly at: number;
} & (
  | { readonly state: 'offered' }
  | { readonly state: 'accepted'; readonly accepter: NamedPerson; readonly endedAt: number }
  | {
      readonly state: 'returned';
      readonly endedAt: number;
      readonly missing: readonly HandoverNeed[];
      readonly note: string;
    }
  | { readonly state: 'ended'; readonly endedAt: number; readonly how: 'lapsed' | 'withdrawn' }
);

/** What a ticket's log adds up to. Instants are milliseconds since the Unix epoch. Nothing of it is stored but as an index. */
export interface TicketCase {
  /** The live help: who has claimed it, whether a session runs. */
  readonly live: TicketState;
  readonly status: TicketStatus;
  /** Since when it has this status. */
  readonly since: number;
  readonly createdAt: number;
  readonly channel: TicketChannel;
  /** How its user is reached beside the agent. */
  readonly contact: TicketContact;
  /** Of its user, where it is known. */
  readonly language: Language | null;
  readonly updatedAt: number;
  readonly tier: number;
  readonly group: SupportGroupName | null;
  /** That it was handed over by last, to be given back to. */
  readonly cameFrom: SupportGroupName | null;
  /** Who answers for it until somebody else does; a claim alone makes nobody its owner for longer than the claim. */
  readonly owner: NamedPerson | null;
  /** Whether it is offered to somebody in particular now (assignment/offer-state.ts). */
  readonly offer: OfferState;
  /** Colleagues who are asked about it and have not answered. */
  readonly asks: readonly Ask[];
  /** Were asked for their view; the owner stays. */
  readonly consultants: readonly NamedPerson[];
  readonly watchers: readonly NamedPerson[];
  /** Were named in a note. */
  readonly mentioned: readonly NamedPerson[];
  readonly tags: readonly string[];
  readonly kind: TicketKind | null;
  readonly category: string | null;
  readonly urgency: number;
  readonly impact: number;
  readonly major: boolean;
  readonly links: readonly TicketLink[];
  readonly mergedInto: TicketLink['other'] | null;
  readonly work: readonly WorkItem[];
  /** What somebody of a higher tier said is to be done. */
  readonly tasks: readonly TicketTask[];
  /** Known problems that somebody confirmed it to be. */
  readonly problems: readonly ProblemLink[];
  /** What the developers were asked for it, the newest last. */
  readonly developers: readonly TicketDevelopers[];
  readonly files: readonly CaseFile[];
  readonly handover: Handover | null;
  /** Who handed over the session before the one that runs or is waited for, and may come back to watch. */
  readonly handedOn: HandedOn | null;
  /** How often a handover came back. */
  readonly returns: number;
  readonly resolution: { readonly code: Resolution; readonly note: string } | null;
  /** When it was solved, and at which tier; null while it is not, or is no more. */
  readonly solved: { readonly at: number; readonly tier: number } | null;
  /** How often its user was reminded, since an answer is waited for. */
  readonly reminders: number;
  readonly reopens: number;
  readonly firstResponseAt: number | null;
  /** Since when the user waits for a word; null while the user is the one who was answered last. */
  readonly waitingSince: number | null;
  readonly rating: { readonly stars: number; readonly comment: string; readonly at: number } | null;
  /** On its way to somebody from outside; the newest such way. */
  readonly vendor: VendorHand | null;
  /** The newest question to its user for a crash file. */
  readonly crash: CrashAsk | null;
  readonly managerAsked: boolean;
  /** Who leads the desk and has taken that up; null where nobody has, since it was asked last. */
  readonly managerHeard: NamedPerson | null;
  readonly hasCallBack: boolean;
  /** That somebody waits for now. */
  readonly wantedCall: WantedCall | null;
  /** Counts the changes that two editors could make at once; what is said or done live is none. */
  readonly version: number;
}
