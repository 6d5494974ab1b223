/**
 * Tells which lines stood on the screen when Enter was pressed, for shells that report nothing themselves. It knows the
 * terminal's output and that Enter was sent, never what was typed: with echo off there is nothing on the screen, and so
 * nothing here. Cursor movement within a line is followed; programs that draw the whole screen are left out.
 */
const MAX_LINE_LENGTH = 4000;
const MAX_PENDING = 64;
/** Longer output without an Enter waiting is only looked at from its last line on. A terminal gives at most 4096 bytes at once. */
const SKIP_LENGTH = 1024;
const OTHER_SCREEN = /(^|;)(47|1047|1049)(;|$)/u;

export class ShownLines {
  #line: string[] = [];
  #column = 0;
  #fullScreen = false;
  #held = '';
  #pending = 0;
  /** What stood on the line before something was typed on it. */
  #prompt: string | undefined;

  /** To be called with what the other side types, before it goes to the terminal. Keeps no character of it. */
  handleInput(data: string): void {
    this.#prompt ??= this.#text();
    for (const char of data) if (char === '\r' || char === '\n') this.#pending = Math.min(this.#pending + 1, MAX_PENDING);
  }

  /** The lines that were entered, as they stood there without their prompt. */
  handleOutput(text: string): readonly string[] {
    const entered: string[] = [];
    let rest = this.#held + text;
    this.#held = '';
    if (this.#pending === 0 && rest.length > SKIP_LENGTH) rest = this.#skip(rest);
    for (let at = 0; at < rest.length; ) {
      const code = rest.charCodeAt(at);
      if (code === 0x1b) {
        const length = sequenceLength(rest, at);
        if (length === 0) {
          this.#held = rest.slice(at, at + 256);
          break;
        }
        this.#handleSequence(rest.slice(at, at + length));
        at += length;
      } else if (code === 0x0a) {
        const line = this.#newLine();
        if (line !== undefined) entered.push(line);
        at += 1;
      } else if (code < 0x20 || code === 0x7f) {
        if (code === 0x0d) this.#column = 0;
        else if (code === 0x08) this.#column = Math.max(0, this.#column - 1);
        else if (code === 0x09) this.#put(' ');
        at += 1;
      } else {
        const char = String.fromCodePoint(rest.codePointAt(at) ?? code);
        this.#put(char);
        at += char.length;
      }
    }
    return entered;
  }

  #newLine(): string | undefined {
    const line = this.#text();
    const prompt = this.#prompt;
    this.#line = [];
    this.#column = 0;
    if (this.#pending === 0 || this.#fullScreen) {
      // Output went on past a line on which somebody had begun to type: what follows is another line.
      this.#prompt = undefined;
      this.#pending = 0;
      return undefined;
    }
    this.#pending -= 1;
    if (this.#pending === 0) this.#prompt = undefined;
    const typed = (prompt && line.startsWith(prompt) ? line.slice(prompt.length) : line).trim();
    return typed.length > 0 ? typed : undefined;
  }

  #put(char: string): void {
    if (this.#fullScreen || this.#column >= MAX_LINE_LENGTH) return;
    while (this.#line.length < this.#column) this.#line.push(' ');
    this.#line[this.#column] = char;
    this.#column += 1;
  }

  #handleSequence(sequence: string): void {
    const csi = /^\[(\??)([\d;]*)([A-Za-z@])$/u.exec(sequence.slice(1));
    if (!csi) return;
    const [, mode, numbers = '', letter] = csi;
    const first = numbers.split(';')[0] ?? '';
    const count = Math.min(first === '' ? 1 : Number(first), MAX_LINE_LENGTH);
    if (mode === '?') {
      if (OTHER_SCREEN.test(numbers)) this.#switchScreen(letter === 'h');
      return;
    }
    switch (letter) {
      case 'C':
        this.#column = Math.min(this.#column + count, MAX_LINE_LENGTH);
        break;
      case 'D':
        this.#column = Math.max(0, this.#column - count);
        break;
      case 'G':
        this.#column = Math.max(0, count - 1);
        break;
      case 'K':
        if (first === '' || first === '0') this.#line.length = Math.min(this.#line.length, this.#column);
        else if (first === '2') this.#line = [];
        else this.#line.fill(' ', 0, this.#column + 1);
        break;
      case 'J':
        if (first !== '1') this.#line.length = Math.min(this.#line.length, this.#column);
        break;
      case 'P':
        this.#line.splice(this.#column, count);
        break;
      case '@':
        if (this.#line.length < MAX_LINE_LENGTH) this.#line.splice(this.#column, 0, ...Array<string>(count).fill(' '));
        break;
      case 'H':
        this.#column = 0;
        this.#line = [];
        break;
      default:
        break;
    }
  }

  /** What was typed on the one screen says nothing about the other. */
  #switchScreen(full: boolean): void {
    this.#fullScreen = full;
    this.#pending = 0;
    this.#prompt = undefined;
    this.#line = [];
    this.#column = 0;
  }

  #skip(text: string): string {
    const from = text.lastIndexOf('\n', text.length - 2);
    if (from < 0) return text;
    for (const { index, 1: numbers = '', 2: letter } of text.slice(0, from).matchAll(/\[\?([\d;]*)([hl])/gu)) {
      if (text[index - 1] === '\x1b' && OTHER_SCREEN.test(numbers)) this.#fullScreen = letter === 'h';
    }
    this.#prompt = undefined;
    this.#line = [];
    this.#column = 0;
    return text.slice(from + 1);
  }

  #text(): string {
    return Array.from(this.#line, (char) => char ?? ' ').join('');
  }
}

/** Length of the escape sequence at `at`; 0 where its end has not come yet. A runaway one counts as its first character. */
function sequenceLength(text: string, at: number): number {
  const kind = text[at + 1];
  if (kind === undefined) return 0;
  if (kind === '[') {
    for (let end = at + 2; end < text.length && end < at + 64; end += 1) {
      const code = text.charCodeAt(end);
      if (code >= 0x40 && code <= 0x7e) return end + 1 - at;
      if (code < 0x20 || code > 0x7e) return end - at;
    }
    return text.length - at < 64 ? 0 : 64;
  }
  if (kind === ']' || kind === 'P' || kind === '_' || kind === '^' || kind === 'X') {
    for (let end = at + 2; end < text.length && end < at + 256; end += 1) {
      if (text[end] === '\x07') return end + 1 - at;
      if (text[end] === '\x1b') return end + 1 < text.length ? (text[end + 1] === '\\' ? end + 2 : end) - at : 0;
    }
    return text.length - at < 256 ? 0 : 256;
  }
  return kind >= '\x20' && kind <= '\x2f' ? Math.min(3, text.length - at) : 2;
}
