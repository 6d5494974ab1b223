import { PICTURE_TYPES } from '@alongside/protocol';
import type { FastifyReply } from 'fastify';
import type { Attachments } from '../files/attachments.ts';
import type { AttachmentRow } from '../storage/attachment-tables.ts';

/** Whatever it is, it is saved and not opened; should it be opened all the same, it may do nothing and belongs to no site. */
const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Answers with the bytes of a file. A picture keeps its type, so that a page can draw it; everything else is bytes. */
export async function sendFile(reply: FastifyReply, attachments: Attachments, row: AttachmentRow): Promise<undefined> {
  const bytes = await attachments.read(row.organisationId, row);
  const isPicture = PICTURE_TYPES.includes(row.mediaType);
  reply
    .headers({
      'content-type': isPicture ? row.mediaType : 'application/octet-stream',
      'content-length': row.bytes,
      'content-disposition': disposition(row.name),
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    })
    .send(bytes);
  return undefined;
}

/** RFC 6266: for old programs in ASCII, and as it is. `fileNameOf` has left no quotes in it. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
