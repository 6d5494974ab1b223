import { AppError, type Crypto, Emitter, type Event, type Logger } from '@alongside/base';
import { type HealthSent, type PastCheck, type Report, report, shellPage } from '@alongside/protocol';
import { z } from 'zod';
import { Documents } from '../documents/documents.ts';
import type { DocumentStore } from '../ports/index.ts';

/** More is no history but a hoard; as many as the page lists. */
const KEPT = 60;
const INDEX = 'reports';
const index = z.array(shellPage.pastCheck).max(KEPT);

/**
 * This computer's own reports, for its user: each a private document, the newest 60, with a list of them that is read
 * first. Whatever fails here throws what the store throws (`storage.*`).
 */
export class ReportShelf {
  readonly #store: DocumentStore;
  readonly #documents: Documents;
  readonly #crypto: Crypto;
  readonly #changed = new Emitter<void>();
  #rows: readonly PastCheck[] = [];
  /** Changes follow each other: each writes the whole list. */
  #writing: Promise<unknown> = Promise.resolve();

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: { documents: DocumentStore; crypto: Crypto; logger: Logger }) {
    this.#store = parts.documents;
    this.#documents = new Documents(parts.documents, parts.logger);
    this.#crypto = parts.crypto;
  }

  /** Newest first. */
  get rows(): readonly PastCheck[] {
    return this.#rows;
  }

  async load(): Promise<void> {
    this.#rows = (await this.#documents.readAs(INDEX, index)) ?? [];
  }

  /** The report first, then the list that names it: a crash between leaves a file too many, never a row without one. */
  keep(kept: Report): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.write(this.#name(kept.meta.reportId), kept);
      const rows = [rowOf(kept), ...this.#rows.filter(({ reportId }) => reportId !== kept.meta.reportId)];
      await this.#writeRows(rows.slice(0, KEPT));
      for (const { reportId } of rows.slice(KEPT)) await this.#store.remove(this.#name(reportId));
    });
  }

  /** Throws `report.not-found` where it is not kept, or its file does not fit. */
  async read(reportId: string): Promise<Report> {
    this.#row(reportId);
    const found = await this.#documents.readAs(this.#name(reportId), report);
    if (found?.meta.reportId !== reportId) throw notKept();
    return found;
  }

  /** Remembers that it left the machine, or (null) that it was deleted there. */
  markSent(reportId: string, sent: HealthSent | null): Promise<void> {
    return this.#inTurn(async () => {
      this.#row(reportId);
      await this.#writeRows(this.#rows.map((row) => (row.reportId === reportId ? { ...row, sent } : row)));
    });
  }

  /** Throws `report.not-found`. The list goes first, so that nothing is named that is half gone. */
  erase(reportId: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#row(reportId);
      await this.#writeRows(this.#rows.filter((row) => row.reportId !== reportId));
      await this.#store.remove(this.#name(reportId));
    });
  }

  #row(reportId: string): PastCheck {
    const row = this.#rows.find((known) => known.reportId === reportId);
    if (!row) throw notKept();
    return row;
  }

  async #writeRows(rows: readonly PastCheck[]): Promise<void> {
    await this.#store.write(INDEX, rows);
    this.#rows = rows;
    this.#changed.fire();
  }

  /** Ids have upper-case letters, which not every file system tells apart. */
  #name(reportId: string): string {
    return `report-${this.#crypto.sha256(reportId).slice(0, 32)}`;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(act, act);
    this.#writing = done;
    return done;
  }
}

function notKept(): AppError {
  return new AppError('report.not-found', 'this report is not kept here');
}

function rowOf({ meta, findings, unknowns, facts }: Report): PastCheck {
  const count = (status: Report['findings'][number]['status']) => findings.filter((finding) => finding.status === status).length;
  const { memories, drives } = facts;
  const memory = memories.status === 'known' && memories.value.total > 0 ? memories.value : undefined;
  const disks = drives.status === 'known' ? drives.value : [];
  // The system's own, where it is named so; one that comes and goes would make a chart of nothing.
  const disk = disks.find(({ volumn }) => volumn === '/' || volumn === 'C:') ?? disks[0];
  return {
    reportId: meta.reportId,
    startedAt: meta.startedAt,
    profile: meta.profile,
    counts: { fail: count('fail'), warn: count('warn'), info: count('info'), pass: count('pass'), unknown: unknowns.length },
    cut: unknowns.some(({ reason }) => reason === 'cancelled'),
    diskFree: disk && disk.total > 0 ? clamp(disk.free / disk.total) : null,
    memoryFree: memory ? clamp(1 - memory.used / memory.total) : null,
    sent: null,
  };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
