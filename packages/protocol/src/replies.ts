/** Answers that a desk gives often, to be put into an answer and changed; none is ever sent by itself. */
import { z } from 'zod';
import { id, line, prose } from './common.ts';
import { language } from './languages.ts';

export const MAX_REPLIES = 500;

const parts = {
  /** By which it is found. */
  title: line(80).pipe(z.string().min(1)),
  language,
  /** For one group of support, or for all. */
  groupId: id.nullable(),
  /** Markdown with gaps: `{{name}}`, `{{number}}`, `{{technician}}`, `{{article:ID}}`. */
  text: prose(4000),
};
export const replyText = z.strictObject(parts);
export type ReplyText = z.infer<typeof replyText>;
export const cannedReply = z.strictObject({ id, ...parts, version: z.int().min(0) });
export type CannedReply = z.infer<typeof cannedReply>;
