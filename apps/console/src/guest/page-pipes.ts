import type { PageHost } from '@alongside/agent-core';
import { PeerRelay, ScreenCapture, workerTicks } from '@alongside/agent-ui/browser';
import { type Clock, type Disposable, DisposableStore, Emitter, type Event, type Logger } from '@alongside/base';
import { simplePeerLinkFactory } from '@alongside/peer/browser';
import { linkPage, shellPage } from '@alongside/protocol';
import { Connection, contract, linkedTransports, type Transport } from '@alongside/rpc';

export interface PagePipesParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly devices: Pick<MediaDevices, 'getDisplayMedia'> | undefined;
}

/**
 * The agent's two pages where core and pages are one page: the same contracts over pipes in memory. What carries the
 * connection can be thrown away with all that it holds, as the agent's link frame can.
 */
export class PagePipes implements PageHost, Disposable {
  readonly #parts: PagePipesParts;
  readonly #links = new Emitter<Connection | undefined>();
  readonly shell: Connection;
  /** For the page's own client. */
  readonly page: Transport;
  #linkStore = new DisposableStore();
  link: Connection | undefined;

  /** It is there from the beginning, and goes with all the rest. */
  readonly onShell: Event<Connection | undefined> = new Emitter<Connection | undefined>().event;
  readonly onLink: Event<Connection | undefined> = this.#links.event;
  readonly onSecondPage: Event<void> = new Emitter<void>().event;

  constructor(parts: PagePipesParts) {
    this.#parts = parts;
    const [core, page] = linkedTransports();
    this.page = page;
    this.shell = new Connection(core, { ...this.#ends('core', 'page'), contract: contract(shellPage) });
    this.link = this.#makeLink();
  }

  resetLink(): void {
    this.#linkStore.dispose();
    this.link = undefined;
    this.#links.fire(undefined);
    this.link = this.#makeLink();
    this.#links.fire(this.link);
  }

  /** A page cannot bring its window up; its title says that something is asked. */
  readonly show = () => undefined;

  dispose(): void {
    this.#linkStore.dispose();
    this.shell.dispose();
  }

  #makeLink(): Connection {
    const { devices } = this.#parts;
    const [core, page] = linkedTransports();
    const store = new DisposableStore();
    this.#linkStore = store;
    const common = { contract: contract(linkPage), maxFrameBytes: linkPage.peerSend.maxBytes };
    const ours = store.add(new Connection(core, { ...this.#ends('core', 'page'), ...common }));
    const theirs = store.add(new Connection(page, { ...this.#ends('page', 'core'), ...common }));
    const factory = () => store.add(simplePeerLinkFactory({ clock: this.#parts.clock }));
    const factories = { session: factory(), watcher: factory() };
    const ticks = store.add(workerTicks());
    store.add(new PeerRelay({ connection: theirs, factories, ticks }));
    if (devices !== undefined) {
      // The click is this page's own, and the browser knows how old it is.
      const clicks = { next: async () => navigator.userActivation?.isActive !== false, dispose: () => undefined };
      store.add(new ScreenCapture({ connection: theirs, factories, ticks, clicks, devices, surfaces: 'any' }));
    }
    return ours;
  }

  #ends<Local extends 'core' | 'page', Remote extends 'core' | 'page'>(local: Local, remote: Remote) {
    const { clock, logger } = this.#parts;
    return { local, remote, clock, logger };
  }
}
