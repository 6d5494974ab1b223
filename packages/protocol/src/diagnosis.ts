/** Reports of checks that were sent with a yes: from an agent to the server, and from there to technicians. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { id, instant, line, nothing, sha256 } from './common.ts';
import { findingStatus, report, scanProfile } from './report.ts';

/** UTF-8. A full scan has 20 to 60 KB; a list of 500 programs adds as much again. */
export const MAX_REPORT_BYTES = 192 * 1024;
/** The report is text within JSON, where quotation marks take twice their room. */
export const MAX_DIAGNOSIS_FRAME_BYTES = 280 * 1024;

/**
 * A report, redacted on the device and shown there. `body`: the canonical JSON of a `report/v1`, exactly as it was shown;
 * `sha256` is that of its UTF-8 bytes. `requestId`: a request of this device's own that it belongs to, if any.
 *
 * Kept as it came, or refused with `request.invalid` (hash, form, unknown fields, a basis or level that does not allow it),
 * `request.too-large`, `ticket.not-found`, `ticket.full`, `request.rate-limited`. The same again changes nothing.
 */
export const diagnosisSend = request('diagnosis/send', {
  from: 'agent',
  maxBytes: MAX_DIAGNOSIS_FRAME_BYTES,
  params: z.strictObject({ reportId: id, requestId: id.optional(), sha256, body: z.string().max(MAX_REPORT_BYTES) }),
  result: nothing,
});

/** The user takes a sent report back: nothing of it stays. Throws `report.not-found` where there is none (any more). */
export const diagnosisDelete = request('diagnosis/delete', {
  from: 'agent',
  params: z.strictObject({ reportId: id }),
  result: nothing,
});

/** For technicians' pages: a report of this device came or went. */
export const diagnosisChanged = notification('diagnosis/changed', {
  from: 'server',
  params: z.strictObject({ deviceId: id, ticketId: id.nullable() }),
});

/** A report without what it found. */
export const diagnosisSummary = z.strictObject({
  id,
  device: z.strictObject({ id, name: line(80) }),
  ticket: z.strictObject({ id, number: z.int().min(1) }).nullable(),
  receivedAt: instant,
  startedAt: instant,
  profile: scanProfile,
  basis: report.shape.consent.shape.basis,
  fail: z.int().min(0),
  warn: z.int().min(0),
  /** Null: no check came to an answer, which is not the same as all being well. */
  worst: findingStatus.nullable(),
  bytes: z.int().min(0),
});
export type DiagnosisSummary = z.infer<typeof diagnosisSummary>;

/** A device whose newest report has the same finding. */
export const sameFinding = z.strictObject({
  id,
  device: z.strictObject({ id, name: line(80) }),
  status: findingStatus,
  startedAt: instant,
});
export type SameFinding = z.infer<typeof sameFinding>;
