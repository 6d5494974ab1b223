import { AppError, type Disposable, randomId, toAppError } from '@alongside/base';
import { canRetry, isOver, newTarget, nextTarget, placeOf, type TargetEvent, type TargetState } from '@alongside/desk';
import { deviceSocket, SCAN_LEVELS, type ScanAnswer, type ScanRun, type ScanTarget } from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';

/** How late a time-out may be noticed. */
const SWEEP_MS = 10_000;

interface Live {
  readonly scanId: string;
  readonly deviceId: string;
  readonly profile: ScanRun['profile'];
  state: TargetState;
}

/**
 * Scans of many devices. Each is asked when it is there; whether it runs is its own consent's to say. Its caller runs one
 * action after the other.
 */
export class ScanDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #changed: () => void;
  /** What is not over, by scan and device. */
  readonly #live = new Map<string, Live>();
  /** The same by device: each that comes and goes is looked up. */
  readonly #byDevice = new Map<string, Set<Live>>();
  readonly #sweep: Disposable;

  constructor(parts: DeskParts, changed: () => void, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#changed = changed;
    this.#sweep = parts.clock.every(SWEEP_MS, () => later(() => this.#timeOut()));
  }

  async load(): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const profiles = new Map<string, ScanRun['profile'] | undefined>();
    for (const { scanId, deviceId, state, since, attempts } of await stores.scans.live(organisationId)) {
      if (!profiles.has(scanId)) profiles.set(scanId, (await stores.scans.run(organisationId, scanId))?.profile);
      const profile = profiles.get(scanId);
      if (profile) this.#keepLive({ scanId, deviceId, profile, state: { state, since, attempts } });
    }
    // Nothing is connected yet: what was told before the stop is told again.
    for (const live of this.#live.values()) await this.#step(live, { type: 'away' });
  }

  /** Throws `device.unknown` where one of them is not there; nothing is asked then. */
  async start(deviceIds: readonly string[], profile: ScanRun['profile'], startedBy: string | null): Promise<string> {
    const { stores, organisationId, clock, random } = this.#parts;
    const wanted = [...new Set(deviceIds)];
    if ((await stores.devices.countOf(organisationId, wanted)) < wanted.length)
      throw new AppError('device.unknown', 'there is no such device');
    const id = randomId(random);
    const first = newTarget(clock.now());
    await stores.scans.add(organisationId, { id, profile, startedAt: clock.now(), startedBy }, wanted, first);
    for (const deviceId of wanted) {
      const live = { scanId: id, deviceId, profile, state: first };
      this.#keepLive(live);
      await this.#ask(live);
    }
    this.#changed();
    return id;
  }

  /** Throws `fleet.not-found`. */
  async retry(scanId: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const run = await this.#run(scanId);
    for (const { deviceId, state, since, attempts } of await stores.scans.ofRun(organisationId, scanId)) {
      if (!canRetry({ state })) continue;
      const live = { scanId, deviceId, profile: run.profile, state: { state, since, attempts } };
      await this.#step(live, { type: 'retried' });
      await this.#ask(live);
    }
    this.#changed();
  }

  /** Throws `fleet.not-found`. What runs on a device goes on there; its report is taken all the same. */
  async cancel(scanId: string): Promise<void> {
    await this.#run(scanId);
    for (const live of this.#live.values()) if (live.scanId === scanId) await this.#step(live, { type: 'cancelled' });
    this.#changed();
  }

  /** A page of its devices by name, the last one where a further one is wanted. Throws `fleet.not-found`. */
  async read(scanId: string, wanted: number): Promise<{ run: ScanRun; targets: ScanTarget[]; page: number }> {
    const { stores, organisationId } = this.#parts;
    const run = await stores.scans.counted(organisationId, scanId);
    if (!run) throw notFound();
    const { page } = placeOf(sumOf(run.counts), wanted);
    return { run, targets: await stores.scans.targets(organisationId, scanId, page), page };
  }

  /** Devices that have not come to an end with something that they were, or will be, asked for. */
  get busy(): ReadonlySet<string> {
    return new Set(this.#byDevice.keys());
  }

  async deviceArrived(device: DevicePeer): Promise<void> {
    for (const live of this.#ofDevice(device.id)) {
      // A connection that replaces another: what was said to that one may never have arrived.
      await this.#step(live, { type: 'away' });
      await this.#ask(live);
    }
  }

  async deviceLeft(deviceId: string): Promise<void> {
    for (const live of this.#ofDevice(deviceId)) await this.#step(live, { type: 'away' });
  }

  forget(deviceId: string): void {
    for (const live of this.#ofDevice(deviceId)) this.#drop(live);
  }

  /** Throws `fleet.not-found` for what this device was not asked for, or not any more, and for a report that is not there. */
  async answer(device: DevicePeer, scanId: string, answer: ScanAnswer): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const live = this.#live.get(keyOf({ scanId, deviceId: device.id }));
    if (!live || live.state.state === 'waiting') throw notFound();
    if (answer.is !== 'done') return this.#step(live, { type: 'answered', answer: answer.is });
    const report = await stores.diagnoses.ofReport(organisationId, device.id, answer.reportId);
    const { startedAt } = await this.#run(scanId);
    if (!report || report.receivedAt < startedAt) throw new AppError('fleet.not-found', 'this report was not sent for it');
    return this.#step(live, { type: 'answered', answer: 'done' }, report.id);
  }

  dispose(): void {
    this.#sweep.dispose();
  }

  async #ask(live: Live): Promise<void> {
    const device = this.#parts.peers.device(live.deviceId);
    if (!device || device.retired || live.state.state !== 'waiting') return;
    const { scanId, profile } = live;
    await this.#step(live, { type: 'told' });
    device.connection.notify(deviceSocket.scanAsk, { scanId, profile, levels: [...SCAN_LEVELS] });
  }

  async #timeOut(): Promise<void> {
    for (const live of this.#live.values()) await this.#step(live, { type: 'time' });
  }

  async #step(live: Live, event: TargetEvent, reportId?: string): Promise<void> {
    const { stores, organisationId, clock, logger } = this.#parts;
    const after = nextTarget(live.state, event, clock.now());
    if (after === live.state) return;
    live.state = after;
    this.#keepLive(live);
    try {
      const more = reportId === undefined ? {} : { reportId };
      await stores.scans.keep(organisationId, live.scanId, live.deviceId, { ...after, ...more });
    } catch (error) {
      logger.error('the state of a scan could not be kept', { error: toAppError(error).message });
      throw error;
    }
    this.#changed();
  }

  #keepLive(live: Live): void {
    if (isOver(live.state)) return this.#drop(live);
    this.#live.set(keyOf(live), live);
    const same = this.#byDevice.get(live.deviceId);
    if (same) same.add(live);
    else this.#byDevice.set(live.deviceId, new Set([live]));
  }

  #drop(live: Live): void {
    this.#live.delete(keyOf(live));
    const same = this.#byDevice.get(live.deviceId);
    same?.delete(live);
    if (same?.size === 0) this.#byDevice.delete(live.deviceId);
  }

  #ofDevice(deviceId: string): Live[] {
    return [...(this.#byDevice.get(deviceId) ?? [])];
  }

  async #run(scanId: string) {
    const run = await this.#parts.stores.scans.run(this.#parts.organisationId, scanId);
    if (!run) throw notFound();
    return run;
  }
}

const sumOf = (counts: ScanRun['counts']): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const keyOf = ({ scanId, deviceId }: Pick<Live, 'scanId' | 'deviceId'>): string => `${scanId} ${deviceId}`;

function notFound(): AppError {
  return new AppError('fleet.not-found', 'there is no such scan');
}
