import { AppError, type Disposable, DisposableStore, Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import type { Finding, HealthScan, HealthView, PastCheck, PrivacyLevel, Report } from '@alongside/protocol';
import type { ProbePort, ProbeRun } from '../ports/index.ts';
import { nextScan, type ScanEvent } from './health-scan.ts';
import type { ReportShelf } from './report-shelf.ts';

export interface HealthDeskParts {
  readonly probes: ProbePort;
  readonly shelf: ReportShelf;
  readonly logger: Logger;
}

type OwnProfile = Extract<HealthScan, { state: 'running' }>['profile'];

/** What a user reads of the own machine stays on it: all but content. What may leave is chosen apart. */
const OWN_LEVELS: readonly PrivacyLevel[] = ['P0', 'P1', 'P2'];
/** One page message carries at most this much of a report, in UTF-16 units. */
const PART = 64 * 1024;

/** "Check my computer": runs the checks for the user, keeps the reports on this machine, and tells how it goes. */
export class HealthDesk implements Disposable {
  readonly #parts: HealthDeskParts;
  readonly #changed = new Emitter<void>();
  readonly #cancel = new Emitter<void>();
  readonly #shelf: ReportShelf;
  readonly #store = new DisposableStore();
  #scan: HealthScan = { state: 'idle' };
  /** The report that is read in parts. */
  #reading: { readonly reportId: string; readonly text: string } | undefined;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: HealthDeskParts) {
    this.#parts = parts;
    this.#shelf = parts.shelf;
    this.#store.add(parts.shelf.onChange(() => this.#changed.fire()));
  }

  /** A list that cannot be read keeps nobody from a check. */
  async load(): Promise<void> {
    try {
      await this.#shelf.load();
    } catch (error) {
      this.#parts.logger.error('the list of kept reports cannot be read', { error: toAppError(error).message });
    }
  }

  get view(): HealthView {
    return { scan: this.#scan, latest: this.#shelf.rows[0] ?? null };
  }

  /** Newest first. */
  get past(): readonly PastCheck[] {
    return this.#shelf.rows;
  }

  /** Begins, and tells the rest by `onChange`. Throws `diagnostics.unavailable` while one runs. */
  run(profile: OwnProfile): void {
    if (this.#scan.state === 'running') {
      throw new AppError('diagnostics.unavailable', 'a check of this computer is running already');
    }
    this.#next({ event: 'began', profile });
    void this.#run(profile);
  }

  /**
   * For the organisation under a permission of these levels: runs apart from what the user sees, keeps the report in the
   * history and resolves with it, unredacted. Throws as `ProbePort.run` and the store do.
   */
  async runStanding(run: Pick<ProbeRun, 'profile' | 'levels' | 'onCancel'>): Promise<Report> {
    const found = await this.#parts.probes.run({ ...run, basis: 'standing', onProgress: () => undefined });
    await this.#shelf.keep(found);
    return found;
  }

  /** What was read by then is kept. Nothing where none runs. */
  cancel(): void {
    if (this.#scan.state !== 'running') return;
    this.#next({ event: 'cancel' });
    this.#cancel.fire();
  }

  /** The newest report's; undefined where there is none, or it cannot be read. */
  async lastFinding(check: string): Promise<Finding | undefined> {
    const latest = this.#shelf.rows[0];
    if (!latest) return undefined;
    try {
      return (await this.#shelf.read(latest.reportId)).findings.find((finding) => finding.check === check);
    } catch (error) {
      this.#parts.logger.warn('the newest report cannot be read', { error: toAppError(error).message });
      return undefined;
    }
  }

  /** A part of the report's JSON. Throws `report.not-found`. */
  async readPart(reportId: string, offset: number): Promise<{ part: string; total: number }> {
    if (offset === 0 || this.#reading?.reportId !== reportId) {
      this.#reading = { reportId, text: JSON.stringify(await this.#shelf.read(reportId)) };
    }
    const { text } = this.#reading;
    return { part: text.slice(offset, offset + PART), total: text.length };
  }

  /** From this machine alone. Throws `report.not-found`, `storage.*`. */
  async erase(reportId: string): Promise<void> {
    await this.#shelf.erase(reportId);
    this.#reading = undefined;
  }

  /** A check that runs is cancelled: its processes must not outlive the agent. */
  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
    this.cancel();
  }

  async #run(profile: OwnProfile): Promise<void> {
    try {
      const found = await this.#parts.probes.run({
        profile,
        levels: OWN_LEVELS,
        basis: 'local',
        onCancel: this.#cancel.event,
        onProgress: (progress) => this.#next({ event: 'progress', ...progress }),
      });
      await this.#shelf.keep(found);
      this.#next({ event: 'kept' });
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      this.#parts.logger.warn('a check of this computer came to nothing', { code, message });
      this.#next({ event: 'failed', code });
    }
  }

  #next(event: ScanEvent): void {
    const next = nextScan(this.#scan, event);
    if (next === this.#scan) return;
    this.#scan = next;
    this.#changed.fire();
  }
}
