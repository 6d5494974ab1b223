import { Emitter, type Logger, toAppError } from '@alongside/base';
import type { ScanRequest } from '@alongside/consent';
import type { HealthDesk } from '../health/health-desk.ts';
import type { ReportSender } from '../health/report-sender.ts';

export interface ScanRunParts {
  readonly health: HealthDesk;
  readonly sender: ReportSender;
  readonly logger: Logger;
}

type Made = Extract<ScanRequest, { step: 'made' }>;

/** Checks the computer for the organisation and sends what came of it: of the levels that were allowed, and redacted. */
export class ScanRun {
  readonly #parts: ScanRunParts;
  readonly #cancel = new Emitter<void>();
  /** These very bytes are sent again where an answer was lost: others under the same id would be refused. */
  #prepared: { readonly reportId: string; readonly sha256: string } | undefined;

  constructor(parts: ScanRunParts) {
    this.#parts = parts;
  }

  /** The report's id; undefined where there is none, or it is not wanted any more by then. */
  async run({ profile, levels }: ScanRequest, stillWanted: () => boolean): Promise<string | undefined> {
    const { health, logger } = this.#parts;
    try {
      const { meta } = await health.runStanding({ profile, levels, onCancel: this.#cancel.event });
      if (stillWanted()) return meta.reportId;
      // Cut short, for nobody: it would only spoil the charts.
      await health.erase(meta.reportId);
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      logger.warn('a scan came to nothing', { code, message });
    }
    return undefined;
  }

  cancel(): void {
    this.#cancel.fire();
  }

  async send({ reportId, levels, basis }: Made): Promise<'sent' | 'failed' | 'later'> {
    const { health, sender, logger } = this.#parts;
    try {
      const isPrepared = this.#prepared?.reportId === reportId;
      // From before a new start: it left, and its bytes are not there to be sent again.
      if (!isPrepared && health.past.find((row) => row.reportId === reportId)?.sent) return 'sent';
      if (!isPrepared) {
        const by = basis === 'once' ? 'request' : 'standing';
        const removed = { facts: [], checks: [] };
        const { sha256 } = await sender.prepare({ reportId, levels: [...levels], removed, basis: by });
        this.#prepared = { reportId, sha256 };
      }
      await sender.send(this.#prepared?.sha256 ?? '');
      this.#prepared = undefined;
      return 'sent';
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      if (code === 'rpc.closed' || code === 'request.timeout' || code === 'request.rate-limited') return 'later';
      logger.warn('a scan was not sent', { code, message });
      this.#prepared = undefined;
      return 'failed';
    }
  }

  /** Where that fails the user still has the report in the list of what was sent, with its button. */
  async takeBack(reportId: string): Promise<void> {
    try {
      await this.#parts.sender.takeBack(reportId);
    } catch (thrown) {
      this.#parts.logger.warn('a sent scan could not be deleted', { code: toAppError(thrown).code });
    }
  }
}
