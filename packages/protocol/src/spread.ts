/** The computers that have something, as the desk reads them. */
import { z } from 'zod';
import { id, instant, line } from './common.ts';

const spreadDevice = z.strictObject({
  id,
  name: line(80),
  /** The report that says so. */
  diagnosisId: id,
  at: instant,
  /** A version, where it is about one. */
  detail: line(120),
});
export type SpreadDevice = z.infer<typeof spreadDevice>;

export const MAX_SPREAD = 200;

export const spread = z.strictObject({
  count: z.int().min(0),
  /** Of so many computers it is known whether they have it. */
  outOf: z.int().min(0),
  devices: z.array(spreadDevice).max(MAX_SPREAD),
});
export type Spread = z.infer<typeof spread>;
