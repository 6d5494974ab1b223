import { Emitter, type Event, type Logger } from '@alongside/base';
import { exceedsBytes } from '@alongside/rpc';
import { z } from 'zod';
import { CHANNELS } from '../preload/channels.ts';
import type { ContentsApi, IpcApi, IpcEventApi } from './electron-api.ts';
import { CHANNELS_OF, type Channel, originOf, type PageKind } from './page-kinds.ts';

/** Page contracts carry up to 450 KiB (a frame between peers, escaped). */
export const MAX_FRAME_BYTES = 512 * 1024;

const ARGUMENTS = {
  [CHANNELS.connect]: z.tuple([]),
  [CHANNELS.frame]: z.tuple([z.string().refine((frame) => !exceedsBytes(frame, MAX_FRAME_BYTES))]),
  [CHANNELS.unfold]: z.tuple([z.boolean()]),
  [CHANNELS.chooseScreen]: z.tuple([]),
} as const;

/** Why a message was dropped. */
export type DoorRefusal = 'unknown-page' | 'no-frame' | 'not-main-frame' | 'wrong-origin' | 'wrong-channel' | 'invalid';

export interface DoorHandlers {
  readonly handleConnect: (page: Page) => void;
  readonly handleFrame: (page: Page, frame: string) => void;
  readonly handleUnfold: (unfolded: boolean) => void;
  readonly handleChooseScreen: () => Promise<boolean>;
}

export interface Page {
  readonly kind: PageKind;
  readonly contents: ContentsApi;
}

/**
 * The one way from pages into this process. A message passes only from a window that was let in here, from the frame
 * that is that window's main frame now, with exactly its origin, on a channel of its kind, with arguments that fit.
 * What does not fit is counted and dropped; nothing of it throws.
 */
export class IpcDoor {
  readonly #ipc: IpcApi;
  readonly #logger: Logger;
  readonly #pages = new Map<number, Page>();
  readonly #refused = new Emitter<DoorRefusal>();

  readonly onRefused: Event<DoorRefusal> = this.#refused.event;

  constructor(ipc: IpcApi, logger: Logger, handlers: DoorHandlers) {
    this.#ipc = ipc;
    this.#logger = logger;
    ipc.on(CHANNELS.connect, (event, ...args) => {
      const passed = this.#pass(CHANNELS.connect, event, args);
      if (passed) handlers.handleConnect(passed.page);
    });
    ipc.on(CHANNELS.frame, (event, ...args) => {
      const passed = this.#pass(CHANNELS.frame, event, args);
      if (passed) handlers.handleFrame(passed.page, passed.args[0]);
    });
    ipc.on(CHANNELS.unfold, (event, ...args) => {
      const passed = this.#pass(CHANNELS.unfold, event, args);
      if (passed) handlers.handleUnfold(passed.args[0]);
    });
    ipc.handle(CHANNELS.chooseScreen, (event, ...args) =>
      this.#pass(CHANNELS.chooseScreen, event, args) ? handlers.handleChooseScreen() : false,
    );
  }

  /** Lets a window's page in, until `letOut`. */
  letIn(page: Page): void {
    this.#pages.set(page.contents.id, page);
  }

  /** Also of contents that are gone, which do not tell their id any more. */
  letOut(page: Page): void {
    for (const [id, known] of this.#pages) if (known === page) this.#pages.delete(id);
  }

  dispose(): void {
    this.#pages.clear();
    for (const channel of [CHANNELS.connect, CHANNELS.frame, CHANNELS.unfold]) this.#ipc.removeAllListeners(channel);
    this.#ipc.removeHandler(CHANNELS.chooseScreen);
    this.#refused.dispose();
  }

  #pass<C extends Channel>(
    channel: C,
    event: IpcEventApi,
    args: readonly unknown[],
  ): { readonly page: Page; readonly args: z.output<(typeof ARGUMENTS)[C]> } | undefined {
    const page = event.sender.isDestroyed() ? undefined : this.#pages.get(event.sender.id);
    const { senderFrame } = event;
    if (page === undefined) return this.#refuse('unknown-page', channel);
    if (senderFrame === null) return this.#refuse('no-frame', channel);
    if (senderFrame !== page.contents.mainFrame) return this.#refuse('not-main-frame', channel);
    if (senderFrame.origin !== originOf(page.kind)) return this.#refuse('wrong-origin', channel);
    if (!CHANNELS_OF[page.kind].has(channel)) return this.#refuse('wrong-channel', channel);
    const parsed = ARGUMENTS[channel].safeParse(args);
    if (!parsed.success) return this.#refuse('invalid', channel);
    return { page, args: parsed.data as z.output<(typeof ARGUMENTS)[C]> };
  }

  #refuse(why: DoorRefusal, channel: Channel): undefined {
    this.#logger.warn('a message of a page was dropped', { why, channel });
    this.#refused.fire(why);
    return undefined;
  }
}
