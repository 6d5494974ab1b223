import { TextDecoder } from 'node:util';
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

/** Control characters that no log and no table has; a colour in a log begins with ESC. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/u;

/** Looks at all of a file as it passes: text in UTF-8, or in UTF-16 with its mark, as Windows writes logs. */
export class TextProbe {
  #decoder: TextDecoder | undefined;
  #isText = true;

  add(chunk: Uint8Array): void {
    if (!this.#isText) return;
    this.#decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    this.#read(() => this.#decoder?.decode(chunk, { stream: true }) ?? '');
  }

  /** After the last chunk. An empty file is text. */
  end(): boolean {
    if (this.#isText) this.#read(() => this.#decoder?.decode() ?? '');
    return this.#isText;
  }

  #read(decode: () => string): void {
    try {
      if (NO_TEXT.test(decode())) this.#isText = false;
    } catch (error) {
      // TextDecoder's word for bytes that are no letters.
      if (!(error instanceof TypeError)) throw error;
      this.#isText = false;
    }
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
