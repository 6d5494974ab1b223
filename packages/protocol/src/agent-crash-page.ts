/**
 * Between the agent's shell page and its core: which crash files there are, what is in one, and the yes to it. Part of the
 * shell page's contract; nothing of it leaves the machine but by `crash/send`.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { SENDING_MS } from './agent-file-page.ts';
import { id, instant, line, nothing, prose, sha256 } from './common.ts';
import { crashProgram, MAX_CRASH_FILE_BYTES } from './crash-files.ts';

/** A report in words; the memory of a program as Windows or Linux write it; the same, packed. */
export const crashKind = z.enum(['text', 'minidump', 'core', 'packed']);
export type CrashKind = z.infer<typeof crashKind>;

export const foundCrash = z.strictObject({
  crashId: id,
  name: line(120),
  program: crashProgram,
  at: instant,
  bytes: z.int().min(0),
});
export type FoundCrash = z.infer<typeof foundCrash>;
export const MAX_FOUND_CRASHES = 50;

const sentCrash = z.strictObject({
  requestId: id,
  at: instant,
  name: line(120),
  bytes: z.int().min(0),
  sha256,
});
export type SentCrash = z.infer<typeof sentCrash>;

/** Names, times and sizes, the newest first; no file is opened for it. And what was sent from here. */
export const crashList = request('crash/list', {
  from: 'page',
  params: z.strictObject({}),
  result: z.strictObject({
    files: z.array(foundCrash).max(MAX_FOUND_CRASHES),
    sent: z.array(sentCrash).max(50),
  }),
});

const crashSource = z.union([z.strictObject({ crashId: id }), z.strictObject({ fileId: id })]);
export type CrashSource = z.infer<typeof crashSource>;

const shownCrash = z.strictObject({
  name: line(120),
  program: crashProgram,
  kind: crashKind,
  /** The memory of the program is in it, in words or not. */
  memory: z.boolean(),
  bytes: z.int().min(1).max(MAX_CRASH_FILE_BYTES),
  sha256,
  /** Of a report in words: how long it is. */
  units: z.int().min(0).nullable(),
  /** Of memory: some of the words in it. */
  strings: z.array(prose(200)).max(200),
});

/**
 * Reads one, found or handed over by `file/part`, and holds these very bytes. The one before is void. Throws
 * `crash-file.gone`, `crash-file.changed`, `request.too-large`, `attachment.type`.
 */
export const crashShow = request('crash/show', {
  from: 'page',
  params: z.strictObject({ source: crashSource }),
  result: shownCrash,
});
export type ShownCrash = z.infer<typeof shownCrash>;

/** A report in words, in parts of at most 32 Ki UTF-16 units. Throws `report.not-prepared` where another is held by now. */
export const crashText = request('crash/text', {
  from: 'page',
  params: z.strictObject({ sha256, offset: z.int().min(0) }),
  result: z.strictObject({ part: z.string().max(32 * 1024), total: z.int().min(0) }),
});
/** The page is left: the core holds nothing of it any more. */
export const crashForget = notification('crash/forget', { from: 'page', params: z.strictObject({}) });
/**
 * Whether what would be sent, and what that means, is wholly drawn; the yes counts a second after that, and of a report not
 * before all of it was read by `crash/text`.
 */
export const crashVisible = notification('crash/visible', {
  from: 'page',
  maxBytes: 16 * 1024,
  params: z.strictObject({ sha256, visible: z.boolean(), words: prose(4000) }),
});
/**
 * The user's yes to the bytes of this hash, with the words that stood there. Throws `consent.too-early`,
 * `report.not-prepared`, `crash-file.changed` where the file is another by now, and what the server says.
 */
export const crashSend = request('crash/send', {
  from: 'page',
  timeoutMs: SENDING_MS,
  maxBytes: 16 * 1024,
  params: z.strictObject({ requestId: id, askId: id.nullable(), sha256, words: prose(4000) }),
  result: nothing,
});
