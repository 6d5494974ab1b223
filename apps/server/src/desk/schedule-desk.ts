import { AppError, type Disposable, randomId } from '@alongside/base';
import { fits, nextRun } from '@alongside/desk';
import { MAX_DEVICES, type ScanSchedule } from '@alongside/protocol';
import type { KeptSchedule } from '../storage/schedule-store.ts';
import type { DeskParts } from './desk-parts.ts';
import type { ScanDesk } from './scan-desk.ts';

/** How late a run may begin. */
const SWEEP_MS = 30_000;
/** What was due longer ago (the server or its machine slept) is not made up for: nobody is asked at noon for the night. */
const MISSED_MS = 10 * 60_000;
const MAX_SCHEDULES = 50;

/** Scans that come by themselves. Its caller runs one action after the other. */
export class ScheduleDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #scans: ScanDesk;
  readonly #sweep: Disposable;

  constructor(parts: DeskParts, scans: ScanDesk, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#scans = scans;
    this.#sweep = parts.clock.every(SWEEP_MS, () => later(() => this.#startDue()));
  }

  async list(): Promise<ScanSchedule[]> {
    const { stores, organisationId, clock } = this.#parts;
    const zone = await this.#zone();
    const kept = await stores.schedules.list(organisationId);
    return kept.map((schedule) => ({
      ...schedule,
      nextAt: schedule.paused ? null : (nextRun(schedule.pattern, zone, clock.now()) ?? null),
    }));
  }

  /** Throws `request.invalid` for a pattern that is never due, and for one too many. */
  async add(schedule: Omit<KeptSchedule, 'id' | 'paused'>): Promise<string> {
    const { stores, organisationId, random } = this.#parts;
    await this.#mustBeDue(schedule.pattern);
    if ((await stores.schedules.list(organisationId)).length >= MAX_SCHEDULES) {
      throw new AppError('request.invalid', 'there are too many of these; take some away first');
    }
    const id = randomId(random);
    await stores.schedules.add(organisationId, { id, ...schedule, paused: false }, this.#parts.clock.now());
    return id;
  }

  /** False where there is none. Throws `request.invalid` for a pattern that is never due. */
  async write(schedule: KeptSchedule): Promise<boolean> {
    const { stores, organisationId, clock } = this.#parts;
    await this.#mustBeDue(schedule.pattern);
    return stores.schedules.write(organisationId, schedule, clock.now());
  }

  dispose(): void {
    this.#sweep.dispose();
  }

  async #startDue(): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    const now = clock.now();
    const zone = await this.#zone();
    for (const { id, seenUntil, pattern, profile, filter } of await stores.schedules.running(organisationId)) {
      const due = nextRun(pattern, zone, Math.max(seenUntil, now - MISSED_MS));
      const isDue = due !== undefined && due <= now;
      // A clock that was set back: from there on, rather than never until it has caught up.
      if (isDue || seenUntil > now) await stores.schedules.seen(organisationId, id, now);
      if (!isDue) continue;
      const ids = await this.#devicesOf(filter, now);
      // One scan has no more; of a larger fleet nobody is left out for it.
      for (let from = 0; from < ids.length; from += MAX_DEVICES) {
        await this.#scans.start(ids.slice(from, from + MAX_DEVICES), profile, null);
      }
    }
  }

  async #devicesOf(filter: KeptSchedule['filter'], now: number): Promise<string[]> {
    const { stores, organisationId, peers } = this.#parts;
    // One that was away for a week is asked once when it comes back, not for each day.
    const { busy } = this.#scans;
    const devices = await stores.fleet.devices(organisationId);
    return devices
      .filter(({ id }) => !busy.has(id))
      .filter((device) => fits({ ...device, online: peers.device(device.id) !== undefined }, filter, now))
      .map(({ id }) => id);
  }

  async #mustBeDue(pattern: string): Promise<void> {
    if (nextRun(pattern, await this.#zone(), this.#parts.clock.now()) === undefined) {
      throw new AppError('request.invalid', 'pattern: it is never due');
    }
  }

  async #zone(): Promise<string> {
    const { stores, organisationId } = this.#parts;
    return (await stores.organisations.read(organisationId)).timeZone;
  }
}
