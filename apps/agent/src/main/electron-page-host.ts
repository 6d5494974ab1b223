import type { PageHost } from '@alongside/agent-core';
import { type Clock, type Disposable, DisposableStore, Emitter, type Event, type Logger } from '@alongside/base';
import { linkPage, type ShellWindow, shellPage } from '@alongside/protocol';
import { Connection, type Contract, contract, pageTransport, type Transport } from '@alongside/rpc';
import { CHANNELS } from '../preload/channels.ts';
import { AgentWindow, type SystemEnd } from './agent-window.ts';
import type { CaptureGate } from './capture-gate.ts';
import type { ElectronApi } from './electron-api.ts';
import { IpcDoor, MAX_FRAME_BYTES, type Page } from './ipc-door.ts';
import { METHODS_OF, type PageKind } from './page-kinds.ts';
import { type Member, SharedTransport } from './shared-transport.ts';
import { ASK, barHeight } from './window-options.ts';
import type { WindowPlan } from './window-plan.ts';

/** A link page that fails at once must not be loaded in a circle. */
const LINK_AGAIN_MS = 500;

export interface ElectronPageHostOptions {
  readonly electron: Pick<ElectronApi, 'ipc' | 'createWindow' | 'workArea'>;
  /** Holds `preload/KIND.cjs`. */
  readonly folder: string;
  /** Of texts, BCP 47. */
  readonly language: string;
  readonly platform: NodeJS.Platform;
  readonly gate: Pick<CaptureGate, 'chooseScreen'>;
  /** Where home wants to go; the other windows' pages lead nowhere. */
  readonly leave: (address: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A page that is connected now. */
interface Joined {
  receive(frame: string): void;
  leave(): void;
}

/**
 * Electron's windows as the core's two pages: home, consent and bar share the shell's connection, each with its part of
 * the contract; the link page is a page of its own in a session of its own, and is never seen.
 */
export class ElectronPageHost implements PageHost, Disposable {
  readonly #options: ElectronPageHostOptions;
  readonly #store = new DisposableStore();
  readonly #door: IpcDoor;
  readonly #windows = new Map<PageKind, AgentWindow>();
  readonly #joined = new Map<Page, Joined>();
  readonly #shellChanged = this.#store.add(new Emitter<Connection | undefined>());
  readonly #linkChanged = this.#store.add(new Emitter<Connection | undefined>());
  readonly #second = this.#store.add(new Emitter<void>());
  readonly #stop = this.#store.add(new Emitter<void>());
  readonly #sessionEnd = this.#store.add(new Emitter<SystemEnd>());
  #plan: WindowPlan = { consent: false, bar: false, closingIsStop: false };
  #shell: { readonly connection: Connection; readonly shared: SharedTransport } | undefined;
  #link: Connection | undefined;
  #linkTimer: Disposable | undefined;
  #disposed = false;

  readonly onShell: Event<Connection | undefined> = this.#shellChanged.event;
  readonly onLink: Event<Connection | undefined> = this.#linkChanged.event;
  /** Never fires: a page that is not a window of ours has no way in. */
  readonly onSecondPage: Event<void> = this.#second.event;
  /** A window was closed, or broke, whose end is Stop. */
  readonly onStop: Event<void> = this.#stop.event;

  /** Windows tells each window. */
  readonly onSessionEnd: Event<SystemEnd> = this.#sessionEnd.event;

  constructor(options: ElectronPageHostOptions) {
    this.#options = options;
    this.#door = new IpcDoor(options.electron.ipc, options.logger, {
      handleConnect: (page) => this.#connect(page),
      handleFrame: (page, frame) => this.#joined.get(page)?.receive(frame),
      handleUnfold: (unfolded) => this.#windows.get('bar')?.resize(...barHeight(unfolded)),
      handleChooseScreen: () => options.gate.chooseScreen(),
    });
  }

  get shell(): Connection | undefined {
    return this.#shell?.connection;
  }

  get link(): Connection | undefined {
    return this.#link;
  }

  /** The window of a kind, where it is open. */
  window(kind: PageKind): AgentWindow | undefined {
    return this.#windows.get(kind);
  }

  /** Opens the link page; home comes with `show()`. */
  start(): void {
    this.#open('link');
  }

  show(): void {
    if (this.#disposed) return;
    this.#open('home').bringUp();
  }

  /** Home, at the beginning of a request. */
  ask(): void {
    if (this.#disposed) return;
    const there = this.#windows.get('home');
    // Its page hears of it; it may show something else by now.
    there?.load(ASK);
    (there ?? this.#open('home', ASK)).bringUp();
  }

  resetLink(): void {
    this.#linkTimer?.dispose();
    this.#windows.get('link')?.destroy();
    this.#open('link');
  }

  /** Opens and closes windows so that they fit what the user must see now. */
  apply(plan: WindowPlan): void {
    this.#plan = plan;
    if (this.#disposed) return;
    // The question last, so that it comes above the bar.
    for (const kind of ['bar', 'consent'] as const) {
      if (plan[kind]) this.#open(kind).showWithoutFocus();
      else this.#windows.get(kind)?.destroy();
    }
  }

  /** A question must be seen: above all, and without taking the focus from what is typed. */
  attention(): void {
    const window = this.#windows.get('consent') ?? this.#windows.get('home');
    window?.raise();
    window?.flash();
  }

  keepBarAbove(): void {
    this.#windows.get('bar')?.raise();
    this.#windows.get('consent')?.raise();
  }

  dispose(): void {
    this.#disposed = true;
    this.#linkTimer?.dispose();
    for (const window of [...this.#windows.values()]) window.destroy();
    this.#door.dispose();
    this.#store.dispose();
  }

  #open(kind: PageKind, place?: string): AgentWindow {
    const there = this.#windows.get(kind);
    if (there) return there;
    const { leave, ...parts } = this.#options;
    const window = new AgentWindow({ ...parts, kind, leave: kind === 'home' ? leave : undefined });
    const page: Page = { kind, contents: window.contents };
    this.#windows.set(kind, window);
    this.#door.letIn(page);
    window.onClosing(({ preventDefault }) => this.#handleClosing(kind, preventDefault));
    window.onGone(() => this.#handleGone(kind, page, window));
    window.onSessionEnd((end) => this.#sessionEnd.fire(end));
    window.onHidden(() => {
      if (this.#mustStay(kind)) window.showWithoutFocus();
    });
    window.load(place);
    return window;
  }

  #mustStay(kind: PageKind): boolean {
    return (kind === 'bar' && this.#plan.closingIsStop) || (kind === 'consent' && this.#plan.consent);
  }

  /** The user closes a window. A question stays: silence is its own no. */
  #handleClosing(kind: PageKind, preventDefault: () => void): void {
    if (kind === 'consent' && this.#plan.consent) return preventDefault();
    if ((kind === 'bar' || kind === 'home') && this.#plan.closingIsStop) this.#stop.fire();
  }

  #handleGone(kind: PageKind, page: Page, window: AgentWindow): void {
    if (this.#windows.get(kind) !== window) return;
    this.#windows.delete(kind);
    this.#door.letOut(page);
    this.#leave(page);
    if (this.#disposed) return;
    if (kind === 'link') {
      this.#linkTimer?.dispose();
      this.#linkTimer = this.#options.clock.after(LINK_AGAIN_MS, () => this.#open('link'));
      return;
    }
    // It broke, rather than being closed: the same rule.
    if (window.broke && kind !== 'consent' && this.#plan.closingIsStop) this.#stop.fire();
    if (this.#plan.consent && kind === 'consent') this.#open('consent').showWithoutFocus();
  }

  /** A new document in a window: what the one before it had is over. */
  #connect(page: Page): void {
    this.#leave(page);
    // Its door is gone before this one is there.
    if (page.kind === 'first') return;
    const send = (frame: string) => {
      if (!page.contents.isDestroyed()) page.contents.send(CHANNELS.frame, frame);
    };
    this.#joined.set(page, page.kind === 'link' ? this.#connectLink(send) : this.#connectShell(page.kind, send));
  }

  #leave(page: Page): void {
    const joined = this.#joined.get(page);
    this.#joined.delete(page);
    joined?.leave();
  }

  #connectShell(kind: ShellWindow, send: (frame: string) => void): Joined {
    const fresh = this.#shell === undefined;
    const shell = this.#shell ?? this.#makeShell();
    this.#shell = shell;
    const member: Member = shell.shared.join(send, METHODS_OF[kind]);
    if (fresh) this.#shellChanged.fire(shell.connection);
    return {
      receive: (frame) => member.receive(frame),
      leave: () => {
        member.leave();
        if (shell.shared.empty) shell.connection.close('the last window closed');
      },
    };
  }

  #makeShell(): { readonly connection: Connection; readonly shared: SharedTransport } {
    const shared = new SharedTransport();
    const connection = this.#connection(shared, contract(shellPage));
    connection.onClose(() => {
      if (this.#shell?.connection !== connection) return;
      this.#shell = undefined;
      this.#shellChanged.fire(undefined);
    });
    return { connection, shared };
  }

  #connectLink(send: (frame: string) => void): Joined {
    const { transport, receive, end } = pageTransport(send);
    const connection = this.#connection(transport, contract(linkPage));
    connection.onClose(() => {
      if (this.#link !== connection) return;
      this.#link = undefined;
      this.#linkChanged.fire(undefined);
    });
    this.#link = connection;
    this.#linkChanged.fire(connection);
    return { receive, leave: () => end('the page is gone') };
  }

  #connection(transport: Transport, of: Contract): Connection {
    const { clock, logger } = this.#options;
    return new Connection(transport, {
      local: 'core',
      remote: 'page',
      contract: of,
      clock,
      logger,
      maxFrameBytes: MAX_FRAME_BYTES,
    });
  }
}
