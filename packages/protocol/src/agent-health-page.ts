/** Between the agent's shell page and its core: the check of this computer, for the user's own eyes. Part of the shell page's contract. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { id, instant, line, nothing } from './common.ts';
import { privacyLevel, scanProfile } from './report.ts';

const share = z.number().min(0).max(1);
const few = z.int().min(0).max(200);

/** What a user can start; the others are for administrators and sessions. */
export const ownProfile = scanProfile.extract(['quick', 'full']);

export const healthScan = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('idle') }),
  z.strictObject({
    state: z.literal('running'),
    profile: ownProfile,
    done: z.int().min(0),
    total: z.int().min(1),
    /** The id of a check or the name of a fact; empty before the first. */
    now: line(40),
    stopping: z.boolean(),
  }),
  /** There is no report: the check itself could not run, or what it found could not be kept. */
  z.strictObject({ state: z.literal('failed'), code: line(60) }),
]);
export type HealthScan = z.infer<typeof healthScan>;

/** Answered once the check has begun; `health/changed` tells the rest. */
export const healthRun = request('health/run', {
  from: 'page',
  params: z.strictObject({ profile: ownProfile }),
  result: nothing,
});
/** What was read by then is kept; the rest is unknown. */
export const healthCancel = request('health/cancel', { from: 'page', params: z.strictObject({}), result: nothing });

/** That a report left the machine: what, when, and of which levels. */
export const healthSent = z.strictObject({
  at: instant,
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  levels: z.array(privacyLevel).max(4),
});
export type HealthSent = z.infer<typeof healthSent>;

/** A report in one line, for the list and its charts. */
export const pastCheck = z.strictObject({
  reportId: id,
  startedAt: instant,
  profile: scanProfile,
  counts: z.strictObject({ fail: few, warn: few, info: few, pass: few, unknown: few }),
  /** It was stopped before all was read. */
  cut: z.boolean(),
  /** Of the system's disk and of memory; null where it could not be read. */
  diskFree: share.nullable(),
  memoryFree: share.nullable(),
  sent: healthSent.nullable(),
});
export type PastCheck = z.infer<typeof pastCheck>;

export const healthView = z.strictObject({
  scan: healthScan,
  /** The newest report that is kept. */
  latest: pastCheck.nullable(),
});
export type HealthView = z.infer<typeof healthView>;

/** Sent when the page connects, and after each change; apart from `view/changed`, which has no room for it. */
export const healthChanged = notification('health/changed', { from: 'core', params: healthView });

/** Newest first. */
export const healthList = request('health/list', {
  from: 'page',
  params: z.strictObject({}),
  result: z.array(pastCheck).max(60),
});
/** A kept report's JSON, in parts of at most 64 Ki UTF-16 units. */
export const healthRead = request('health/read', {
  from: 'page',
  params: z.strictObject({ reportId: id, offset: z.int().min(0) }),
  result: z.strictObject({ part: z.string().max(64 * 1024), total: z.int().min(0) }),
});
/** Takes it out of the history for good. */
export const healthErase = request('health/erase', {
  from: 'page',
  params: z.strictObject({ reportId: id }),
  result: nothing,
});
