import { AppError } from '@alongside/base';

/** The core gives at most this much of a text. */
const MOST_UNITS = 8 * 1024 * 1024;

interface Part {
  readonly part: string;
  readonly total: number;
}

/** A text that comes in parts, exactly as the core has it, and the last answer. Throws what `ask` throws, and `ledger.invalid`. */
export async function readParts<P extends Part>(ask: (offset: number) => Promise<P>): Promise<{ text: string; last: P }> {
  let text = '';
  for (;;) {
    const last = await ask(text.length);
    text += last.part;
    if (text.length >= last.total) return { text, last };
    if (last.part === '' || text.length > MOST_UNITS) {
      throw new AppError('ledger.invalid', `the text ends after ${text.length} of ${last.total} units`);
    }
  }
}
