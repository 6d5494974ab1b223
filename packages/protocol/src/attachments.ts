/** Files that belong to something: what crosses wires about them. Their bytes go by routes of their own (`bytes` in route.ts). */
import { z } from 'zod';
import { id, instant, line, personName, sha256 } from './common.ts';
import { crashMark } from './crash-files.ts';

const MIB = 1024 * 1024;
/** Of one file, from the desk; what a user sends by a link is smaller. */
export const MAX_ATTACHMENT_BYTES = 25 * MIB;
export const MAX_USER_ATTACHMENT_BYTES = 10 * MIB;
/** Of one ticket, by its user. */
export const MAX_USER_TICKET_ATTACHMENTS = 20;
/** Of one ticket, together. */
export const MAX_TICKET_ATTACHMENTS = 50;
export const MAX_TICKET_ATTACHMENT_BYTES = 200 * MIB;

/**
 * What a file may be, by what its bytes say, with the ends of names that say so too. Nothing here runs by being opened;
 * documents with macros are other types and stand in no row.
 */
export const ATTACHMENT_TYPES = {
  'image/png': ['png'],
  'image/apng': ['png', 'apng'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/bmp': ['bmp'],
  'image/tiff': ['tif', 'tiff'],
  'image/heic': ['heic', 'heif'],
  'image/avif': ['avif'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log', 'csv', 'tsv', 'json', 'xml', 'md', 'ini', 'conf', 'cfg', 'yaml', 'yml', 'eml', 'reg', 'diff'],
  'application/zip': ['zip'],
  'application/gzip': ['gz', 'tgz'],
  'application/x-7z-compressed': ['7z'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  // By its own way in alone, whatever else its bytes are (crash-files.ts).
  'application/x-crash-report': ['crash', 'ips', 'wer', 'dmp', 'mdmp', 'core', 'zst', 'xz', 'lz4', 'txt', 'log'],
} as const satisfies Record<string, readonly [string, ...string[]]>;
export const CRASH_REPORT = 'application/x-crash-report';
export type AttachmentType = keyof typeof ATTACHMENT_TYPES;
export const attachmentType = z.enum(Object.keys(ATTACHMENT_TYPES) as [AttachmentType, ...AttachmentType[]]);

/** What every browser draws inside a page. */
export const PICTURE_TYPES: readonly AttachmentType[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Of a picture in an article, which many people read. */
export const MAX_PICTURE_BYTES = 3 * MIB;

/** For its user and the desk, or for the desk alone. */
export const attachmentAudience = z.enum(['user', 'desk']);
export type AttachmentAudience = z.infer<typeof attachmentAudience>;

/** As somebody calls it; it is cleaned before it is kept. */
export const attachmentName = line(200);

export const attachmentFacts = z.strictObject({
  attachmentId: id,
  fileName: line(120),
  mediaType: attachmentType,
  bytes: z.int().min(0),
  sha256,
  to: attachmentAudience,
});
export type AttachmentFacts = z.infer<typeof attachmentFacts>;

/** What a page shows of a file to the user whose ticket it is. */
export const followedFile = z.strictObject({
  id,
  name: line(120),
  mediaType: attachmentType,
  bytes: z.int().min(0),
  at: instant,
  from: z.enum(['user', 'technician']),
  by: personName,
  /** It is deleted then, by itself. */
  until: instant.optional(),
});

export const ATTACHMENT_END_REASONS = ['by-person', 'retention'] as const;

/** Entries of a ticket's log: that a file came, with the hash of its bytes, and that its bytes are gone. */
export const attachmentEventBodies = [
  z.strictObject({ type: z.literal('attached'), file: attachmentFacts, crash: crashMark.optional() }),
  z.strictObject({
    type: z.literal('detached'),
    attachmentId: id,
    fileName: line(120),
    sha256,
    to: attachmentAudience,
    reason: z.enum(ATTACHMENT_END_REASONS),
  }),
] as const;
