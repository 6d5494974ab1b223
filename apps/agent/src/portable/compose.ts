import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AgentPorts, type DocumentStore, startAgent } from '@alongside/agent-core';
import {
  type BrowserLauncher,
  type Enrollment,
  type EnrollmentLink,
  enroll,
  FileDocumentStore,
  FileLedgerStore,
  FileSecretStore,
  KeytarSecretStore,
  LoopbackPageHost,
  loadDeviceIdentity,
  lockDataFolder,
  NodeProbePort,
  NodePtyShellPort,
  ProcessWatchdog,
  parseEnrollmentLink,
  readEnrollment,
  releaseCommand,
  SystemBrowserLauncher,
  WebSocketServerLink,
} from '@alongside/agent-node';
import { pageFolders } from '@alongside/agent-ui';
import { AppError, DisposableStore, systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { fileLogger } from './file-logger.ts';
import { openScreen } from './screen.ts';
import { watchBrowser } from './watch-browser.ts';

export interface PortableOptions {
  readonly dataDir: string;
  /** `ORIGIN/get#e=TOKEN`; enrolls before anything else. */
  readonly enrollmentLink?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Of texts, BCP 47. */
  readonly language: string;
  readonly version: string;
  /** Tests, demo and measurements start the browser in their own way; nothing outside the program can choose one. */
  readonly launcher?: BrowserLauncher;
}

export type PortableAgent = Awaited<ReturnType<typeof composePortable>>;

/**
 * The portable host: Node, the system's browser, and the core between them, as a list of its parts. Throws what any of
 * them throws (`environment.*`, `storage.*`, `secrets.*`, `device.not-enrolled`); nothing stays open then.
 */
export async function composePortable(options: PortableOptions) {
  const { dataDir, environment, language } = options;
  const store = new DisposableStore();
  try {
    if (process.platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) {
      throw new AppError('screen.unavailable', 'there is no screen here: DISPLAY is not set');
    }
    store.add(await lockDataFolder(dataDir));
    const logger = fileLogger(dataDir);
    const clock = systemClock();
    const random = systemRandom();
    const documents = await FileDocumentStore.open(dataDir);
    const ledgers = await FileLedgerStore.open(join(dataDir, 'ledgers'));
    // Before a key is made or asked for: where this fails nothing else is worth the wait.
    const place = await findPlace(options, documents);
    const identity = await loadDeviceIdentity({
      documents,
      keychain: new KeytarSecretStore(),
      file: new FileSecretStore(dataDir),
      random,
    });
    const enrollment = 'token' in place ? await enroll(place, { identity: identity.key, documents, environment }) : place;

    const watchdog = store.add(new ProcessWatchdog({ releaseHeldKeys: releaseCommand(environment), logger }));
    const launcher = options.launcher ?? new SystemBrowserLauncher({ dataDir, environment, language, logger });
    const pages = store.add(
      await LoopbackPageHost.open({
        shellRoot: fileURLToPath(pageFolders.shell),
        linkRoot: fileURLToPath(pageFolders.link),
        launcher,
        clock,
        random,
        logger,
      }),
    );
    // Read by the core for each view: the browser's own may come later.
    const limits: AgentPorts['limits'][number][] = [];
    if (identity.warning) limits.push(identity.warning);
    watchBrowser(pages, { watchdog, launcher, limits });
    const ownProcesses = () => new Set([process.pid, ...pages.ownProcesses()]);
    const screen = store.add(await openScreen({ environment, ownProcesses, watchdog, clock, logger }));
    if (screen.input.unavailable !== null) limits.push('no-input');
    const shells = await NodePtyShellPort.create({ watchdog, clock, environment });
    if (shells.unavailable !== null) limits.push('no-shell');
    const server = store.add(
      new WebSocketServerLink({
        server: enrollment.server,
        deviceId: enrollment.deviceId,
        identity: identity.key,
        agentVersion: options.version,
        environment,
        clock,
        random,
        logger,
      }),
    );
    const { agent } = store.add(
      await startAgent({
        clock,
        random,
        crypto: webCrypto(),
        identity: identity.key,
        logger,
        server,
        pages,
        documents,
        ledgers,
        input: screen.input,
        activity: screen.activity,
        desktop: screen.desktop,
        stopKey: screen.stopKey,
        shells,
        probes: new NodeProbePort({ agentVersion: options.version, watchdog, clock }),
        language,
        limits,
      }),
    );
    return {
      agent,
      pages,
      server,
      enrollment,
      limits: limits as AgentPorts['limits'],
      show: () => {
        pages.show();
        void screen.desktop.attention();
      },
      dispose: () => store.dispose(),
    };
  } catch (error) {
    store.dispose();
    throw error;
  }
}

/** Where this computer belongs, or is to belong. */
async function findPlace({ enrollmentLink }: PortableOptions, documents: DocumentStore): Promise<Enrollment | EnrollmentLink> {
  if (enrollmentLink !== undefined) return parseEnrollmentLink(enrollmentLink);
  const known = await readEnrollment(documents);
  if (known) return known;
  throw new AppError('device.not-enrolled', 'this computer is not enrolled anywhere yet');
}
