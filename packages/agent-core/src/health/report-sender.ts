import { AppError, type Clock, type Crypto, type ErrorCode, toAppError } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { limitLevels, redactReport, removeFromReport } from '@alongside/diagnostics';
import { deviceSocket, type Report, type SendLevels, type SendRemoved } from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { IdentitiesPort, ServerLink } from '../ports/index.ts';
import type { ReportShelf } from './report-shelf.ts';

export interface ReportSenderParts {
  readonly shelf: ReportShelf;
  readonly identities: IdentitiesPort;
  readonly server: ServerLink;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** The open request that it then belongs to. */
  readonly liveRequestId: () => string | undefined;
}

export interface ToSend {
  readonly reportId: string;
  readonly levels: SendLevels;
  readonly removed: SendRemoved;
  readonly basis: Extract<Report['consent']['basis'], 'request' | 'standing'>;
}

interface Prepared {
  readonly reportId: string;
  readonly levels: SendLevels;
  readonly sha256: string;
  readonly body: string;
}

/** After these nobody knows whether it was kept. */
const UNSURE: readonly ErrorCode[] = ['rpc.closed', 'request.timeout', 'internal'];
/** One page message carries at most this much of it, in UTF-16 units. */
const PART = 64 * 1024;

/**
 * The only way by which a report leaves the machine outside a session: made into bytes first, shown, and then sent as
 * these bytes. What is sent names the hash of what was shown.
 */
export class ReportSender {
  readonly #parts: ReportSenderParts;
  #prepared: Prepared | undefined;

  constructor(parts: ReportSenderParts) {
    this.#parts = parts;
  }

  /** Throws `report.not-found`, `storage.*`. */
  async prepare({ reportId, levels, removed, basis }: ToSend): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const { shelf, identities, crypto, clock } = this.#parts;
    const kept = await shelf.read(reportId);
    const limited = limitLevels(kept, levels);
    const consented: Report = { ...limited, consent: { basis, levels: [...levels], at: Math.round(clock.now()) } };
    const told = leftOut(redactReport(consented, identities.read()), removed);
    const body = canonical(told);
    const sha256 = crypto.sha256(body);
    this.#prepared = { reportId, levels, sha256, body };
    return { sha256, bytes: utf8Length(body) };
  }

  /** A part of the bytes with this hash. Throws `report.not-prepared`. */
  part(sha256: string, offset: number): { part: string; total: number } {
    const { body } = this.#of(sha256);
    return { part: body.slice(offset, offset + PART), total: body.length };
  }

  /**
   * Throws `report.not-prepared`, `rpc.closed` while the server is away, and what it answers. That it was sent is written
   * down before: nothing may have left without a trace here. Where the answer got lost, or is no answer to it (`internal`), it
   * stays, since it may be there.
   */
  async send(hash: string): Promise<void> {
    const { shelf, clock, liveRequestId } = this.#parts;
    const { reportId, levels, sha256, body } = this.#of(hash);
    const connection = this.#connection();
    const requestId = liveRequestId();
    await shelf.markSent(reportId, { at: Math.round(clock.now()), sha256, levels: [...levels] });
    try {
      await connection.call(deviceSocket.diagnosisSend, {
        reportId,
        ...(requestId === undefined ? {} : { requestId }),
        sha256,
        body,
      });
    } catch (thrown) {
      if (!UNSURE.includes(toAppError(thrown).code)) await shelf.markSent(reportId, null);
      throw thrown;
    }
    this.#prepared = undefined;
  }

  /** Deletes it at the server, and says so here. Throws `report.not-found`, `rpc.closed`. */
  async takeBack(reportId: string): Promise<void> {
    const row = this.#parts.shelf.rows.find((known) => known.reportId === reportId);
    if (!row?.sent) throw new AppError('report.not-found', 'this report was not sent');
    try {
      await this.#connection().call(deviceSocket.diagnosisDelete, { reportId });
    } catch (thrown) {
      // Gone already is what was asked for.
      if (toAppError(thrown).code !== 'report.not-found') throw thrown;
    }
    await this.#parts.shelf.markSent(reportId, null);
  }

  #of(sha256: string): Prepared {
    if (this.#prepared?.sha256 !== sha256)
      throw new AppError('report.not-prepared', 'what was shown is no longer what would be sent');
    return this.#prepared;
  }

  #connection() {
    const { connection } = this.#parts.server;
    if (!connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment');
    return connection;
  }
}

/** Without what the user left out; each is noted in the report as left out. What is not there needs no leaving out. */
function leftOut(report: Report, { facts, checks }: SendRemoved): Report {
  let told = report;
  for (const name of facts) {
    if (told.facts[name].status !== 'removed') told = removeFromReport(told, `/facts/${name}`);
  }
  for (const check of checks) {
    const index = told.findings.findIndex((finding) => finding.check === check);
    if (index >= 0) told = removeFromReport(told, `/findings/${index}`);
  }
  return told;
}
