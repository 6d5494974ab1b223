/**
 * Named actions that a technician can ask for, one grant each (`actions.run`). Nothing in a request is a path, a name or a
 * command: folders are words of a short list, and what was listed before is named by the number that the list gave it.
 */
import { z } from 'zod';
import { id, line } from './common.ts';

const count = z.int().min(0);
const bytes = z.number().min(0);

export const scanFolder = z.enum(['downloads', 'desktop', 'documents', 'home']);
export type ScanFolder = z.infer<typeof scanFolder>;

export const actionRequest = z.discriminatedUnion('action', [
  /** With the scanner that the machine has. `withNames`: the technician also learns in which files something was found. */
  z.strictObject({ action: z.literal('scan-malware'), folder: scanFolder, withNames: z.boolean() }),
  z.strictObject({ action: z.literal('list-updates') }),
  /** Those of a list that the user let the technician see in this session. */
  z.strictObject({ action: z.literal('apply-updates'), listId: id }),
  z.strictObject({ action: z.literal('list-startup') }),
  z.strictObject({ action: z.literal('startup-off'), itemId: id }),
  z.strictObject({ action: z.literal('startup-on'), itemId: id }),
  /** The user's own old temporary files. */
  z.strictObject({ action: z.literal('clean-up') }),
]);
export type ActionRequest = z.infer<typeof actionRequest>;
export type ActionName = ActionRequest['action'];
export const ACTION_NAMES = actionRequest.options.map((option) => option.shape.action.value) as [ActionName, ...ActionName[]];

/** Longest that one action may last, its beginning included. */
export const ACTION_MS = 60 * 60 * 1000;

const PREVIEWED = 10;
/** What it would do now, as the user is asked; for nobody else. */
export const actionPreview = z.strictObject({
  request: actionRequest,
  /** The program that does it, where it is one of the machine's: `ClamAV 1.4.6`. */
  by: line(60).nullable(),
  /** The first of what is concerned, by name, and how many there are in all. */
  items: z.array(line(120)).max(PREVIEWED),
  count,
  bytes: bytes.nullable(),
  /** There is more than could be counted. */
  more: z.boolean(),
  /** The machine's own prompt asks for an administrator's password. */
  prompt: z.boolean(),
  /** What the user can do by hand, where the agent cannot do it. */
  steps: line(300).nullable(),
});
export type ActionPreview = z.infer<typeof actionPreview>;

const LISTED = 40;
/** What came of it. The agent's page shows all of it; what leaves the machine is `sharedResult` of packages/consent. */
export const actionResult = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('scan-malware'),
    /** Null where the scanner does not say. */
    checked: count.nullable(),
    /** Files that could not be read. */
    skipped: count,
    found: count,
    /** The first of them. `file`: below the folder; null where it is not told or cannot be shown. */
    threats: z.array(z.strictObject({ threat: line(120), file: line(200).nullable() })).max(20),
  }),
  z.strictObject({
    action: z.literal('list-updates'),
    listId: id,
    count,
    updates: z.array(z.strictObject({ name: line(80), from: line(60), to: line(60), security: z.boolean() })).max(LISTED),
  }),
  /** `steps`: nothing was done, the user was shown how to do it by hand. */
  z.strictObject({ action: z.literal('apply-updates'), updated: count, left: count, steps: line(300).nullable() }),
  z.strictObject({
    action: z.literal('list-startup'),
    /** `on: false`: it was switched off by Alongside, which can switch it on again. */
    items: z.array(z.strictObject({ itemId: id, name: line(120), on: z.boolean() })).max(LISTED),
    more: z.boolean(),
  }),
  z.strictObject({ action: z.enum(['startup-off', 'startup-on']), changed: z.boolean() }),
  z.strictObject({ action: z.literal('clean-up'), removed: count, left: count, bytes }),
]);
export type ActionResult = z.infer<typeof actionResult>;

/** `total`: null where nobody knows before the end. */
export const actionProgress = z.strictObject({ done: count, total: count.nullable() });
export type ActionProgress = z.infer<typeof actionProgress>;

/** The last action of a session, as its user sees it. */
export const actionView = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running'), runId: id, preview: actionPreview, progress: actionProgress }),
  z.strictObject({
    state: z.literal('ended'),
    runId: id,
    preview: actionPreview,
    outcome: z.enum(['done', 'cancelled', 'failed']),
    /** Of `cancelled` too, as far as it got. */
    result: actionResult.nullable(),
    code: line(60).nullable(),
  }),
]);
export type ActionView = z.infer<typeof actionView>;
