import { type Check, checkRows, judged, ProbeFailure, type ProbeOutcome } from '@alongside/diagnostics';
import { type Recording, recordedTools } from './recorded-tools.ts';

/**
 * What a check ends with on a recorded machine, through all that it goes through on a real one: `pass pass`, `warn slow`,
 * `info none`, `unknown parse`. Throws where the texts have no sentence for it.
 */
export async function checkOutcome(check: Check, recording: Recording): Promise<string> {
  const outcome = await readOutcome(check, recording);
  const result = judged(check, outcome, { reportId: 'report-of-a-test', at: 0, tookMs: 0 });
  if (result.kind === 'unknown') return `unknown ${result.unknown.reason}`;
  const { status, text } = result.finding;
  const row: Readonly<Record<string, string>> = checkRows[check.id] ?? {};
  if (text !== 'none' && !row[text] && !row[`${text}_other`]) throw new Error(`${check.id} has no text for ${text}`);
  return `${status} ${text}`;
}

async function readOutcome(check: Check, recording: Recording): Promise<ProbeOutcome> {
  const probe = check.probes[recording.system];
  if (probe === undefined) return { status: 'unknown', reason: 'unsupported' };
  try {
    // As between two processes.
    return { status: 'read', reading: JSON.parse(JSON.stringify(await probe.read(recordedTools(recording)))) as unknown };
  } catch (error) {
    return { status: 'unknown', reason: error instanceof ProbeFailure ? error.reason : 'failed' };
  }
}
