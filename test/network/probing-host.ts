import { CHECKS, judged, ProbeFailure, type ProbeOutcome } from '@alongside/diagnostics';
import type { LaneSurroundings } from '../../packages/agent-node/src/probes/lane-messages.ts';
import { nodeProbeTools, ownSystem } from '../../packages/agent-node/src/probes/node-probe-tools.ts';

/** Reads these checks, all at once, on the machine as it is where this process runs; their status and text by id. */
export interface Asked {
  readonly ids: readonly string[];
  readonly surroundings: LaneSurroundings;
}

/** Counters are read once and held against those of the last time, as in a scan that is not the first. */
const MINUTE_MS = 60_000;
const NOTHING_BEFORE = { now: [], added: [], seconds: 60 };
const earlier = new Map<string, unknown>();

process.on('message', async ({ ids, surroundings }: Asked) => {
  const found = await Promise.all(ids.map(async (id) => [id, await outcomeOf(id, surroundings)] as const));
  process.send?.(Object.fromEntries(found));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');

async function outcomeOf(id: string, surroundings: LaneSurroundings): Promise<string> {
  const check = CHECKS.find((each) => each.id === id);
  const probe = check?.probes[ownSystem()];
  if (!check || !probe) return 'not here';
  let outcome: ProbeOutcome;
  try {
    const previous = { at: Date.now() - MINUTE_MS, reading: earlier.get(id) ?? NOTHING_BEFORE };
    const reading = await probe.read(nodeProbeTools(surroundings, previous));
    earlier.set(id, reading);
    outcome = { status: 'read', reading };
  } catch (error) {
    outcome = { status: 'unknown', reason: error instanceof ProbeFailure ? error.reason : 'failed' };
  }
  const result = judged(check, outcome, { reportId: 'planted-faults', at: Date.now(), tookMs: 0 });
  if (result.kind === 'unknown') return `unknown: ${result.unknown.reason}`;
  const { status, text } = result.finding;
  return text === status ? status : `${status} ${text}`;
}
