import type { AlertState } from '@alongside/desk';
import type { Alert, AlertTickets, ScanRun, ScanState } from '@alongside/protocol';
import type { Selectable } from 'kysely';

/** Tables of many devices at once. */
export interface FleetTables {
  deviceGroups: DeviceGroupTable;
  deviceMarks: DeviceMarkTable;
  fleetViews: FleetViewTable;
  scanRuns: ScanRunTable;
  scanTargets: ScanTargetTable;
  scanSchedules: ScanScheduleTable;
  softwareLists: SoftwareListTable;
  softwareListed: SoftwareListedTable;
  alerts: AlertTable;
  fleetRules: FleetRulesTable;
  webhooks: WebhookTable;
  webhookDeliveries: WebhookDeliveryTable;
}

interface DeviceGroupTable {
  id: string;
  organisationId: string;
  name: string;
}

/** What people say of a device; a device without a row has nothing said. */
interface DeviceMarkTable {
  organisationId: string;
  deviceId: string;
  owner: string | null;
  groupId: string | null;
  /** JSON: names. */
  tags: string;
  maintenanceUntil: number | null;
}

interface FleetViewTable {
  id: string;
  organisationId: string;
  name: string;
  /** JSON of protocol's `deviceFilter`. */
  filter: string;
}

interface ScanRunTable {
  id: string;
  organisationId: string;
  profile: ScanRun['profile'];
  startedAt: number;
  /** Null: a schedule. */
  startedBy: string | null;
}

interface ScanTargetTable {
  organisationId: string;
  scanId: string;
  deviceId: string;
  state: ScanState;
  since: number;
  attempts: number;
  reportId: string | null;
}

interface ScanScheduleTable {
  id: string;
  organisationId: string;
  name: string;
  pattern: string;
  profile: ScanRun['profile'];
  /** JSON of protocol's `deviceFilter`. */
  filter: string;
  paused: 0 | 1;
  /** When it was last made, changed or due: nothing from before that is. */
  seenUntil: number;
}

/** The newest list of programs of a device; none where its user never sent one. */
interface SoftwareListTable {
  organisationId: string;
  diagnosisId: string;
  deviceId: string;
  /** How many there are, and how many of them the report has. */
  count: number;
  listed: number;
}

interface SoftwareListedTable {
  organisationId: string;
  diagnosisId: string;
  name: string;
  version: string;
  /** 1 where the list has another version of it that was counted, so that a device is one. */
  again: 0 | 1;
}

/** The one alert of a device and a check; once opened it stays, opened again rather than anew. */
interface AlertTable {
  id: string;
  organisationId: string;
  deviceId: string;
  check: string;
  state: AlertState['state'];
  status: Alert['status'];
  openedAt: number;
  closedAt: number | null;
  times: number;
  told: number;
  mutedUntil: number | null;
  /** JSON: instants. */
  openings: string;
  failedAt: number | null;
  ticketId: string | null;
  /** The newest report that answered the check, and when that began on the device. */
  diagnosisId: string;
  foundAt: number;
}

interface WebhookTable {
  id: string;
  organisationId: string;
  url: string;
  /** Signs what is sent, so it is kept as it is. */
  secret: string;
  createdAt: number;
  paused: 0 | 1;
  /** JSON of protocol's topics. */
  topics: string;
}

/** What happens by itself; an organisation without a row has nothing happen. */
interface FleetRulesTable {
  organisationId: string;
  alertTickets: AlertTickets;
}

interface WebhookDeliveryTable {
  id: string;
  organisationId: string;
  webhookId: string;
  at: number;
  event: string;
  body: string;
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  /** When it is tried next; null once it is over. */
  nextAt: number | null;
  status: number | null;
  error: string | null;
}

export type DeviceMarkRow = Selectable<DeviceMarkTable>;
export type ScanRunRow = Selectable<ScanRunTable>;
export type ScanTargetRow = Selectable<ScanTargetTable>;
export type AlertRow = Selectable<AlertTable>;
export type WebhookRow = Selectable<WebhookTable>;
export type WebhookDeliveryRow = Selectable<WebhookDeliveryTable>;
