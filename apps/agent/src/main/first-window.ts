import { join } from 'node:path';
import { organisationOf, parseEnrollmentLink } from '@alongside/agent-node';
import { AppError, type Clock, type Logger } from '@alongside/base';
import { wordsOfOrganisation } from '@alongside/identity';
import { firstPage } from '@alongside/protocol';
import { Connection, contract, type PageTransport, pageTransport } from '@alongside/rpc';
import { CHANNELS } from '../preload/channels.ts';
import { AgentWindow } from './agent-window.ts';
import { APP_SCHEME, siteHandler } from './app-protocol.ts';
import { denyByDefault } from './capture-gate.ts';
import type { ElectronApi } from './electron-api.ts';
import { IpcDoor, MAX_FRAME_BYTES, type Page } from './ipc-door.ts';
import { partitionOf } from './window-options.ts';

export interface FirstWindowParts {
  readonly electron: Pick<ElectronApi, 'app' | 'ipc' | 'createWindow' | 'workArea' | 'sessionOf'>;
  /** Of the built program: holds `preload/` and `pages/`. */
  readonly folder: string;
  /** Of texts, BCP 47. */
  readonly language: string;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Makes this computer one of the link's server. Its error is told in the window, which stays. */
  readonly enroll: (link: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The window of a computer that belongs to nobody yet: takes the link that its organisation gave, shows where that leads,
 * and enrolls after a yes. Resolves to false where it was closed instead; nothing of it is left in either case.
 */
export async function openFirstWindow(parts: FirstWindowParts): Promise<boolean> {
  const { electron, folder, environment, clock, logger } = parts;
  const session = electron.sessionOf(partitionOf('first'));
  session.protocol.handle(APP_SCHEME.scheme, await siteHandler('shell', join(folder, 'pages', 'shell'), logger));
  denyByDefault(session, undefined, () => false);
  session.on('will-download', (event) => event.preventDefault());

  const { promise: ended, resolve: end } = Promise.withResolvers<boolean>();
  let joined: PageTransport | undefined;
  let looked: string | undefined;
  const connect = ({ contents }: Page) => {
    joined?.end('another page');
    joined = pageTransport((frame) => {
      if (!contents.isDestroyed()) contents.send(CHANNELS.frame, frame);
    });
    const connection = new Connection(joined.transport, {
      local: 'core',
      remote: 'page',
      contract: contract(firstPage),
      clock,
      logger,
      maxFrameBytes: MAX_FRAME_BYTES,
    });
    connection.handle(firstPage.firstLook, async ({ link }) => {
      looked = undefined;
      const read = parseEnrollmentLink(link);
      const organisation = await organisationOf(read, environment);
      looked = link;
      const words = read.organisationHash === undefined ? null : [...wordsOfOrganisation(read.organisationHash)];
      return { server: read.server, organisation, words };
    });
    connection.handle(firstPage.firstJoin, async ({ link }) => {
      if (link !== looked) throw new AppError('request.invalid', 'this is not the link whose server was shown');
      await parts.enroll(link);
      // After the answer.
      clock.after(0, () => end(true));
    });
  };
  const door = new IpcDoor(electron.ipc, logger, {
    handleConnect: connect,
    handleFrame: (_page, frame) => joined?.receive(frame),
    handleUnfold: () => undefined,
    handleChooseScreen: () => Promise.resolve(false),
  });
  const window = new AgentWindow({ ...parts, kind: 'first' });
  door.letIn({ kind: 'first', contents: window.contents });
  window.onGone(() => end(false));
  electron.app.on('second-instance', () => window.bringUp());
  electron.app.on('activate', () => window.bringUp());
  window.load();
  window.bringUp();
  try {
    return await ended;
  } finally {
    joined?.end('enrolled');
    window.destroy();
    door.dispose();
  }
}
