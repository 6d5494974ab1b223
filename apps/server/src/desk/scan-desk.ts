import { setImmediate } from 'node:timers/promises';
import { AppError, type Disposable, randomId, toAppError } from '@alongside/base';
import { canRetry, isOver, newTarget, nextTarget, placeOf, type TargetEvent, type TargetState } from '@alongside/desk';
import { deviceSocket, SCAN_LEVELS, type ScanAnswer, type ScanRun, type ScanTarget } from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';

/** How late a time-out may be noticed. */
const SWEEP_MS = 10_000;
/** Kept in one step: twenty milliseconds. */
const AT_ONCE = 200;

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
    await this.#stepAll([...this.#live.values()], { type: 'away' });
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
    const lives = wanted.map((deviceId): Live => ({ scanId: id, deviceId, profile, state: first }));
    for (const live of lives) this.#keepLive(live);
    await this.#ask(lives);
    this.#changed();
    return id;
  }

  /** Throws `fleet.not-found`. */
  async retry(scanId: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const run = await this.#run(scanId);
    const targets = await stores.scans.ofRun(organisationId, scanId);
    const lives = targets.filter(canRetry).map(({ deviceId, state, since, attempts }): Live => {
      return { scanId, deviceId, profile: run.profile, state: { state, since, attempts } };
    });
    await this.#stepAll(lives, { type: 'retried' });
    await this.#ask(lives);
  }

  /** Throws `fleet.not-found`. What runs on a device goes on there; its report is taken all the same. */
  async cancel(scanId: string): Promise<void> {
    await this.#run(scanId);
    const lives = [...this.#live.values()].filter((live) => live.scanId === scanId);
    await this.#stepAll(lives, { type: 'cancelled' });
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
    const lives = this.#ofDevice(device.id);
    // A connection that replaces another: what was said to that one may never have arrived.
    await this.#stepAll(lives, { type: 'away' });
    await this.#ask(lives);
  }

  async deviceLeft(deviceId: string): Promise<void> {
    await this.#stepAll(this.#ofDevice(deviceId), { type: 'away' });
  }

  forget(deviceId: string): void {
    for (const live of this.#ofDevice(deviceId)) this.#drop(live);
  }

  /** Throws `fleet.not-found` for what this device was not asked for, or not any more, and for a report that is not there. */
  async answer(device: DevicePeer, scanId: string, answer: ScanAnswer): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const live = this.#live.get(keyOf({ scanId, deviceId: device.id }));
    if (!live || live.state.state === 'waiting') throw notFound();
    if (answer.is !== 'done') return this.#stepAll([live], { type: 'answered', answer: answer.is });
    const report = await stores.diagnoses.ofReport(organisationId, device.id, answer.reportId);
    const { startedAt } = await this.#run(scanId);
    if (!report || report.receivedAt < startedAt) throw new AppError('fleet.not-found', 'this report was not sent for it');
    return this.#stepAll([live], { type: 'answered', answer: 'done' }, report.id);
  }

  dispose(): void {
    this.#sweep.dispose();
  }

  /** Those that are there and wait. */
  async #ask(lives: readonly Live[]): Promise<void> {
    for (let from = 0; from < lives.length; from += AT_ONCE) {
      if (from > 0) await setImmediate();
      const there = lives.slice(from, from + AT_ONCE).flatMap((live) => {
        const device = this.#parts.peers.device(live.deviceId);
        return device && !device.retired && live.state.state === 'waiting' ? [{ live, device }] : [];
      });
      await this.#stepAll(
        there.map(({ live }) => live),
        { type: 'told' },
      );
      for (const { live, device } of there) {
        const { scanId, profile } = live;
        device.connection.notify(deviceSocket.scanAsk, { scanId, profile, levels: [...SCAN_LEVELS] });
      }
    }
  }

  #timeOut(): Promise<void> {
    return this.#stepAll([...this.#live.values()], { type: 'time' });
  }

  /** Many are kept in a few steps, and between these others have their turn: a scan may be of ten thousand. */
  async #stepAll(lives: readonly Live[], event: TargetEvent, reportId?: string): Promise<void> {
    const at = this.#parts.clock.now();
    const moving = lives
      .map((live) => ({ live, after: nextTarget(live.state, event, at) }))
      .filter(({ live, after }) => after !== live.state);
    for (let from = 0; from < moving.length; from += AT_ONCE) {
      if (from > 0) await setImmediate();
      await this.#keep(moving.slice(from, from + AT_ONCE), reportId);
    }
    if (moving.length > 0) this.#changed();
  }

  async #keep(moving: readonly { readonly live: Live; readonly after: TargetState }[], reportId?: string): Promise<void> {
    const { stores, organisationId, logger } = this.#parts;
    for (const { live, after } of moving) {
      live.state = after;
      this.#keepLive(live);
    }
    try {
      const more = reportId === undefined ? {} : { reportId };
      const rows = moving.map(({ live: { scanId, deviceId }, after }) => ({ scanId, deviceId, ...after, ...more }));
      await stores.scans.keep(organisationId, rows);
    } catch (error) {
      logger.error('the state of a scan could not be kept', { error: toAppError(error).message });
      throw error;
    }
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
