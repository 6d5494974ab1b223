/**
 * Reads OSC 633 (the shell integration of VS Code: `ESC ] 633 ; LETTER ; … BEL`) out of a terminal's stream. Only marks
 * whose last field is our nonce mean anything; whatever else a program prints goes on untouched. Ours lose the nonce
 * before the text leaves the machine, or the other side could print it and put words into the shell's mouth.
 */
export type ShellMark =
  /** A: the prompt is about to be drawn. */
  | { readonly kind: 'prompt' }
  /** E: the line that is about to run; empty where the shell cannot say. */
  | { readonly kind: 'command'; readonly line: string }
  /** C: its output begins. */
  | { readonly kind: 'running' }
  /** D: it has ended. */
  | { readonly kind: 'finished'; readonly exitCode: number | null };

export type MarkedText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'mark'; readonly mark: ShellMark };

const OPENING = '\x1b]633;';
/** The longest line that is read as a command; what is longer goes on as plain text. */
const MAX_MARK_LENGTH = 16 * 1024;
const MAX_COMMAND_LENGTH = 4000;

export class ShellMarkReader {
  readonly #nonce: string;
  /** The beginning of what may become a mark. At most MAX_MARK_LENGTH. */
  #held = '';

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  /** Text and marks in order. Never throws, whatever comes. */
  read(chunk: string): readonly MarkedText[] {
    const out: MarkedText[] = [];
    let text = '';
    let rest = this.#held + chunk;
    this.#held = '';
    const flush = () => {
      if (text.length > 0) out.push({ kind: 'text', text });
      text = '';
    };
    while (rest.length > 0) {
      const at = rest.indexOf(OPENING);
      if (at < 0) {
        const keep = openingTail(rest);
        text += rest.slice(0, rest.length - keep);
        this.#held = rest.slice(rest.length - keep);
        break;
      }
      text += rest.slice(0, at);
      const found = readMark(rest.slice(at), this.#nonce);
      if (found.kind === 'unfinished') {
        this.#held = rest.slice(at);
        break;
      }
      text += found.visible;
      rest = rest.slice(at + found.length);
      if (found.mark) {
        flush();
        out.push({ kind: 'mark', mark: found.mark });
      }
    }
    flush();
    return out;
  }

  /** What was held back, once the stream has ended. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** How many characters at the end may be the beginning of OPENING. */
function openingTail(text: string): number {
  for (let length = Math.min(OPENING.length - 1, text.length); length > 0; length -= 1) {
    if (OPENING.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}

type Found =
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'found'; readonly length: number; readonly visible: string; readonly mark?: ShellMark };

/** `text` begins with OPENING. A mark ends with BEL or ST; ESC, CAN and SUB break it off, as in a terminal. */
function readMark(text: string, nonce: string): Found {
  for (let at = OPENING.length; at < text.length; at += 1) {
    if (at > MAX_MARK_LENGTH) return plain(text.slice(0, at));
    const code = text.charCodeAt(at);
    if (code === 0x07) return ownMark(text.slice(0, at + 1), text.slice(OPENING.length, at), nonce);
    if (code === 0x18 || code === 0x1a) return plain(text.slice(0, at + 1));
    if (code === 0x1b) {
      if (at + 1 === text.length) return { kind: 'unfinished' };
      return text[at + 1] === '\\'
        ? ownMark(text.slice(0, at + 2), text.slice(OPENING.length, at), nonce)
        : plain(text.slice(0, at));
    }
  }
  return text.length > MAX_MARK_LENGTH ? plain(text) : { kind: 'unfinished' };
}

const plain = (visible: string): Found => ({ kind: 'found', length: visible.length, visible });

function ownMark(whole: string, body: string, nonce: string): Found {
  const fields = body.split(';');
  if (fields.length < 2 || fields.at(-1) !== nonce) return plain(whole);
  const [letter, value = ''] = fields;
  const shown = (marker: string) => `${OPENING}${marker}\x07`;
  const found = (mark: ShellMark, visible: string): Found => ({ kind: 'found', length: whole.length, visible, mark });
  switch (letter) {
    case 'A':
      return found({ kind: 'prompt' }, shown('A'));
    case 'C':
      return found({ kind: 'running' }, shown('C'));
    case 'D': {
      const exitCode = fields.length === 3 && /^\d{1,3}$/u.test(value) ? Number(value) : null;
      return found({ kind: 'finished', exitCode }, shown(exitCode === null ? 'D' : `D;${exitCode}`));
    }
    case 'E':
      return found({ kind: 'command', line: fields.length === 3 ? unescapeCommand(value) : '' }, '');
    default:
      // Ours but unknown: nothing to see and nothing to tell.
      return { kind: 'found', length: whole.length, visible: '' };
  }
}

/** The shell writes `\` as `\\` and what would end or split the mark as `\xHH`. */
export function unescapeCommand(text: string): string {
  return text
    .replace(/\\(\\|x[0-9A-Fa-f]{2})/gu, (_, code: string) =>
      code === '\\' ? '\\' : String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    )
    .slice(0, MAX_COMMAND_LENGTH);
}
