import { CHECKS } from '@alongside/diagnostics';
import { type FactName, facts, iceServers, instant, unknownReason } from '@alongside/protocol';
import { z } from 'zod';

/** In the order in which they are read: what a person looks at first comes first. */
export const FACT_NAMES = Object.keys(facts.shape) as readonly FactName[];

/** What a lane is asked to read: a fact (`fact:cpus`) or what a check needs (`check:disk.space`). */
export type Task = `fact:${FactName}` | `check:${string}`;

const TASKS = new Set<string>([...FACT_NAMES.map((name) => `fact:${name}`), ...CHECKS.map(({ id }) => `check:${id}`)]);
const task = z
  .string()
  .max(60)
  .refine((text): text is Task => TASKS.has(text));

/** What a lane has to know of its machine and its agent. */
export const laneSurroundings = z.strictObject({
  home: z.string().max(4096),
  uid: z.int(),
  /** How the user’s own services and settings are reached. */
  session: z.strictObject({ runtimeDir: z.string().max(4096).optional(), bus: z.string().max(4096).optional() }),
  /** Where an agent asks; what only mends or is tested says nothing of it. */
  agent: z
    .strictObject({
      version: z.string().max(40),
      windows: z.enum(['x11', 'wayland']).nullable(),
      permissions: z.strictObject({ screen: z.boolean(), control: z.boolean() }).optional(),
    })
    .optional(),
  server: z
    .strictObject({
      url: z.string().max(300),
      /** The only authority that may vouch for it, PEM. */
      ca: z
        .string()
        .max(16 * 1024)
        .optional(),
      /** As HTTPS_PROXY and NO_PROXY name it. */
      proxy: z.strictObject({ https: z.string().max(2000), except: z.string().max(2000).optional() }).optional(),
    })
    .optional(),
  /** What the server said to this device, for those tasks alone that need it. */
  access: z.strictObject({ key: z.enum(['taken', 'refused']).optional(), iceServers: iceServers.optional() }).optional(),
});
export type LaneSurroundings = z.infer<typeof laneSurroundings>;

/** What the last run of a check read, and when. */
export const earlierReading = z.strictObject({ at: instant, reading: z.unknown() });
export type EarlierReading = z.infer<typeof earlierReading>;

/** To a lane: read this one now. */
export const laneRequest = z.strictObject({
  task,
  surroundings: laneSurroundings,
  previous: earlierReading.optional(),
});
export type LaneRequest = z.infer<typeof laneRequest>;

/** An environment variable by which all that a lane started is found again. */
export const LANE_MARK = 'ALONGSIDE_LANE';

/** From a lane, once, before anything else: all is loaded. */
export const laneReady = z.strictObject({ status: z.literal('ready') });

/** From a lane. What it read is checked against that task's own schema besides. */
export const laneAnswer = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('read'), task, reading: z.unknown() }),
  z.strictObject({ status: z.literal('unknown'), task, reason: unknownReason }),
]);
export type LaneAnswer = z.infer<typeof laneAnswer>;
