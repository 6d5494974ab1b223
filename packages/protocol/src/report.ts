/**
 * The first cut of `report/v1`: facts only. Names follow the GLPI inventory's vocabulary where it has one
 * (glpi-project/inventory_format, 2026-07-02). Sizes are bytes, shares 0 to 1, times milliseconds since the epoch.
 * Every fact may be unknown with a reason; unknown never reads as good.
 */
import { z } from 'zod';
import { instant, line } from './common.ts';

const bytes = z.number().min(0);
const share = z.number().min(0).max(1);

/** A fact that was read, or why not. */
const known = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('known'), value, tookMs: z.number().min(0) }),
    z.strictObject({
      status: z.literal('unknown'),
      reason: z.enum(['timeout', 'failed', 'not-present', 'cancelled', 'not-supported']),
      tookMs: z.number().min(0),
    }),
  ]);

export const facts = z.strictObject({
  operatingsystem: known(
    z.strictObject({
      name: line(120),
      version: line(120),
      kernel_version: line(120),
      arch: line(40),
      boot_time: instant,
      uptime_seconds: z.number().min(0),
    }),
  ),
  hardware: known(z.strictObject({ manufacturer: line(120), model: line(120), virtual: z.boolean() })),
  cpus: known(z.strictObject({ name: line(160), cores: z.int().min(1), speed_mhz: z.number().min(0), load: share })),
  memories: known(z.strictObject({ total: bytes, used: bytes, swap_total: bytes, swap_used: bytes })),
  drives: known(z.array(z.strictObject({ volumn: line(200), filesystem: line(40), total: bytes, free: bytes })).max(64)),
  networks: known(
    z
      .array(
        z.strictObject({
          description: line(80),
          status: z.enum(['up', 'down', 'unknown']),
          virtualdev: z.boolean(),
          has_ipv4: z.boolean(),
          has_ipv6: z.boolean(),
          speed_mbit: z.number().min(0).nullable(),
        }),
      )
      .max(64),
  ),
  batteries: known(z.array(z.strictObject({ charge: share, charging: z.boolean(), health: share.nullable() })).max(8)),
  /** Programs' names alone; owners and arguments stay on the machine. Only the machine-wide ones and the user's own. */
  processes: known(
    z.strictObject({
      count: z.int().min(0),
      busiest: z.array(z.strictObject({ cmd: line(80), cpuusage: z.number().min(0), mem: share })).max(10),
    }),
  ),
});
export type Facts = z.infer<typeof facts>;
export type FactName = keyof Facts;

export const factReport = z.strictObject({
  format: z.literal('report/v1'),
  meta: z.strictObject({ startedAt: instant, tookMs: z.number().min(0), agentVersion: line(40) }),
  facts,
});
export type FactReport = z.infer<typeof factReport>;
