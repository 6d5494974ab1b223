import { AppError, randomId } from '@alongside/base';
import { canonical } from '@alongside/consent';
import type { TicketEventBody } from '@alongside/desk';
import {
  consoleSocket,
  type deviceSocket,
  FACT_LEVELS,
  type FactName,
  type FindingStatus,
  MAX_REPORT_BYTES,
  type PrivacyLevel,
  type Report,
  report as reportSchema,
  scopeOf,
} from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { z } from 'zod';
import { FixedWindow } from '../http/fixed-window.ts';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';
import { reaches } from './reach.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';

type NewReport = z.infer<typeof deviceSocket.diagnosisSend.params>;

/** Of one device. A person sends one now and then; a schedule one a day. */
const SENDS = { periodMs: 60_000, max: 12 };
/** By whose yes a report may lie here, and of which levels; content (P3) never. */
const ALLOWED: Readonly<Partial<Record<Report['consent']['basis'], readonly PrivacyLevel[]>>> = {
  request: ['P0', 'P1', 'P2'],
  standing: ['P0', 'P1'],
};
const WORST_FIRST: readonly FindingStatus[] = ['fail', 'warn', 'info', 'pass'];

/** Keeps what users have sent of their computers' checks, byte for byte, and lets it go again. */
export class DiagnosisDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #sends: FixedWindow;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sends = new FixedWindow(parts.clock, SENDS);
  }

  /** The report that was kept; undefined where it was there. Throws as `diagnosis/send` says. */
  async add(device: DevicePeer, sent: NewReport): Promise<{ id: string; report: Report } | undefined> {
    const { stores, organisationId, clock, crypto, random } = this.#parts;
    if (!this.#sends.take(device.id)) throw new AppError('request.rate-limited', 'this computer sends too many reports');
    const report = checked(sent, crypto.sha256(sent.body));
    const before = await stores.diagnoses.ofReport(organisationId, device.id, sent.reportId);
    if (before?.sha256 === sent.sha256) return undefined;
    if (before) throw new AppError('request.invalid', 'another report of this id was sent before');
    const ticketId = sent.requestId === undefined ? null : await this.#ticketOf(device, sent.requestId);
    const count = (status: FindingStatus) => report.findings.filter((finding) => finding.status === status).length;
    const id = randomId(random);
    await stores.diagnoses.add(organisationId, {
      id,
      deviceId: device.id,
      reportId: sent.reportId,
      ticketId,
      receivedAt: clock.now(),
      startedAt: report.meta.startedAt,
      profile: report.meta.profile,
      basis: report.consent.basis,
      worst: WORST_FIRST.find((status) => count(status) > 0) ?? null,
      fail: count('fail'),
      warn: count('warn'),
      bytes: utf8Length(sent.body),
      sha256: sent.sha256,
      body: sent.body,
      findings: report.findings,
      listsSoftware: report.facts.softwares.status === 'known',
    });
    if (ticketId !== null) {
      const { profile } = report.meta;
      const found = { fail: count('fail'), warn: count('warn') };
      try {
        await this.#enter(ticketId, { type: 'report-came', diagnosisId: id, sha256: sent.sha256, profile, ...found });
      } catch (error) {
        await stores.diagnoses.remove(organisationId, device.id, sent.reportId);
        throw error;
      }
    }
    this.#tell(device, ticketId);
    return { id, report };
  }

  async remove(device: DevicePeer, reportId: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const kept = await stores.diagnoses.ofReport(organisationId, device.id, reportId);
    const removed = await stores.diagnoses.remove(organisationId, device.id, reportId);
    if (!removed) throw new AppError('report.not-found', 'there is no such report of this computer');
    if (kept && removed.ticketId !== null) {
      await this.#enter(removed.ticketId, { type: 'report-gone', diagnosisId: kept.id, sha256: kept.sha256 });
    }
    this.#tell(device, removed.ticketId);
  }

  async #enter(ticketId: string, body: TicketEventBody): Promise<void> {
    await this.#journal.append(ticketId, userOf(await this.#journal.find(ticketId)), body);
  }

  async #ticketOf(device: DevicePeer, requestId: string): Promise<string> {
    const { stores, organisationId } = this.#parts;
    const ticket = await stores.tickets.findByRequest(organisationId, device.id, requestId);
    if (!ticket) throw new AppError('ticket.not-found', 'there is no such request of this computer');
    return ticket.id;
  }

  #tell(device: DevicePeer, ticketId: string | null): void {
    const { peers, board } = this.#parts;
    const ticket = ticketId === null ? undefined : board.get(ticketId);
    for (const peer of peers.consoles) {
      const may = ticket ? reaches(peer, 'diagnoses.read', ticket) : scopeOf(peer.user, 'diagnoses.read') === 'all';
      if (may) peer.connection.notify(consoleSocket.diagnosisChanged, { deviceId: device.id, ticketId });
    }
  }
}

/** What the bytes say, where they are exactly what a careful agent would have sent. */
function checked({ reportId, sha256, body }: NewReport, hash: string): Report {
  const refused = (why: string) => new AppError('request.invalid', why);
  if (utf8Length(body) > MAX_REPORT_BYTES) throw new AppError('request.too-large', 'the report is too large');
  if (hash !== sha256) throw refused('the hash is not that of the report');
  const read = reportSchema.safeParse(parsed(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw refused(`the report is not a report/v1: ${issue?.path.join('.')}: ${issue?.message}`.slice(0, 300));
  }
  const report = read.data;
  // Also where a text was not clean: reading it has cleaned it.
  if (canonical(report) !== body) throw refused('the report is not written in its canonical form');
  if (report.meta.reportId !== reportId) throw refused('the report has another id');
  const allowed = ALLOWED[report.consent.basis];
  if (!allowed) throw refused(`a report for ${report.consent.basis} use is not to be sent`);
  if (report.consent.levels.some((level) => !allowed.includes(level)))
    throw refused('the report has levels that are not to be sent');
  const unallowed = outside(report);
  if (unallowed !== undefined) throw refused(`${unallowed} is of a level that the report does not name`);
  const checks = [...report.findings, ...report.unknowns].map(({ check }) => check);
  if (new Set(checks).size !== checks.length) throw refused('a check is in the report twice');
  return report;
}

/** What is in a report though its level was not allowed. */
function outside({ consent, facts, findings, unknowns }: Report): string | undefined {
  const fact = Object.entries(facts).find(
    ([name, { status }]) => status !== 'removed' && !consent.levels.includes(FACT_LEVELS[name as FactName]),
  );
  const check = [...findings, ...unknowns].find(({ privacy }) => !consent.levels.includes(privacy));
  return fact?.[0] ?? check?.check;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AppError('request.invalid', 'the report is not JSON');
  }
}
