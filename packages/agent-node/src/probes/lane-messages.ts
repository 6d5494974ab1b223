import { type FactName, facts } from '@alongside/protocol';
import { z } from 'zod';

/** In the order in which they are read: what a person looks at first comes first. */
export const FACT_NAMES = Object.keys(facts.shape) as readonly FactName[];

const factName = z.enum(FACT_NAMES as [FactName, ...FactName[]]);

/** To a lane: read this one now. */
export const laneRequest = z.strictObject({ fact: factName });

/** From a lane. What it read is checked against that fact's own schema besides. */
export const laneAnswer = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('known'), fact: factName, value: z.unknown() }),
  z.strictObject({ status: z.literal('unknown'), fact: factName, reason: z.enum(['failed', 'not-present', 'not-supported']) }),
]);
export type LaneAnswer = z.infer<typeof laneAnswer>;

/** What a collector says where there is nothing to read. */
export class NothingToRead extends Error {
  readonly reason: 'not-present' | 'not-supported';

  constructor(reason: 'not-present' | 'not-supported') {
    super(reason);
    this.name = 'NothingToRead';
    this.reason = reason;
  }
}
