import { z } from 'zod';
import { id, instant, line, prose } from './common.ts';
import {
  alert,
  alertTickets,
  DEVICE_ORDERS,
  deviceFilter,
  deviceGroup,
  deviceMarks,
  FLEET_A_PAGE,
  findingOver,
  fleetDevice,
  fleetProgram,
  fleetView,
  MAX_DEVICES,
  MAX_PROGRAMS,
  programDevice,
  programName,
  scanRun,
  scanSchedule,
  scanTarget,
  WEBHOOK_TOPICS,
  webhookTopic,
} from './fleet.ts';
import { scanProfile } from './report.ts';
import { done, none, route } from './route.ts';

const deviceIds = z.array(id).min(1).max(MAX_DEVICES);
const made = z.strictObject({ id });
const empty = z.strictObject({});

/** What a filter can choose among; a fleet that has more of it has told too much to choose from. */
const MAX_CHOICES = 5000;

export const fleet = route('GET', '/api/fleet', 'fleet.read', 'What stands out over all devices, groups and views', {
  body: none,
  result: z.strictObject({
    /** The server's time. */
    at: instant,
    /** How many devices there are, and how many of them sent a report. */
    total: z.int().min(0),
    reported: z.int().min(0),
    /** Those of the most devices first. */
    findings: z.array(findingOver).max(MAX_CHOICES),
    /** All that some device has. */
    tags: z.array(fleetDevice.shape.tags.element).max(MAX_CHOICES),
    groups: z.array(deviceGroup).max(200),
    views: z.array(fleetView).max(200),
  }),
});
/** Reads only, for all that it is a POST: a filter is no address. By name where no order is said; a page too far is the last. */
export const fleetFind = route('POST', '/api/fleet/find', 'fleet.read', 'Devices that fit a filter, a page at a time', {
  body: z.strictObject({
    filter: deviceFilter,
    by: z.enum(DEVICE_ORDERS).optional(),
    /** Largest first. */
    down: z.boolean().optional(),
    page: z.int().min(0).max(MAX_DEVICES).optional(),
  }),
  result: z.strictObject({
    /** The server's time. */
    at: instant,
    devices: z.array(fleetDevice).max(FLEET_A_PAGE),
    /** Which page, from 0; how many devices fit, on all pages. */
    page: z.int().min(0),
    count: z.int().min(0),
  }),
  reads: true,
});
/** To name each of them in what is done next; the first `MAX_DEVICES` by name. */
export const fleetIds = route('POST', '/api/fleet/ids', 'fleet.read', 'The ids of all devices that fit a filter', {
  body: z.strictObject({ filter: deviceFilter }),
  result: z.strictObject({ ids: z.array(id).max(MAX_DEVICES) }),
  reads: true,
});
/**
 * Throws `device.unknown` for any of them, `fleet.not-found` for the group, `request.invalid` for too many tags; nothing is
 * changed then.
 */
export const fleetMark = route('PUT', '/api/fleet/marks', 'fleet.manage', 'Owner, group, tags, maintenance of many devices', {
  body: z.strictObject({ deviceIds, marks: deviceMarks }),
  result: done,
});
export const groupCreate = route('POST', '/api/fleet/groups', 'fleet.manage', 'A group of devices', {
  body: z.strictObject({ name: deviceGroup.shape.name }),
  result: made,
});
/** Its devices stay, without a group. */
export const groupRemove = route('POST', '/api/fleet/groups/:id/remove', 'fleet.manage', 'Takes a group away', {
  body: empty,
  result: done,
});
export const viewCreate = route('POST', '/api/fleet/views', 'fleet.manage', 'A saved filter, for everybody at the desk', {
  body: z.strictObject({ name: fleetView.shape.name, filter: deviceFilter }),
  result: made,
});
export const viewRemove = route('POST', '/api/fleet/views/:id/remove', 'fleet.manage', 'Takes a saved filter away', {
  body: empty,
  result: done,
});

/** Each device's own consent decides whether it runs. Throws `device.unknown`; nothing is started then. */
export const scanStart = route('POST', '/api/fleet/scans', 'fleet.manage', 'Asks many devices for a scan', {
  body: z.strictObject({ deviceIds, profile: scanProfile }),
  result: made,
});
export const scans = route('GET', '/api/fleet/scans', 'fleet.read', 'Scans of many devices, the newest 20', {
  body: none,
  result: z.array(scanRun).max(20),
});
/** Reads only, for all that it is a POST. By name; a page too far is the last. */
export const scan = route(
  'POST',
  '/api/fleet/scans/:id/targets',
  'fleet.read',
  'A scan of many devices, a page of them at a time',
  {
    body: z.strictObject({ page: z.int().min(0).max(MAX_DEVICES).optional() }),
    result: z.strictObject({ run: scanRun, targets: z.array(scanTarget).max(FLEET_A_PAGE), page: z.int().min(0) }),
    reads: true,
  },
);
export const scanRetry = route('POST', '/api/fleet/scans/:id/retry', 'fleet.manage', 'Asks those again that did not answer', {
  body: empty,
  result: done,
});
export const scanCancel = route('POST', '/api/fleet/scans/:id/cancel', 'fleet.manage', 'Asks nobody any more for this scan', {
  body: empty,
  result: done,
});

export const schedules = route('GET', '/api/fleet/schedules', 'fleet.read', 'Scans of many devices that come by themselves', {
  body: none,
  result: z.array(scanSchedule).max(50),
});
/** Each time the devices' own consents decide, as for any scan. */
export const scheduleCreate = route('POST', '/api/fleet/schedules', 'fleet.manage', 'A scan that comes by itself', {
  body: scanSchedule.omit({ id: true, nextAt: true, paused: true }),
  result: made,
});
export const scheduleWrite = route('PUT', '/api/fleet/schedules/:id', 'fleet.manage', 'Changes a schedule, or pauses it', {
  body: scanSchedule.omit({ id: true, nextAt: true }),
  result: done,
});
export const scheduleRemove = route('POST', '/api/fleet/schedules/:id/remove', 'fleet.manage', 'Takes a schedule away', {
  body: empty,
  result: done,
});

/** Reads only, for all that it is a POST. Open ones first, each kind the newest first; a page too far is the last. */
export const alerts = route('POST', '/api/fleet/alerts/find', 'fleet.read', 'Alerts, a page at a time', {
  body: z.strictObject({
    /** Those that are over, too. */
    closed: z.boolean(),
    page: z.int().min(0).max(1_000_000).optional(),
  }),
  result: z.strictObject({
    alerts: z.array(alert).max(FLEET_A_PAGE),
    /** Which page, from 0. */
    page: z.int().min(0),
    /** How many there are on all pages; of them open, open and failing, and over, whether they were asked for or not. */
    open: z.int().min(0),
    fails: z.int().min(0),
    closed: z.int().min(0),
  }),
  reads: true,
});
/** Neither muted nor of a device in maintenance. */
export const alertCount = route('GET', '/api/fleet/alerts/count', 'fleet.read', 'How many alerts are open', {
  body: none,
  result: z.strictObject({ open: z.int().min(0) }),
});
/** Null: told again. */
export const alertMute = route('PUT', '/api/fleet/alerts/:id/muted', 'fleet.manage', 'Mutes an alert until a time', {
  body: z.strictObject({ until: instant.nullable() }),
  result: done,
});
export const alertDismiss = route('POST', '/api/fleet/alerts/:id/dismiss', 'fleet.manage', 'Closes an alert by hand', {
  body: empty,
  result: done,
});
/** `text`: what is wrong, in words. Where a ticket of it is open, that one. */
export const alertTicket = route('POST', '/api/fleet/alerts/:id/ticket', 'fleet.manage', 'A ticket for an alert', {
  body: z.strictObject({ text: prose(1000) }),
  result: z.strictObject({ ticketId: id, number: z.int().min(1) }),
});

/** Of the newest list that each device's user sent with a request; lists are of level P2, which scans never ask for. */
export const software = route(
  'GET',
  '/api/fleet/software',
  'classified.read',
  'Programs over all devices that share their list',
  {
    body: none,
    result: z.strictObject({
      devices: z.int().min(0),
      /** How many of them share their list; of how many it is longer than a report carries. */
      sharing: z.int().min(0),
      cut: z.int().min(0),
      /** How many programs there are. Listed are all that have ended, then those of the most devices. */
      total: z.int().min(0),
      programs: z.array(fleetProgram).max(MAX_PROGRAMS),
      /** The table of ends of life: the day that it is of, and the products that it knows. */
      table: z.strictObject({ date: z.iso.date(), products: z.array(line(60)).max(50) }),
    }),
  },
);
export const softwareDevices = route('POST', '/api/fleet/software/devices', 'classified.read', 'Devices that have a program', {
  body: z.strictObject({ name: programName }),
  result: z.array(programDevice).max(MAX_DEVICES),
});

const alertRule = z.strictObject({ tickets: alertTickets });
export const alertRuleRead = route('GET', '/api/fleet/alert-rule', 'fleet.read', 'Whether alerts open tickets by themselves', {
  body: none,
  result: alertRule,
});
/** For alerts that are told from now on; those that stand stay as they are. */
export const alertRuleWrite = route('PUT', '/api/fleet/alert-rule', 'organisation.write', 'Has alerts open tickets, or not', {
  body: alertRule,
  result: done,
});

/** What it is told of: alerts of computers, what becomes of tickets. */
const webhookTopics = z.array(webhookTopic).min(1).max(WEBHOOK_TOPICS.length);
const webhookUrl = z.string().min(8).max(500);
const webhook = z.strictObject({
  id,
  url: line(500),
  createdAt: instant,
  topics: webhookTopics,
  /** News are not sent to it, and not kept for it. */
  paused: z.boolean(),
});
const webhookDelivery = z.strictObject({
  id,
  at: instant,
  /** What it tells: an alert's news, a ticket's, or a try. */
  event: line(20),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int().min(0),
  /** HTTP status of the last try, null where there was no answer. */
  status: z.int().nullable(),
  error: line(200).nullable(),
});
export const webhooks = route('GET', '/api/fleet/webhooks', 'webhooks.manage', 'Where news are sent to', {
  body: none,
  result: z.array(webhook).max(20),
});
/** HTTPS, or HTTP to the server's own machine. `secret` is told once: it signs what is sent (docs/webhooks.md). */
export const webhookCreate = route('POST', '/api/fleet/webhooks', 'webhooks.manage', 'Another place to send news to', {
  body: z.strictObject({ url: webhookUrl, /** Alerts, if unsaid. */ topics: webhookTopics.optional() }),
  result: z.strictObject({ id, secret: z.string().max(100) }),
});
export const webhookRemove = route('POST', '/api/fleet/webhooks/:id/remove', 'webhooks.manage', 'Sends nothing there any more', {
  body: empty,
  result: done,
});
/** Its secret stays. */
export const webhookWrite = route('PUT', '/api/fleet/webhooks/:id', 'webhooks.manage', 'Another address, a pause, other news', {
  body: z.strictObject({ url: webhookUrl, paused: z.boolean(), topics: webhookTopics.optional() }),
  result: done,
});
/** The same bytes under the same id, newly signed; `request.invalid` while it still waits. */
export const webhookResend = route('POST', '/api/fleet/webhooks/:id/resend', 'webhooks.manage', 'Sends a delivery again', {
  body: z.strictObject({ deliveryId: id }),
  result: done,
});
export const webhookTry = route('POST', '/api/fleet/webhooks/:id/try', 'webhooks.manage', 'Sends a try', {
  body: empty,
  result: done,
});
export const webhookDeliveries = route(
  'GET',
  '/api/fleet/webhooks/:id/deliveries',
  'webhooks.manage',
  'What was sent, the newest 50',
  { body: none, result: z.array(webhookDelivery).max(50) },
);
