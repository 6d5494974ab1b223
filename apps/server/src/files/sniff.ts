import { type AttachmentType, attachmentType } from '@alongside/protocol';
import { fileTypeFromBuffer } from 'file-type';

/** What a file says of itself stands at its beginning. */
export const HEAD_BYTES = 64 * 1024;

/** Other names of types that stand on the list. */
const SAME: Readonly<Record<string, AttachmentType>> = {
  'image/heif': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heic',
  'application/x-gzip': 'application/gzip',
  // As text they are harmless, and nothing here draws them as anything else.
  'application/xml': 'text/plain',
};

/** What the bytes are, whatever anybody calls them; undefined for what is not on the list. */
export async function typeOfBytes(head: Uint8Array, isText: boolean): Promise<AttachmentType | undefined> {
  const found = (await fileTypeFromBuffer(head))?.mime;
  const known = found === undefined ? undefined : (SAME[found] ?? attachmentType.safeParse(found).data);
  // What is text throughout is that, also where its first letters are somebody's mark; what is marked as text and is not, is nothing.
  if (found === undefined || known === 'text/plain') return isText ? 'text/plain' : undefined;
  return known;
}
