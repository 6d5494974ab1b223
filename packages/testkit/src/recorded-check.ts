import { type Check, checkRows, hopeless, judged, ProbeFailure, type ProbeOutcome } from '@alongside/diagnostics';
import type { Evidence, FindingStatus, UnknownReason } from '@alongside/protocol';
import { type Recording, recordedTools } from './recorded-tools.ts';

export interface RecordedResult {
  /** `none`: the hardware is not there. */
  readonly status: FindingStatus | 'none' | `unknown: ${UnknownReason}`;
  /** Which of the check's texts says it; empty where it is unknown. */
  readonly text: string;
  /** `name subject=value`, in the order of the finding; the subject only where there is one. */
  readonly evidence: readonly string[];
  /** The sentences that a person would read, without their gaps filled. */
  readonly sentence: string;
}

/**
 * A check as a scan runs it, on a recorded machine: rights, probe, schema, verdict, report. Throws where its text row
 * lacks the sentence, or the evidence lacks a figure that the sentence speaks of.
 */
export async function recordedCheck(check: Check, recording: Recording): Promise<RecordedResult> {
  const tools = recordedTools(recording);
  const probe = check.probes[recording.system];
  const reason = hopeless(check, recording.system, tools.elevated);
  let outcome: ProbeOutcome;
  try {
    outcome =
      reason === undefined && probe
        ? { status: 'read', reading: await probe.read(tools) }
        : { status: 'unknown', reason: reason ?? 'unsupported' };
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    outcome = { status: 'unknown', reason: error.reason };
  }
  // As it comes from another process.
  const carried = JSON.parse(JSON.stringify(outcome)) as ProbeOutcome;
  const result = judged(check, carried, { reportId: 'recorded-report', at: Math.round(tools.now()), tookMs: 1 });
  if (result.kind === 'unknown') return { status: `unknown: ${result.unknown.reason}`, text: '', evidence: [], sentence: '' };
  const { status, text, evidence } = result.finding;
  if (text === 'none') return { status: 'none', text, evidence: [], sentence: '' };
  const good = status === 'pass' || status === 'info';
  const sentences = [
    sentenceOf(check.id, text),
    ...(good ? [] : ['meaning', 'todo', 'technician'].map((key) => sentenceOf(check.id, key))),
  ];
  for (const sentence of sentences) requireGaps(check.id, sentence, evidence);
  return { status, text, evidence: evidence.map(written), sentence: sentences[0] ?? '' };
}

/** `recordedCheck` in short: the status, and the text where it has another name: `fail`, `warn slow`, `unknown: parse`. */
export async function checkOutcome(check: Check, recording: Recording): Promise<string> {
  const { status, text } = await recordedCheck(check, recording);
  return text === '' || text === status ? status : `${status} ${text}`;
}

function sentenceOf(id: string, text: string): string {
  const row = checkRows[id];
  const sentence = row?.[text] ?? [row?.[`${text}_one`], row?.[`${text}_other`]].join(' / ');
  if (row?.[text] === undefined && (row?.[`${text}_one`] === undefined || row[`${text}_other`] === undefined)) {
    throw new Error(`${id} has no text ${text}`);
  }
  return sentence;
}

function requireGaps(id: string, sentence: string, evidence: readonly Evidence[]): void {
  const filled = new Set(evidence.flatMap(({ name, subject }) => (subject === null ? [name] : [name, 'subject'])));
  for (const [, gap = ''] of sentence.matchAll(/\{\{(\w+)\}\}/gu)) {
    if (!filled.has(gap)) throw new Error(`${id} speaks of ${gap}, which it has no figure for: ${sentence}`);
  }
}

function written({ name, subject, value }: Evidence): string {
  return `${name}${subject === null ? '' : ` ${subject}`}=${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`;
}
