import { join } from 'node:path';
import { type Agent, type AgentPorts, type DocumentStore, keptLanguage, type PageHost, startAgent } from '@alongside/agent-core';
import {
  askAsDevice,
  DeviceAttachments,
  type Enrollment,
  type EnrollmentLink,
  enroll,
  FileDocumentStore,
  FileLedgerStore,
  FileSecretStore,
  KeytarSecretStore,
  loadDeviceIdentity,
  lockDataFolder,
  NodeCrashFiles,
  NodeFixPort,
  NodeProbePort,
  NodePtyShellPort,
  nodeActionPorts,
  OwnIdentities,
  ProcessWatchdog,
  parseEnrollmentLink,
  processNames,
  readEnrollment,
  releaseCommand,
  WebSocketServerLink,
} from '@alongside/agent-node';
import {
  AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  type Logger,
  type RandomSource,
  systemClock,
  systemRandom,
} from '@alongside/base';
import { guardReasons } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import type { Language } from '@alongside/protocol';
import { fileLogger } from './file-logger.ts';
import { scanFileOf } from './scan-file.ts';
import { openScreen, type ScreenHost } from './screen.ts';
import { isWayland } from './wayland.ts';

export type AgentLimits = AgentPorts['limits'][number][];

export interface AgentHostOptions {
  readonly dataDir: string;
  /** `ORIGIN/get#e=TOKEN`; enrolls before anything else. */
  readonly enrollmentLink?: string | undefined;
  /** What technicians read at an enrollment; the host's name where not given. */
  readonly deviceName?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the system. */
  readonly language: Language;
  readonly version: string;
  /** This process takes the signal by which another one asks for its window. */
  readonly listens?: boolean;
}

/** What is there before a host makes its pages. */
export interface HostParts {
  /** In which the user is spoken to as it starts. */
  readonly language: Language;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly watchdog: ProcessWatchdog;
  /** Read by the core for each view: what a host finds out later may be added. */
  readonly limits: AgentLimits;
}

/** What differs between the hosts. */
export interface AgentHost<P extends PageHost & Disposable> {
  /** Makes the pages; they are disposed with the agent. */
  readonly openPages: (parts: HostParts) => Promise<P>;
  /** Processes whose windows are the agent's, beside this one. */
  readonly ownProcesses?: (pages: P) => ReadonlySet<number>;
  /** macOS: what the system lets this host do. */
  readonly permissions?: () => { readonly screen: boolean; readonly control: boolean };
  /** The window system as this host has it, made of what Node alone finds. */
  readonly screen?: (found: ScreenHost, pages: P) => Pick<ScreenHost, 'input' | 'activity' | 'stopKey' | 'desktop'>;
}

export interface ComposedAgent<P> extends Disposable {
  readonly agent: Agent;
  readonly pages: P;
  readonly server: WebSocketServerLink;
  readonly enrollment: Enrollment;
  readonly limits: AgentPorts['limits'];
  /** Brings the window up. */
  show(): void;
}

/**
 * The core with the machine around it, the same in each host, as a list of its parts. Throws what any of them throws
 * (`environment.*`, `storage.*`, `secrets.*`, `device.not-enrolled`); nothing stays open then.
 */
export async function composeAgent<P extends PageHost & Disposable>(
  options: AgentHostOptions,
  host: AgentHost<P>,
): Promise<ComposedAgent<P>> {
  const { dataDir, environment, language, listens = false } = options;
  const store = new DisposableStore();
  try {
    if (!hasScreen(environment)) {
      throw new AppError('screen.unavailable', 'there is no screen here: DISPLAY is not set');
    }
    store.add(await lockDataFolder(dataDir, { listens }));
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
    const enrollment =
      'token' in place
        ? await enroll(place, { identity: identity.key, documents, environment, name: options.deviceName })
        : place;

    const watchdog = store.add(new ProcessWatchdog({ releaseHeldKeys: releaseCommand(environment), logger }));
    const limits: AgentLimits = [];
    if (identity.warning) limits.push(identity.warning);
    const spoken = (await keptLanguage(documents, logger)) ?? language;
    const pages = store.add(await host.openPages({ language: spoken, clock, random, logger, watchdog, limits }));
    const ownProcesses = () => new Set([process.pid, ...(host.ownProcesses?.(pages) ?? [])]);
    const found = store.add(await openScreen({ environment, ownProcesses, watchdog, clock, logger }));
    const { input, activity, desktop, stopKey } = host.screen?.(found, pages) ?? found;
    if (input.unavailable !== null) limits.push('no-input');
    // Of both hosts: the browser's window on top is asked of the same desktop.
    if (input.unavailable !== null && isWayland(environment)) limits.push('bar-may-be-covered');
    const shells = await NodePtyShellPort.create({ watchdog, clock, environment });
    if (shells.unavailable !== null) limits.push('no-shell');
    const server = store.add(
      new WebSocketServerLink({
        server: enrollment.server,
        ca: enrollment.ca,
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
        pinnedOrganisation: enrollment.organisationHash ?? null,
        stepUpKey: enrollment.stepUpKey,
        clock,
        random,
        crypto: webCrypto(),
        identity: identity.key,
        logger,
        server,
        pages,
        documents,
        ledgers,
        input,
        activity,
        desktop,
        stopKey,
        shells,
        processes: { names: processNames },
        guardReasons,
        identities: new OwnIdentities(),
        attachments: new DeviceAttachments(enrollment, { deviceId: enrollment.deviceId, key: identity.key }, environment),
        crashes: new NodeCrashFiles({ random, environment }),
        scanFile: () => scanFileOf(enrollment, clock, logger),
        fixes: new NodeFixPort({ clock, environment, dataDir }),
        actions: nodeActionPorts({ clock, random, environment, dataDir, watchdog }),
        probes: new NodeProbePort({
          agentVersion: options.version,
          watchdog,
          clock,
          random,
          keepIn: dataDir,
          tellTrouble: ({ code, message }) => logger.warn('readings for the next check', { code, message }),
          server: enrollment,
          access: () => askAsDevice(enrollment, { deviceId: enrollment.deviceId, key: identity.key }, environment),
          environment,
          ...(host.permissions ? { permissions: host.permissions } : {}),
        }),
        language,
        limits,
      }),
    );
    server.open();
    return {
      agent,
      pages,
      server,
      enrollment,
      limits,
      show: () => {
        pages.show();
        void desktop.attention();
      },
      dispose: () => store.dispose(),
    };
  } catch (error) {
    store.dispose();
    throw error;
  }
}

/** A window can be shown: without one the agent does not begin. */
export function hasScreen({ DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/**
 * Enrolls this computer by a link and ends, before any of its agent is there. Throws what `enroll` throws, and
 * `environment.running-already`, `storage.*`, `secrets.*`.
 */
export async function enrollDevice(options: AgentHostOptions & { readonly enrollmentLink: string }): Promise<Enrollment> {
  const { dataDir, environment, deviceName, enrollmentLink } = options;
  const link = parseEnrollmentLink(enrollmentLink);
  const lock = await lockDataFolder(dataDir);
  try {
    const documents = await FileDocumentStore.open(dataDir);
    const [keychain, file] = [new KeytarSecretStore(), new FileSecretStore(dataDir)];
    const { key } = await loadDeviceIdentity({ documents, keychain, file, random: systemRandom() });
    return await enroll(link, { identity: key, documents, environment, name: deviceName });
  } finally {
    lock.dispose();
  }
}

/** Where this computer belongs, or is to belong. */
async function findPlace({ enrollmentLink }: AgentHostOptions, documents: DocumentStore): Promise<Enrollment | EnrollmentLink> {
  if (enrollmentLink !== undefined) return parseEnrollmentLink(enrollmentLink);
  const known = await readEnrollment(documents);
  if (known) return known;
  throw new AppError('device.not-enrolled', 'this computer is not enrolled anywhere yet');
}
