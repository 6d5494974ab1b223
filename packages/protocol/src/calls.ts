/** Phone: a call note with its duration, whom it is from, and the calls that were asked for. */
import { z } from 'zod';
import { id, instant, line, personName, prose } from './common.ts';
import { contactEmail } from './intake.ts';
import { language } from './languages.ts';
import { none, route } from './route.ts';

/** A call is promised at most so far ahead: what is later is a slip of the hand, and would stand in the list for years. */
export const MAX_CALL_BACK_AHEAD_MS = 90 * 24 * 60 * 60_000;

/** A day of work; what runs longer was forgotten. */
export const MAX_CALL_MS = 8 * 60 * 60_000;
export const callDirection = z.enum(['in', 'out']);
export type CallDirection = z.infer<typeof callDirection>;

/** As it stands in a ticket's log. `reached`: of a call from the desk, whether somebody answered. */
export const callEntry = z.strictObject({
  type: z.literal('call'),
  callId: id,
  direction: callDirection,
  reached: z.boolean(),
  phone: line(40),
  startedAt: instant,
  durationMs: z.int().min(0).max(MAX_CALL_MS),
  note: prose(4000),
});

const openTicket = z.strictObject({ id, number: z.int().min(1), subject: line(120) });
/** A caller who may be meant: a computer, or somebody who asked without one. */
export const foundCaller = z.strictObject({
  device: z.strictObject({ id, name: line(80), online: z.boolean() }).nullable(),
  /** Who asked last from there. */
  requester: personName.nullable(),
  phone: line(40).nullable(),
  /** By what it was found. */
  by: z.enum(['number', 'finding', 'device', 'person']),
  tickets: z.array(openTicket).max(10),
});
export type FoundCaller = z.infer<typeof foundCaller>;
export const MAX_FOUND_CALLERS = 20;

/** A ticket's number, the code of a finding, or the beginning of a name (a computer's, or of whoever asked). */
export const callFind = route('POST', '/api/calls/find', 'tickets.claim', 'Who calls: by number, name or finding', {
  body: z.strictObject({ text: line(80) }),
  result: z.strictObject({ found: z.array(foundCaller).max(MAX_FOUND_CALLERS) }),
});

/**
 * The call is over. The same `callId` again changes nothing. `to`: the ticket that it was about, or a new one. Throws
 * `ticket.not-found`, `ticket.wrong-state` for one that is closed, `request.invalid`.
 */
export const callEnd = route('POST', '/api/calls', 'tickets.claim', 'Enters a call that is over', {
  body: z.strictObject({
    call: callEntry.omit({ type: true }),
    to: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('ticket'), ticketId: id }),
      z.strictObject({
        kind: z.literal('new'),
        deviceId: id.nullable(),
        name: personName,
        text: prose(4000),
        email: contactEmail.nullable(),
        language: language.nullable(),
      }),
    ]),
  }),
  result: z.strictObject({ ticketId: id, number: z.int().min(1) }),
});

/** A call that somebody waits for. */
export const callBack = z.strictObject({
  ticketId: id,
  number: z.int().min(1),
  subject: line(120),
  requester: personName,
  phone: line(40),
  /** In the user's own words. */
  when: line(80),
  askedAt: instant,
  /** From when it is late. */
  dueAt: instant,
  /** How often nobody answered. */
  tries: z.int().min(0),
  owner: personName.nullable(),
});
export type CallBack = z.infer<typeof callBack>;
/** None for people from outside, who are not told how a user is reached. */
export const callBacks = route('GET', '/api/call-backs', 'tickets.read', 'Calls that users wait for, the first due first', {
  body: none,
  result: z.strictObject({ calls: z.array(callBack).max(500) }),
});
