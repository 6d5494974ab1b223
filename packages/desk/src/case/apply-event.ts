import { MAX_WATCHERS, type NamedPerson, type Resolution, type TicketEvent, type TicketStatus } from '@alongside/protocol';
import { NOT_OFFERED, nextOffer, type OfferState } from '../assignment/offer-state.ts';
import { callAfter } from '../calls/call-back.ts';
import { nextCrashAsk } from '../crash-files/crash-ask.ts';
import { nextDevelopers } from '../developers/ticket-developers.ts';
import type { TicketActor, TicketEventBody, TicketState } from '../ticket-model.ts';
import { nextVendorHand } from '../vendors/vendor-hand.ts';
import { OUTSIDE_TIER } from '../visibility/audience.ts';
import { nextHandedOn } from '../watching/handed-on.ts';
import type { Ask, Handover, TicketCase } from './case-model.ts';
import { EDITS } from './edits.ts';
import { isActive } from './status-rules.ts';
import { tagsAfter } from './tags.ts';

type Parts = Partial<Omit<TicketCase, 'status' | 'live' | 'version'>>;

/** The case after an event that is allowed, or whose transition is about to be judged. */
export function applied(
  before: TicketCase | undefined,
  event: TicketEvent,
  live: TicketState | undefined,
): TicketCase | undefined {
  const { body, actor, at } = event;
  if (body.type === 'created') {
    const { channel = 'agent', contact = NOWHERE, language = null } = body;
    const came = { channel, contact, language };
    return live && { ...EMPTY, ...came, live, since: at, createdAt: at, updatedAt: at, waitingSince: at };
  }
  if (!before || !live) return before;
  const parts: Parts = { ...said(before, body, actor, at), ...partsOf(before, body, actor, at) };
  const after = {
    ...before,
    ...parts,
    vendor: nextVendorHand(before.vendor, event),
    crash: nextCrashAsk(before.crash, event),
    developers: nextDevelopers(before.developers, event),
    wantedCall: callAfter(before.wantedCall, event),
    handedOn: nextHandedOn(before.handedOn, event, { before: before.live, after: live }),
    live,
    updatedAt: at,
  };
  const status = statusAfter(before, after, body, actor);
  const moved = status !== before.status;
  return {
    ...after,
    status,
    since: moved ? at : before.since,
    reminders: moved ? 0 : after.reminders,
    solved: isActive(status) ? null : after.solved,
    offer: offerAfter(before, event, { active: isActive(status), owner: after.owner }),
    handover: isActive(status) ? after.handover : withdrawn(after.handover, at),
    reopens: moved && isActive(status) && !isActive(before.status) ? before.reopens + 1 : before.reopens,
    version: before.version + (EDITS[body.type].length > 0 ? 1 : 0),
  };
}

const NOWHERE = { email: null, phone: null } as const;
const EMPTY: Omit<
  TicketCase,
  'live' | 'since' | 'createdAt' | 'updatedAt' | 'waitingSince' | 'channel' | 'contact' | 'language'
> = {
  status: 'new',
  tier: 1,
  group: null,
  cameFrom: null,
  owner: null,
  offer: NOT_OFFERED,
  asks: [],
  consultants: [],
  watchers: [],
  mentioned: [],
  tags: [],
  kind: null,
  category: null,
  urgency: 3,
  impact: 2,
  major: false,
  links: [],
  mergedInto: null,
  work: [],
  tasks: [],
  problems: [],
  developers: [],
  files: [],
  handover: null,
  handedOn: null,
  returns: 0,
  resolution: null,
  solved: null,
  reminders: 0,
  reopens: 0,
  firstResponseAt: null,
  rating: null,
  vendor: null,
  crash: null,
  managerAsked: false,
  managerHeard: null,
  hasCallBack: false,
  wantedCall: null,
  version: 0,
};

/** Who is spoken to last, which no state tells. */
function said(before: TicketCase, body: TicketEventBody, actor: TicketActor, at: number): Parts {
  const isMessage = body.type === 'reply' || body.type === 'chat';
  // A file is an answer of the user's, and none of the desk's; so is the word that a vendor may have a part of it, or not.
  const isUsers = isMessage || body.type === 'attached' || body.type === 'vendor-answered';
  if (isUsers && actor.kind === 'user') return { waitingSince: before.waitingSince ?? at };
  const isCall = body.type === 'call' && body.reached;
  const isAnswer = (isMessage && actor.kind === 'technician') || isCall || body.type === 'joined' || body.type === 'done';
  return isAnswer ? { waitingSince: null, firstResponseAt: before.firstResponseAt ?? at } : {};
}

function partsOf(before: TicketCase, body: TicketEventBody, actor: TicketActor, at: number): Parts {
  const person = personOf(actor);
  switch (body.type) {
    case 'assigned':
      // A handover is how a ticket changes its tier; a group of another tier does so as well, where it is put there by hand.
      return { owner: body.owner, group: body.group, tier: body.group?.tier ?? before.tier };
    case 'colleague-asked':
      return person ? asked(before, { person: body.person, by: person, question: body.question, at }) : {};
    case 'note':
      return { ...namedIn(before, body.mentions ?? []), ...answeredBy(before, person) };
    case 'ranked':
      return { urgency: body.urgency, impact: body.impact, major: body.major };
    case 'classified':
      return { kind: body.kind, category: body.category === '' ? null : body.category };
    case 'tagged':
      return { tags: tagsAfter(before.tags, body) };
    case 'spoken':
      return { language: body.language };
    case 'watched': {
      const others = before.watchers.filter(({ id }) => id !== body.person.id);
      return { watchers: body.on ? [...others, body.person] : others };
    }
    case 'linked': {
      const { other, relation } = body;
      const rest = before.links.filter((link) => link.other.ticketId !== other.ticketId || link.relation !== relation);
      return { links: body.on ? [...rest, { other, relation }] : rest };
    }
    case 'merged':
      return { mergedInto: body.other };
    case 'absorbed':
      return body.contact ? reachedToo(before, body.contact, body.language ?? null) : {};
    case 'recorded':
      return { work: [...before.work, body.item] };
    case 'problem': {
      const others = before.problems.filter(({ problemId }) => problemId !== body.problem.problemId);
      return { problems: body.verdict === 'confirmed' ? [...others, body.problem] : others };
    }
    case 'attached':
      return { files: [...before.files, { ...body.file, at, by: actor, ...(body.crash ? { crash: body.crash } : {}) }] };
    case 'detached':
      return { files: before.files.filter(({ attachmentId }) => attachmentId !== body.attachmentId) };
    case 'reminded':
      return { reminders: body.nth };
    case 'task': {
      const { taskId, text, from, by } = body;
      return { tasks: [...before.tasks.filter((task) => task.taskId !== taskId), { taskId, text, from, by, at, done: false }] };
    }
    case 'task-done':
      return { tasks: before.tasks.map((task) => (task.taskId === body.taskId ? { ...task, done: true } : task)) };
    case 'call-back':
      return { hasCallBack: true };
    case 'manager-asked':
      return { managerAsked: true, managerHeard: null };
    case 'manager-heard':
      return { managerHeard: person };
    case 'rated':
      return { rating: { stars: body.stars, comment: body.comment, at } };
    case 'vendor-sent':
    case 'moved':
      return { owner: before.owner ?? person };
    case 'done':
      return {
        owner: before.owner ?? person,
        resolution: { code: body.code ?? 'advice', note: body.solution },
        solved: { at, tier: before.tier },
      };
    case 'cancelled':
      return { resolution: { code: endOf(actor), note: '' }, waitingSince: null };
    case 'reopened':
      return { resolution: null, rating: null, waitingSince: at };
    case 'handover-offered': {
      if (!person) return {};
      const handover = { state: 'offered', offer: body.offer, fromTier: before.tier, by: person, at } as const;
      return { handover, owner: before.owner ?? person };
    }
    case 'handover-accepted':
      return accepted(before, person, at);
    case 'handover-returned': {
      const { missing, note } = body;
      const handover = before.handover && ({ ...base(before.handover), state: 'returned', endedAt: at, missing, note } as const);
      return { handover, returns: before.returns + 1 };
    }
    case 'handover-ended':
      return { handover: before.handover && { ...base(before.handover), state: 'ended', endedAt: at, how: body.how } };
    default:
      return {};
  }
}

/** What was said first stays. */
function reachedToo({ contact, language }: TicketCase, more: TicketCase['contact'], spoken: TicketCase['language']): Parts {
  const { email, phone } = contact;
  return { contact: { email: email ?? more.email, phone: phone ?? more.phone }, language: language ?? spoken };
}

function asked({ asks, consultants }: TicketCase, ask: Ask): Parts {
  const others = <T>(list: readonly T[], idOf: (each: T) => string) => list.filter((each) => idOf(each) !== ask.person.id);
  return {
    asks: [...others(asks, ({ person }) => person.id), ask],
    consultants: [...others(consultants, ({ id }) => id), ask.person],
  };
}

/** To whom it is offered, after an event; what has somebody by then, however they came to it, is offered to nobody. */
function offerAfter(
  before: TicketCase,
  { body, at }: TicketEvent,
  after: { readonly active: boolean; readonly owner: NamedPerson | null },
): OfferState {
  const { offer, live } = before;
  if (!after.active || (before.owner === null && after.owner !== null)) return nextOffer(offer, { type: 'taken' });
  switch (body.type) {
    case 'offer-made':
      return nextOffer(offer, { type: 'made', person: body.person, at, lapsesAt: body.lapsesAt });
    case 'offer-passed':
      return nextOffer(offer, { type: 'passed', personId: body.person.id, again: body.how === 'away' });
    case 'released':
      return nextOffer(offer, { type: 'given-up', personId: 'technician' in live ? (live.technician?.id ?? null) : null });
    case 'claimed':
    case 'assigned':
    case 'reopened':
    case 'handover-accepted':
      return nextOffer(offer, { type: 'taken' });
    default:
      return offer;
  }
}

function accepted({ handover, consultants, group }: TicketCase, person: NamedPerson | null, at: number): Parts {
  if (!handover || !person) return {};
  const done = { ...base(handover), state: 'accepted', accepter: person, endedAt: at } as const;
  if (handover.offer.kind === 'refer') {
    return { handover: done, consultants: [...consultants.filter(({ id }) => id !== person.id), person] };
  }
  return { handover: done, owner: person, group: handover.offer.group, cameFrom: group, tier: handover.offer.toTier };
}

function statusAfter(before: TicketCase, after: TicketCase, body: TicketEventBody, actor: TicketActor): TicketStatus {
  const { status } = before;
  const hasSomebody = after.owner !== null || after.live.state === 'claimed' || after.live.state === 'in-session';
  const taken = hasSomebody ? 'open' : 'new';
  switch (body.type) {
    case 'claimed':
      return 'open';
    case 'handover-accepted':
      // Given back by those who were waited for.
      if (status === 'pending-vendor' && before.tier === OUTSIDE_TIER && after.tier !== OUTSIDE_TIER) return 'open';
      if (status !== 'new' && status !== 'open') return status;
      return taken;
    case 'released':
    case 'assigned':
      if (status !== 'new' && status !== 'open') return status;
      return taken;
    case 'attached':
    case 'vendor-answered':
      return actor.kind === 'user' && status === 'pending-user' ? taken : status;
    case 'reply':
    case 'chat':
      return actor.kind === 'user' && (status === 'pending-user' || status === 'resolved') ? taken : status;
    case 'done':
      return 'resolved';
    case 'cancelled':
    case 'accepted':
      return 'closed';
    case 'reopened':
      return taken;
    case 'moved':
      // By the system, whoever had it may have none by then.
      return body.to === 'open' ? taken : body.to;
    case 'vendor-sent':
      return status === 'open' ? 'pending-vendor' : status;
    case 'merged':
      return 'merged';
    default:
      return status;
  }
}

function personOf({ kind, id, name }: TicketActor): NamedPerson | null {
  return kind === 'technician' && id !== null ? { id, name } : null;
}

function endOf({ kind }: TicketActor): Resolution {
  return kind === 'user' ? 'withdrawn' : 'gone';
}

function base({ offer, fromTier, by, at }: Handover): Pick<Handover, 'offer' | 'fromTier' | 'by' | 'at'> {
  return { offer, fromTier, by, at };
}

/** What is over is handed to nobody. */
function withdrawn(handover: Handover | null, at: number): Handover | null {
  if (handover?.state !== 'offered') return handover;
  return { ...base(handover), state: 'ended', endedAt: at, how: 'withdrawn' };
}

function withPeople(before: readonly NamedPerson[], more: readonly NamedPerson[]): readonly NamedPerson[] {
  return [...before, ...more.filter(({ id }) => before.every((person) => person.id !== id))].slice(0, MAX_WATCHERS);
}

function namedIn({ watchers, mentioned }: TicketCase, people: readonly NamedPerson[]): Parts {
  return people.length === 0 ? {} : { watchers: withPeople(watchers, people), mentioned: withPeople(mentioned, people) };
}

/** Whoever was asked has answered with a note. */
function answeredBy({ asks }: TicketCase, person: NamedPerson | null): Parts {
  const rest = asks.filter((ask) => ask.person.id !== person?.id);
  return rest.length === asks.length ? {} : { asks: rest };
}
