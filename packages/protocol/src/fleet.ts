/** Many computers at once: how they are told apart, scans of many, alerts. Instants are milliseconds since the Unix epoch. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { id, instant, line, nothing, personName } from './common.ts';
import { checkId, findingStatus, scanProfile } from './report.ts';

/** Of one scan, one change, one list: a fleet as large as one server is asked to carry. */
export const MAX_DEVICES = 10_000;
/** A thousand rows at once are slow to send, to draw and to read; a hundred are not. */
export const FLEET_A_PAGE = 100;
export const DEVICE_ORDERS = ['name', 'system', 'owner', 'group', 'seen', 'worst', 'enrolled'] as const;
export const MAX_TAGS = 20;
/** Checks of which a device can raise something; a report has no more. */
export const MAX_RAISED = 100;
const tag = line(40);
const groupName = line(60);

/** The parts that must all fit; none of them fits every device. */
export const deviceFilter = z.strictObject({
  /** Each word is in the name, the system, the owner or a tag. */
  text: line(80).optional(),
  system: z.enum(['linux', 'windows', 'macos', 'other']).optional(),
  group: id.optional(),
  tag: tag.optional(),
  /** Connected now; seen within a day, a week; not for longer than that (or never). */
  seen: z.enum(['now', 'day', 'week', 'longer']).optional(),
  /** Of the newest report: `good` is neither failing nor warning, `none` is no report. */
  worst: z.enum(['fail', 'warn', 'good', 'none']).optional(),
  /** Fails or warns in the newest report. */
  check: checkId.optional(),
});
export type DeviceFilter = z.infer<typeof deviceFilter>;

/** What of a report stands out. */
export const raisedFinding = z.strictObject({ check: checkId, status: z.enum(['fail', 'warn']) });
export type RaisedFinding = z.infer<typeof raisedFinding>;
/** On how many devices a check fails, and on how many it warns. */
export const findingOver = z.strictObject({ check: checkId, fail: z.int().min(0), warn: z.int().min(0) });
export type FindingOver = z.infer<typeof findingOver>;

export const fleetDevice = z.strictObject({
  id,
  name: line(80),
  system: line(80),
  owner: personName.nullable(),
  groupId: id.nullable(),
  tags: z.array(tag).max(MAX_TAGS),
  enrolledAt: instant,
  lastSeenAt: instant.nullable(),
  online: z.boolean(),
  /** Alerts of it are not told until then; null or past: they are. */
  maintenanceUntil: instant.nullable(),
  /** The newest report that it sent. */
  report: z.strictObject({ id, at: instant, worst: findingStatus.nullable() }).nullable(),
  /** Of that report. */
  raised: z.array(raisedFinding).max(MAX_RAISED),
});
export type FleetDevice = z.infer<typeof fleetDevice>;

export const deviceGroup = z.strictObject({ id, name: groupName });
export type DeviceGroup = z.infer<typeof deviceGroup>;
export const fleetView = z.strictObject({ id, name: groupName, filter: deviceFilter });
export type FleetView = z.infer<typeof fleetView>;

/** What is changed of many devices at once; what is absent stays. */
export const deviceMarks = z.strictObject({
  owner: personName.nullable().optional(),
  groupId: id.nullable().optional(),
  addTags: z.array(tag).max(MAX_TAGS).optional(),
  removeTags: z.array(tag).max(MAX_TAGS).optional(),
  maintenanceUntil: instant.nullable().optional(),
});
export type DeviceMarks = z.infer<typeof deviceMarks>;

/**
 * How a scan of one device stands. `waiting`: it is not connected; `asked`: it was told; `person`: its user is asked, and
 * has a week; `running`; and how it ended.
 */
export const SCAN_STATES = [
  'waiting',
  'asked',
  'person',
  'running',
  'done',
  'failed',
  'refused',
  'timed-out',
  'cancelled',
] as const;
export const scanState = z.enum(SCAN_STATES);
export type ScanState = z.infer<typeof scanState>;

export const scanTarget = z.strictObject({
  device: z.strictObject({ id, name: line(80) }),
  state: scanState,
  since: instant,
  attempts: z.int().min(0),
  /** The report's id here, once it came. */
  reportId: id.nullable(),
});
export type ScanTarget = z.infer<typeof scanTarget>;

export const scanRun = z.strictObject({
  id,
  profile: scanProfile,
  startedAt: instant,
  /** Who started it; null for a schedule. */
  startedBy: personName.nullable(),
  /** How many devices are in which state. */
  counts: z.partialRecord(scanState, z.int().min(0)),
});
export type ScanRun = z.infer<typeof scanRun>;

/** Minute, hour, day, month, weekday, as cron has them; the minute is one number, so that it is due once an hour at most. */
export const schedulePattern = z
  .string()
  .max(60)
  .regex(/^[0-5]?\d(?: [\d*,/-]+){4}$/u);
export const scanSchedule = z.strictObject({
  id,
  name: groupName,
  /** In the organisation's time zone. */
  pattern: schedulePattern,
  profile: scanProfile,
  /** Which devices: those that fit when it is due. */
  filter: deviceFilter,
  /** Kept, and not due. */
  paused: z.boolean(),
  /** When it is due next; null for never, and while it is paused. A time at which the server does not run is not made up for. */
  nextAt: instant.nullable(),
});
export type ScanSchedule = z.infer<typeof scanSchedule>;

export const alert = z.strictObject({
  id,
  device: z.strictObject({ id, name: line(80) }),
  check: checkId,
  /** `dismissed`: closed by hand while the finding stands; it opens again when that gets worse, or went and came back. */
  state: z.enum(['open', 'dismissed', 'closed']),
  status: z.enum(['fail', 'warn']),
  openedAt: instant,
  closedAt: instant.nullable(),
  /** How often it was opened. */
  times: z.int().min(1),
  /** And of these within a day, fifty at most. From two on it flaps: that it is gone is told once it has been for two hours. */
  lately: z.int().min(0),
  mutedUntil: instant.nullable(),
  ticket: z.strictObject({ id, number: z.int().min(1), open: z.boolean() }).nullable(),
});
export type Alert = z.infer<typeof alert>;

export const MAX_PROGRAMS = 10_000;
export const programName = line(120);
const programVersion = line(60);
/** A program over all devices whose users sent their list of them. */
export const fleetProgram = z.strictObject({
  name: programName,
  /** How many devices have it, in whichever version. */
  devices: z.int().min(1),
  versions: z
    .array(
      z.strictObject({
        version: programVersion,
        devices: z.int().min(1),
        /** When its maker stopped to mend it; null where it has not, or where the bundled table does not say. */
        endedAt: instant.nullable(),
      }),
    )
    .max(100),
  /** Versions beyond these: those of the fewest devices, none that has ended. */
  moreVersions: z.int().min(0),
});
export type FleetProgram = z.infer<typeof fleetProgram>;

/** One of the devices that have a program. */
export const programDevice = z.strictObject({
  device: z.strictObject({ id, name: line(80) }),
  versions: z.array(programVersion).max(100),
  /** The report that says so, and when it began on the device. */
  reportId: id,
  at: instant,
});
export type ProgramDevice = z.infer<typeof programDevice>;

/** Whether new alerts open a ticket by themselves: none, those that fail, or those that warn, too. */
export const alertTickets = z.enum(['off', 'fail', 'warn']);
export type AlertTickets = z.infer<typeof alertTickets>;

/** Only what says nothing of anybody, and what describes the device: a scan that nobody started on it gets no more. */
export const SCAN_LEVELS = ['P0', 'P1'] as const;

/**
 * The server asks a device for a scan. The device looks into its own consent: without one its user is asked, quietly, for a
 * week. What is asked and what was allowed are cut by each other on the device.
 */
export const scanAsk = notification('scan/ask', {
  from: 'server',
  params: z.strictObject({ scanId: id, profile: scanProfile, levels: z.array(z.enum(SCAN_LEVELS)).min(1).max(2) }),
});

/**
 * How that stands. `person`: its user is asked; `done`: the report was sent before, under `reportId`. Throws
 * `fleet.not-found` for a scan that this device was not asked for, or not any more.
 */
export const scanAnswer = request('scan/answer', {
  from: 'agent',
  params: z.strictObject({
    scanId: id,
    answer: z.discriminatedUnion('is', [
      z.strictObject({ is: z.literal('person') }),
      z.strictObject({ is: z.literal('running') }),
      z.strictObject({ is: z.literal('refused') }),
      z.strictObject({ is: z.literal('failed') }),
      z.strictObject({ is: z.literal('done'), reportId: id }),
    ]),
  }),
  result: nothing,
});
export type ScanAnswer = z.infer<typeof scanAnswer.params>['answer'];

/** For technicians' pages: something of the fleet changed; told at most once a second. */
export const fleetChanged = notification('fleet/changed', { from: 'server', params: z.strictObject({}) });

export const WEBHOOK_TOPICS = ['alerts', 'tickets', 'developers'] as const;
export const webhookTopic = z.enum(WEBHOOK_TOPICS);
export type WebhookTopic = z.infer<typeof webhookTopic>;
