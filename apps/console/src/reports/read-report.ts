import { AppError, type Crypto } from '@alongside/base';
import { type DiagnosisSummary, type Report, report as reportSchema } from '@alongside/protocol';

/** A report as its device sent it. */
export interface SentReport {
  readonly summary: DiagnosisSummary;
  /** The bytes, as text. */
  readonly body: string;
  readonly sha256: string;
  /** Whether the hash is that of these bytes, computed here. */
  readonly intact: boolean;
  /** Something of it is not for this reader: then the hash, which is of the whole, cannot fit. */
  readonly reduced: boolean;
  readonly report: Report;
}

/** Reads what the server answered, believing nothing of it: the hash is computed anew, the bytes must be a report. */
export function readSentReport(answer: Omit<SentReport, 'intact' | 'report'>, crypto: Pick<Crypto, 'sha256'>): SentReport {
  const read = reportSchema.safeParse(parsed(answer.body));
  if (!read.success) throw new AppError('request.invalid', 'the report cannot be read');
  return { ...answer, intact: crypto.sha256(answer.body) === answer.sha256, report: read.data };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The schema refuses it, with one error for all that is no report.
    return undefined;
  }
}
