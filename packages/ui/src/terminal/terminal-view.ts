import type { Disposable } from '@alongside/base';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import { MONOSPACE } from '../theme.ts';
import { TERMINAL_COLOURS } from './colours.ts';
import { lineCount, pasteable, silenceReports } from './silence.ts';

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalViewOptions {
  readonly label: string;
  readonly readOnly: boolean;
  /** Whether it takes the size of its box. */
  readonly fits: boolean;
  readonly onInput: (data: string) => void;
  readonly onSize: (size: TerminalSize) => void;
  /** Several lines were pasted: `paste` goes on with them. */
  readonly onPasteAsked: (text: string) => void;
  readonly onSearchAsked: () => void;
}

const SCROLLBACK_LINES = 5000;
const FONT_PX = 13;
/** The bounds of `shell/resize`. */
const LEAST: TerminalSize = { cols: 2, rows: 1 };
const MOST: TerminalSize = { cols: 500, rows: 300 };

/** One xterm in one box, without React. */
export class TerminalView implements Disposable {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #options: TerminalViewOptions;
  readonly #ends = new AbortController();
  #observer: ResizeObserver | undefined;

  constructor(box: HTMLElement, options: TerminalViewOptions) {
    this.#options = options;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: false,
      disableStdin: options.readOnly,
      fontFamily: MONOSPACE,
      fontSize: FONT_PX,
      minimumContrastRatio: 4.5,
      scrollback: SCROLLBACK_LINES,
      theme: TERMINAL_COLOURS,
      // Links in output are another's text: shown, never followed by a click.
      linkHandler: { activate: () => undefined },
    });
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    silenceReports(terminal);
    terminal.open(box);
    this.setLabel(options.label);
    terminal.attachCustomKeyEventHandler((event) => this.#handleKey(event));
    if (options.readOnly) this.#makeReadOnly(box);
    else {
      terminal.onData((data) => options.onInput(data));
      box.addEventListener('paste', (event) => this.#handlePaste(event), { capture: true, signal: this.#ends.signal });
    }
    if (options.fits) this.#followBox(box);
  }

  setLabel(label: string): void {
    this.#terminal.textarea?.setAttribute('aria-label', label);
  }

  write(data: string, onWritten?: (units: number) => void): void {
    this.#terminal.write(data, () => onWritten?.(data.length));
  }

  reset(): void {
    this.#terminal.reset();
  }

  focus(): void {
    this.#terminal.focus();
  }

  resize({ cols, rows }: TerminalSize): void {
    this.#terminal.resize(clamp(cols, LEAST.cols, MOST.cols), clamp(rows, LEAST.rows, MOST.rows));
  }

  /** Types text as a paste, bracketed where the program asks for that. */
  paste(text: string): void {
    this.#terminal.paste(pasteable(text));
  }

  /** False where there is no (other) match. */
  find(text: string, direction: 'next' | 'previous'): boolean {
    return direction === 'next' ? this.#search.findNext(text) : this.#search.findPrevious(text);
  }

  dispose(): void {
    this.#ends.abort();
    this.#observer?.disconnect();
    this.#terminal.dispose();
  }

  /** A mirror takes neither keys nor pastes, and is no stop on the way of the Tab key that one could not leave. */
  #makeReadOnly(box: HTMLElement): void {
    const { textarea } = this.#terminal;
    textarea?.setAttribute('readonly', '');
    textarea?.setAttribute('tabindex', '-1');
    box.addEventListener('paste', (event) => event.stopPropagation(), { capture: true, signal: this.#ends.signal });
  }

  #handlePaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    if (lineCount(text) > 1) this.#options.onPasteAsked(text);
    else this.paste(text);
  }

  /** False keeps a key from the program: copy, paste and search are the page's. */
  #handleKey(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey) return true;
    if (event.code === 'KeyC') {
      event.preventDefault();
      const selected = this.#terminal.getSelection();
      // Without the permission nothing is copied, as the browser has then told the user.
      if (selected !== '') navigator.clipboard?.writeText(selected).catch(() => undefined);
      return false;
    }
    if (event.code === 'KeyF') {
      event.preventDefault();
      this.#options.onSearchAsked();
      return false;
    }
    // The browser's own paste event follows.
    return event.code !== 'KeyV';
  }

  #followBox(box: HTMLElement): void {
    const follow = () => {
      const proposed = this.#fit.proposeDimensions();
      if (proposed === undefined || Number.isNaN(proposed.cols) || Number.isNaN(proposed.rows)) return;
      this.resize(proposed);
    };
    this.#terminal.onResize((size) => this.#options.onSize(size));
    this.#observer = new ResizeObserver(follow);
    this.#observer.observe(box);
    follow();
    this.#options.onSize({ cols: this.#terminal.cols, rows: this.#terminal.rows });
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
