import { type Disposable, Emitter, type Event, Observable } from '@alongside/base';

/** The part of Document Picture-in-Picture (WICG) that is used. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const WIDTH_PX = 620;
const FOLDED_PX = 152;
const UNFOLDED_PX = 320;

/** The always-on-top window of the bar, where the browser has such. Opened within a click only. */
export class BarWindow implements Disposable {
  /** The open window. */
  readonly window = new Observable<Window | undefined>(undefined);
  readonly #closedByUser = new Emitter<void>();
  readonly #mayOpen: boolean;
  #opening = false;
  #closing = false;
  #schemes: MutationObserver | undefined;

  readonly onClosedByUser: Event<void> = this.#closedByUser.event;

  /** `mayOpen` is false where the host shows the bar in a window of its own. */
  constructor(mayOpen = true) {
    this.#mayOpen = mayOpen;
  }

  get available(): boolean {
    return this.#mayOpen && 'documentPictureInPicture' in window;
  }

  /** Opens it where it is not open. Nothing happens where the browser cannot or will not: the page has a bar as well. */
  open(): void {
    if (!this.available || this.#opening || this.window.value !== undefined) return;
    this.#opening = true;
    const { documentPictureInPicture } = window as unknown as { documentPictureInPicture: DocumentPictureInPicture };
    documentPictureInPicture
      .requestWindow({ width: WIDTH_PX, height: FOLDED_PX })
      .then((opened) => this.#adopt(opened))
      .catch(() => undefined)
      .finally(() => {
        this.#opening = false;
      });
  }

  close(): void {
    this.#closing = true;
    this.window.value?.close();
  }

  /** Makes room for the feed below the bar; needs a click in it. */
  unfold(unfolded: boolean): void {
    this.window.value?.resizeTo(WIDTH_PX, unfolded ? UNFOLDED_PX : FOLDED_PX);
  }

  dispose(): void {
    this.close();
  }

  #adopt(opened: Window): void {
    this.#closing = false;
    copyStyles(opened.document);
    this.#schemes = new MutationObserver(() => copyRoot(opened.document));
    this.#schemes.observe(document.documentElement, { attributes: true });
    opened.addEventListener('pagehide', () => this.#handleClosed(), { once: true });
    this.window.set(opened);
  }

  #handleClosed(): void {
    this.#schemes?.disconnect();
    this.window.set(undefined);
    if (!this.#closing) this.#closedByUser.fire();
  }
}

function copyRoot(target: Document): void {
  for (const { name, value } of document.documentElement.attributes) target.documentElement.setAttribute(name, value);
}

function copyStyles(target: Document): void {
  copyRoot(target);
  for (const style of document.querySelectorAll<HTMLElement>('link[rel="stylesheet"], style')) {
    const copy = target.importNode(style, true);
    // The new document has no address of its own to resolve against.
    if (copy instanceof HTMLLinkElement || style instanceof HTMLLinkElement) {
      (copy as HTMLLinkElement).href = (style as HTMLLinkElement).href;
    }
    target.head.append(copy);
  }
}
