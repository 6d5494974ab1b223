/**
 * Between a host and the first window of a computer that belongs to nobody yet: a link that was given, where it leads, and
 * the user's yes. There is no core by then.
 */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { line, nothing } from './common.ts';

const link = z.string().max(500);

/** Whose link it is, by its server's own word; the link stays unused. */
export const firstLook = request('first/look', {
  from: 'page',
  params: z.strictObject({ link }),
  result: z.strictObject({
    server: line(300),
    organisation: line(120),
    /** Of the organisation's key, where the link names one. */
    words: z.array(line(20)).max(24).nullable(),
  }),
});

/** Enrolls by the link that was looked at last, and by no other. */
export const firstJoin = request('first/join', { from: 'page', params: z.strictObject({ link }), result: nothing });
