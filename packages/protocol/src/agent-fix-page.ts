/** Between the agent's shell page and its core: the safe fixes. Part of the shell page's contract. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { id, line, nothing } from './common.ts';
import { checkId, finding, unknownReason } from './report.ts';

export const fixName = z.enum(['free-space', 'empty-trash', 'flush-dns', 'restart-service', 'startup-items']);
export type FixName = z.infer<typeof fixName>;

const MAX_ITEMS = 100;
const amount = z.number().min(0);

const fixItem = z.strictObject({ name: line(120), detail: line(200).nullable(), bytes: amount.nullable(), chosen: z.boolean() });

/** What a fix would do now. Items are named by their place in the list of this look. */
export const fixLooked = z.strictObject({
  lookId: id,
  fix: fixName,
  items: z.array(fixItem).max(MAX_ITEMS),
  more: z.boolean(),
  undoable: z.array(fixItem).max(MAX_ITEMS),
  commands: z.array(line(300)).max(50),
});
export type FixLooked = z.infer<typeof fixLooked>;

export const fixState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('idle') }),
  z.strictObject({ state: z.literal('working'), fix: fixName, step: z.enum(['fixing', 'checking']) }),
  z.strictObject({
    state: z.literal('done'),
    fix: fixName,
    /** What was done before was taken back. */
    undone: z.boolean(),
    done: z.int().min(0),
    bytes: amount,
    /** What was left alone, the first of them, and how many in all. */
    left: z.array(z.strictObject({ name: line(120), why: z.enum(['changed', 'denied', 'failed']) })).max(20),
    leftCount: z.int().min(0),
    check: checkId,
    /** The same check, before and after; null where it came to no answer. */
    before: finding.nullable(),
    after: finding.nullable(),
    notAfter: unknownReason.nullable(),
  }),
  z.strictObject({ state: z.literal('failed'), fix: fixName, code: line(60) }),
]);
export type FixState = z.infer<typeof fixState>;

export const fixChanged = notification('fix/changed', { from: 'core', maxBytes: 96 * 1024, params: fixState });

/** Only looks. `check`: whose finding it is about, which is run again afterwards. */
export const fixLook = request('fix/look', {
  from: 'page',
  params: z.strictObject({ fix: fixName, check: checkId }),
  result: fixLooked,
});
/** Answered once it has begun; `fix/changed` tells the rest. */
export const fixApply = request('fix/apply', {
  from: 'page',
  params: z.strictObject({ lookId: id, items: z.array(z.int().min(0)).min(1).max(MAX_ITEMS) }),
  result: nothing,
});
export const fixUndo = request('fix/undo', {
  from: 'page',
  params: z.strictObject({ lookId: id, item: z.int().min(0) }),
  result: nothing,
});
/** What was done by then stays done. */
export const fixCancel = request('fix/cancel', { from: 'page', params: z.strictObject({}), result: nothing });
