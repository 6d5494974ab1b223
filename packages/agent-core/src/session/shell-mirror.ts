import { type Disposable, DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { ShellControl } from './shell-control.ts';

/** More than is drawn between two tellings, and so little that questions behind it reach a slow page within a moment. */
const WINDOW_UNITS = 256 * 1024;

export interface ShellMirrorParts {
  readonly shellId: string;
  readonly shells: Pick<ShellControl, 'open' | 'mirror' | 'onOutput' | 'onResized'>;
  readonly page: Connection;
}

/**
 * One shell as the user's page shows it, no faster than the page draws: what would wait there, and with it every question
 * behind it, is left out, and the page says so.
 */
export class ShellMirror implements Disposable {
  readonly #parts: ShellMirrorParts;
  readonly #store = new DisposableStore();
  /** Sent and not drawn. */
  #flying: number;
  #behind = false;

  /** `shown`: units that the page has of it already, and draws. */
  constructor(parts: ShellMirrorParts, shown: number) {
    this.#parts = parts;
    this.#flying = shown;
    const { shells, page, shellId } = parts;
    this.#store.add(shells.onOutput((output) => output.shellId === shellId && this.#handleOutput(output.data)));
    this.#store.add(
      shells.onResized(({ shellId: of, cols, rows }) => {
        if (of === shellId) page.notify(shellPage.mirrorResized, { shellId, cols, rows });
      }),
    );
  }

  handleDrawn(units: number): void {
    this.#flying = Math.max(0, this.#flying - units);
    if (!this.#behind || this.#flying > WINDOW_UNITS / 2) return;
    const { shells, shellId } = this.#parts;
    // One that has ended stands on no page any more.
    if (!shells.open.some((shell) => shell.shellId === shellId)) return;
    this.#behind = false;
    this.#send(shells.mirror(shellId).recent, true);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handleOutput(data: string): void {
    if (!this.#behind && this.#flying + data.length <= WINDOW_UNITS) return this.#send(data);
    this.#behind = true;
  }

  #send(data: string, skipped?: true): void {
    const { page, shellId } = this.#parts;
    this.#flying += data.length;
    page.notify(shellPage.mirrorOutput, { shellId, data, ...(skipped && { skipped }) });
  }
}
