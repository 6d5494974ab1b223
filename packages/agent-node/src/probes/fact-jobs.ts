import { FACT_LEVELS, type FactName, type Facts, facts, type PrivacyLevel } from '@alongside/protocol';
import { FACT_NAMES } from './lane-messages.ts';
import type { Job, JobOutcome } from './run-lanes.ts';

const FACT_LIMIT_MS = 10_000;

type Fact = Facts[FactName];

/** What is to be read for the facts of a report; those above `levels` are kept as removed at once. */
export function factJobs(levels: readonly PrivacyLevel[], keep: (name: FactName, fact: Fact) => void): readonly Job[] {
  return FACT_NAMES.flatMap((name) => {
    if (levels.includes(FACT_LEVELS[name])) {
      return [
        {
          task: `fact:${name}` as const,
          limitMs: FACT_LIMIT_MS,
          previous: undefined,
          keep: (outcome: JobOutcome) => keep(name, toFact(name, outcome)),
        },
      ];
    }
    keep(name, { status: 'removed' });
    return [];
  });
}

/** What a lane read is believed only where it fits that fact's schema. */
function toFact(name: FactName, outcome: JobOutcome): Fact {
  const { tookMs } = outcome;
  if (outcome.status === 'unknown') return { status: 'unknown', reason: outcome.reason, tookMs };
  const known = facts.shape[name].safeParse({ status: 'known', value: outcome.reading, tookMs });
  return known.success ? known.data : { status: 'unknown', reason: 'parse', tookMs };
}
