/**
 * `report/v1`: what a check of a computer found. Names of facts follow the GLPI inventory's vocabulary where it has one
 * (glpi-project/inventory_format, 2026-07-02). Sizes are bytes, shares 0 to 1, times milliseconds since the epoch.
 * What could not be read is unknown with a reason; unknown never reads as good.
 */
import { z } from 'zod';
import { id, instant, line } from './common.ts';

const bytes = z.number().min(0);
const share = z.number().min(0).max(1);
const tookMs = z.number().min(0);

/** desk.md 3.3. P0 says nothing of anybody, P1 describes the device, P2 who uses it and how, P3 is content. */
export const PRIVACY_LEVELS = ['P0', 'P1', 'P2', 'P3'] as const;
export const privacyLevel = z.enum(PRIVACY_LEVELS);
export type PrivacyLevel = z.infer<typeof privacyLevel>;

export const UNKNOWN_REASONS = ['timeout', 'denied', 'needs_elevation', 'unsupported', 'parse', 'failed', 'cancelled'] as const;
export const unknownReason = z.enum(UNKNOWN_REASONS);
export type UnknownReason = z.infer<typeof unknownReason>;

export const SYSTEMS = ['linux', 'windows', 'macos'] as const;
export const systemName = z.enum(SYSTEMS);
export type SystemName = z.infer<typeof systemName>;

export const SCAN_PROFILES = ['quick', 'full', 'network', 'security'] as const;
export const scanProfile = z.enum(SCAN_PROFILES);
export type ScanProfile = z.infer<typeof scanProfile>;

/** `disk.space`: the area and what of it is checked. */
export const checkId = z.string().regex(/^[a-z]{2,8}\.[a-z]{2,16}$/u);

/** A fact that was read, why it was not, or that whoever the report is about left it out. */
const known = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('known'), value, tookMs }),
    z.strictObject({ status: z.literal('unknown'), reason: unknownReason, tookMs }),
    z.strictObject({ status: z.literal('removed') }),
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
  /** Empty: there is none. */
  batteries: known(z.array(z.strictObject({ charge: share, charging: z.boolean(), health: share.nullable() })).max(8)),
  /** Programs' names alone; owners and arguments stay on the machine. Only the machine-wide ones and the user's own. */
  processes: known(
    z.strictObject({
      count: z.int().min(0),
      busiest: z.array(z.strictObject({ cmd: line(80), cpuusage: z.number().min(0), mem: share })).max(10),
    }),
  ),
  /** What the system's own list of installed programs has; `listed` may be fewer, as a report has to fit a message. */
  softwares: known(
    z.strictObject({
      count: z.int().min(0),
      listed: z.array(z.strictObject({ name: line(120), version: line(60), publisher: line(60) })).max(2000),
    }),
  ),
});
export type Facts = z.infer<typeof facts>;
export type FactName = keyof Facts;

export const EVIDENCE_UNITS = [
  'bytes',
  'share',
  'seconds',
  'milliseconds',
  'days',
  'celsius',
  'dbm',
  'megabits',
  'count',
  'instant',
  'text',
  'yes-no',
] as const;

/** One figure that a check decided by. `subject`: of which disk, service, printer, …; null where there is one only. */
export const evidence = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z]{0,31}$/u),
  subject: line(120).nullable(),
  value: z.union([z.number(), line(200), z.boolean()]),
  unit: z.enum(EVIDENCE_UNITS),
  /** The threshold that the value was held against; null where there is none. */
  limit: z.number().nullable(),
});
export type Evidence = z.infer<typeof evidence>;

export const findingStatus = z.enum(['fail', 'warn', 'info', 'pass']);
export type FindingStatus = z.infer<typeof findingStatus>;

/** A check that came to an answer. */
export const finding = z.strictObject({
  check: checkId,
  /** To be read out on the phone: `DSK-02-7F`. */
  code: z.string().regex(/^[A-Z]{3}-\d{2}-[0-9A-F]{2}$/u),
  status: findingStatus,
  /** Which of the check's texts says it; a key of the catalogue. */
  text: z.string().regex(/^[a-z][A-Za-z]{0,31}$/u),
  evidence: z.array(evidence).max(64),
  privacy: privacyLevel,
  measured_at: instant,
  tookMs,
});
export type Finding = z.infer<typeof finding>;

export const REDACTION_KINDS = [
  'user',
  'home',
  'host',
  'email',
  'ipv4',
  'ipv6',
  'mac',
  'network_name',
  'serial',
  'uuid',
  'sid',
  'query',
  'token',
  'file_name',
  'removed_by_user',
] as const;

/**
 * Where something was replaced or left out: a JSON pointer (RFC 6901) into this report. Of a finding that was left out, it
 * is `/findings/` and its check.
 */
export const redaction = z.strictObject({ at: z.string().max(200), kind: z.enum(REDACTION_KINDS) });
export type Redaction = z.infer<typeof redaction>;

export const report = z.strictObject({
  format: z.literal('report/v1'),
  meta: z.strictObject({
    reportId: id,
    startedAt: instant,
    tookMs,
    agentVersion: line(40),
    system: systemName,
    profile: scanProfile,
    /** Administrator's rights: checks that need them ran. */
    elevated: z.boolean(),
    /** Of the thresholds that decided. */
    thresholds: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u),
  }),
  /** By whose yes it may be read by others, and of which levels. `local`: it has not left the machine. */
  consent: z.strictObject({
    basis: z.enum(['local', 'session', 'request', 'standing']),
    levels: z.array(privacyLevel).max(4),
    at: instant,
  }),
  facts,
  findings: z.array(finding).max(100),
  unknowns: z.array(z.strictObject({ check: checkId, reason: unknownReason, privacy: privacyLevel, tookMs })).max(100),
  redactions: z.array(redaction).max(2000),
  timings: z.array(z.strictObject({ lane: z.enum(['fast', 'commands', 'network', 'slow']), tookMs })).max(8),
});
export type Report = z.infer<typeof report>;
