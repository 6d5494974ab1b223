/** Between the agent's shell page and its core: a file of the user's own choice. Part of the shell page's contract. */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { attachmentName, MAX_ATTACHMENT_BYTES } from './attachments.ts';
import { id, nothing } from './common.ts';

/** Characters of base64; a multiple of four, so that each part stands for whole bytes. */
export const FILE_PART = 128 * 1024;
const MAX_PARTS = Math.ceil((MAX_ATTACHMENT_BYTES * 4) / 3 / FILE_PART) + 1;

/** A slow line takes its minutes; the core gives up before the page does, so that nobody is told that nothing went meanwhile. */
export const SENDING_MS = 7 * 60_000;

export const partOf = (max: number) => ({
  index: z.int().min(0).max(max),
  of: z.int().min(1).max(max),
  data: z
    .string()
    .max(FILE_PART)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/u),
});

/** Its bytes, handed to the core alone. The first part of another file takes the place of this. */
export const filePart = request('file/part', {
  from: 'page',
  maxBytes: FILE_PART + 4 * 1024,
  params: z.strictObject({ fileId: id, name: attachmentName, ...partOf(MAX_PARTS) }).refine(({ index, of }) => index < of),
  result: nothing,
});
/** One that came whole goes to a request of this computer. Throws what the server says against it. */
export const fileSend = request('file/send', {
  from: 'page',
  timeoutMs: SENDING_MS,
  params: z.strictObject({ requestId: id, fileId: id }),
  result: nothing,
});
/** The user takes back what they sent. */
export const fileTakeBack = request('file/take-back', {
  from: 'page',
  params: z.strictObject({ requestId: id, attachmentId: id }),
  result: nothing,
});
