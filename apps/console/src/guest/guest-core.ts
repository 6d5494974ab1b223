import { type DesktopPort, Guest, PageDesk } from '@alongside/agent-core';
import { CoreClient } from '@alongside/agent-ui/browser';
import {
  AppError,
  type Crypto,
  DisposableStore,
  type Observable,
  randomId,
  silentLogger,
  systemClock,
  systemRandom,
} from '@alongside/base';
import { guardReasons } from '@alongside/consent';
import type { Language } from '@alongside/protocol';
import { webSocketTransport } from '@alongside/rpc';
import { openWebSocket } from '../desk/open-web-socket.ts';
import { browserLabel } from '../identity/register-key.ts';
import { GuestDatabase } from './guest-database.ts';
import { GuestSocket } from './guest-server-link.ts';
import { GuestLedgers, guestDocuments, guestKey } from './guest-storage.ts';
import { PagePipes } from './page-pipes.ts';

export interface RunningGuest {
  readonly client: CoreClient;
  /** The server will not have this page; undefined while it does. */
  readonly refused: Observable<AppError | undefined>;
  /** Ends what is live at once; for a page that goes away. */
  end(): void;
}

export interface GuestCoreParts {
  readonly token: string;
  readonly crypto: Crypto;
  readonly language: Language;
  readonly desktop: DesktopPort;
}

/** One page of this browser at a time: two would answer each other's questions. */
const LOCK = 'alongside-guest';

export const canShowScreen = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

/**
 * Puts the user's side together in this page: the agent's own core, with the page's ports, and nothing of a machine.
 * Throws `environment.running-already` where another page of this browser has it, `storage.…` where nothing can be kept.
 */
export async function startGuest({ token, crypto, language, desktop }: GuestCoreParts): Promise<RunningGuest> {
  await holdAlone();
  const clock = systemClock();
  const random = systemRandom();
  const logger = silentLogger;
  const store = new DisposableStore();
  const database = await GuestDatabase.open(indexedDB);
  const link = crypto.sha256(token);
  const identity = await guestKey(database, window.crypto.subtle, link);
  const requestId = randomId(random);
  const screen = canShowScreen();
  const pipes = store.add(new PagePipes({ clock, logger, devices: screen ? navigator.mediaDevices : undefined }));
  const server = store.add(
    new GuestSocket({
      token,
      requestId,
      identity,
      browser: browserLabel(navigator.userAgent),
      screen,
      openTransport: async () => webSocketTransport(await openWebSocket('/ws/guest', clock)),
      clock,
      random,
      logger,
    }),
  );
  const guest = store.add(
    new Guest({
      clock,
      random,
      crypto,
      identity,
      logger,
      server,
      pages: pipes,
      desktop,
      documents: guestDocuments(database),
      ledgers: new GuestLedgers(database, link, clock),
      guardReasons,
      language,
      requestId,
      canShowScreen: screen,
    }),
  );
  await guest.start();
  store.add(new PageDesk({ hand: guest, pages: pipes, clock, logger }));
  const client = new CoreClient({ way: { kind: 'within', transport: pipes.page }, clock, logger });
  client.start();
  server.start();
  return { client, refused: server.refused, end: () => guest.stop('user-closed') };
}

/** Everything that such pages kept in this browser: keys, records, whom they met. */
export async function forgetEverything(): Promise<void> {
  const database = await GuestDatabase.open(indexedDB);
  await database.clear();
  database.close();
}

/** Held until the page goes; the browser lets go of it then, however it goes. */
function holdAlone(): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        if (lock === null) throw new AppError('environment.running-already', 'another page of this browser is open');
        resolve();
        return new Promise<never>(() => undefined);
      })
      .catch(reject);
  });
}
