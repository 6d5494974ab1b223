import { textDecoder } from '@alongside/base';

/** Control characters that no log and no table has; a colour in a log begins with ESC. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/u;

/** Looks at all of a file as it passes: text in UTF-8, or in UTF-16 with its mark, as Windows writes logs. */
export class TextProbe {
  readonly #keep: (text: string) => void;
  #decoder: ReturnType<typeof textDecoder> | undefined;
  #isText = true;

  /** `keep`: told of each piece of it, as long as it is text. */
  constructor(keep: (text: string) => void = () => undefined) {
    this.#keep = keep;
  }

  add(chunk: Uint8Array): void {
    if (!this.#isText) return;
    this.#decoder ??= textDecoder(encodingOf(chunk));
    this.#read(() => this.#decoder?.decode(chunk, { stream: true }) ?? '');
  }

  /** After the last chunk. An empty file is text. */
  end(): boolean {
    if (this.#isText) this.#read(() => this.#decoder?.decode() ?? '');
    return this.#isText;
  }

  #read(decode: () => string): void {
    try {
      const text = decode();
      if (NO_TEXT.test(text)) this.#isText = false;
      else this.#keep(text);
    } catch (error) {
      // TextDecoder's word for bytes that are no letters.
      if (!(error instanceof TypeError)) throw error;
      this.#isText = false;
    }
  }
}

/** All of it as text; undefined where it is none. */
export function textOf(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  const probe = new TextProbe((text) => parts.push(text));
  probe.add(bytes);
  return probe.end() ? parts.join('') : undefined;
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
