import type { Disposable } from '@alongside/base';
import { drawnWords, wordParts } from './words.ts';

/** What stands on the screen of a dialog. */
export interface Drawn {
  /** The page is in front, and all words of the dialog were wholly in sight since they last changed. */
  readonly visible: boolean;
  readonly words: string;
}

/** A part counts as wholly visible from here on; layout rounds to fractions of a pixel. */
const WHOLE = 0.99;

/**
 * Watches whether a dialog is wholly visible, and what it says. Each part must have been wholly in sight since the words
 * changed: in a window that is large enough that is all at once; in a tiny or much enlarged one, the reader has scrolled
 * through all of it. `[data-answers]`, the row of the buttons, must be in sight now.
 */
export class DialogWatch implements Disposable {
  readonly #root: HTMLElement;
  readonly #onDrawn: (drawn: Drawn) => void;
  readonly #intersections: IntersectionObserver;
  readonly #mutations: MutationObserver;
  readonly #seen = new Set<Element>();
  readonly #inSight = new Set<Element>();
  readonly #watched = new Set<Element>();
  readonly #ends = new AbortController();
  #told: Drawn | undefined;

  constructor(root: HTMLElement, onDrawn: (drawn: Drawn) => void) {
    this.#root = root;
    this.#onDrawn = onDrawn;
    this.#intersections = new IntersectionObserver((entries) => this.#handleSight(entries), { threshold: [0, 0.5, WHOLE, 1] });
    this.#mutations = new MutationObserver(() => this.#check());
    this.#mutations.observe(root, { subtree: true, childList: true, characterData: true });
    document.addEventListener('visibilitychange', () => this.#check(), { signal: this.#ends.signal });
    this.#check();
  }

  get drawn(): Drawn {
    const parts = wordParts(this.#root);
    const answers = this.#root.querySelector('[data-answers]');
    const words = drawnWords(this.#root);
    const wholly = parts.length > 0 && parts.every((part) => this.#seen.has(part));
    const visible = wholly && answers !== null && this.#inSight.has(answers) && document.visibilityState === 'visible';
    return { visible, words };
  }

  dispose(): void {
    this.#ends.abort();
    this.#intersections.disconnect();
    this.#mutations.disconnect();
  }

  #handleSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, intersectionRatio } of entries) {
      if (intersectionRatio >= WHOLE) {
        this.#inSight.add(target);
        this.#seen.add(target);
      } else this.#inSight.delete(target);
    }
    this.#check();
  }

  #check(): void {
    const answers = this.#root.querySelector('[data-answers]');
    for (const part of [...wordParts(this.#root), ...(answers === null ? [] : [answers])]) {
      if (this.#watched.has(part)) continue;
      this.#watched.add(part);
      this.#intersections.observe(part);
    }
    if (this.#told !== undefined && drawnWords(this.#root) !== this.#told.words) {
      // What was seen before the words changed counts no more; what is in sight now does.
      this.#seen.clear();
      for (const part of this.#inSight) this.#seen.add(part);
    }
    const { drawn } = this;
    if (drawn.visible === this.#told?.visible && drawn.words === this.#told.words) return;
    this.#told = drawn;
    this.#onDrawn(drawn);
  }
}
