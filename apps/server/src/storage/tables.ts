import type {
  DiagnosisSummary,
  FactorMethod,
  FindingStatus,
  RecordRule,
  RequestState,
  Role,
  TicketStatus,
} from '@alongside/protocol';
import type { Generated, Selectable } from 'kysely';
import type { ApiKeyTables } from './api-key-tables.ts';
import type { AssignmentTables } from './assignment-tables.ts';
import type { AttachmentTables } from './attachment-tables.ts';
import type { DeskTables } from './desk-tables.ts';
import type { DeveloperTables } from './developer-tables.ts';
import type { EditionTables } from './edition-tables.ts';
import type { FleetTables } from './fleet-tables.ts';
import type { GuestTables } from './guest-tables.ts';
import type { IntakeTables } from './intake-tables.ts';
import type { KbTables } from './kb-tables.ts';
import type { MailTables } from './mail-tables.ts';
import type { ProblemTables } from './problem-tables.ts';
import type { ReplyTables } from './reply-tables.ts';
import type { VendorTables } from './vendor-tables.ts';

/**
 * The tables, in camel case; columns are in snake case on disk. Instants are milliseconds since the Unix epoch, except in
 * the tables that better-auth writes (users, httpSessions, credentials, verifications), which have ISO text.
 * Every table with customers' data has `organisationId`.
 */
export interface Tables
  extends FleetTables,
    KbTables,
    DeskTables,
    EditionTables,
    ProblemTables,
    DeveloperTables,
    IntakeTables,
    AttachmentTables,
    AssignmentTables,
    ReplyTables,
    GuestTables,
    MailTables,
    ApiKeyTables,
    VendorTables {
  organisations: OrganisationTable;
  users: UserTable;
  httpSessions: HttpSessionTable;
  credentials: CredentialTable;
  verifications: VerificationTable;
  twoFactors: TwoFactorTable;
  passkeys: PasskeyTable;
  audit: AuditTable;
  links: LinkTable;
  devices: DeviceTable;
  technicianKeys: TechnicianKeyTable;
  tickets: TicketTable;
  ticketEvents: TicketEventTable;
  sessions: SessionTable;
  keptHeads: KeptHeadTable;
  certificates: CertificateTable;
  trustDocuments: TrustDocumentTable;
  helpInvitations: HelpInvitationTable;
  reports: ReportTable;
  diagnosisReports: DiagnosisReportTable;
  diagnosisFindings: DiagnosisFindingTable;
}

interface OrganisationTable {
  id: string;
  name: string;
  phone: string;
  timeZone: string;
  /** JSON of protocol's `weeklyHours`. */
  hours: string;
  email: Generated<string>;
  /** JSON of protocol's `holidayPlace`. */
  holidays: Generated<string | null>;
  /** JSON of `closedDay`s: its own, and all that follow from both (kept by HolidayKeeper). */
  ownDays: Generated<string>;
  closedDays: Generated<string>;
  /** Whether users are asked to keep records of sessions with their tickets. */
  records: Generated<RecordRule>;
  /** JSON of `KeptLogoFacts` (organisation-store.ts). */
  logo: Generated<string | null>;
  /** Raised with each change of the profile; and who made the last. */
  version: Generated<number>;
  changedBy: Generated<string | null>;
  nextTicketNumber: number;
  /** JSON: roles that may only work with a second factor. */
  factorRoles: Generated<string>;
  factorVersion: Generated<number>;
  factorBy: Generated<string | null>;
  /** When the first admin came; null until then. */
  setUpAt: number | null;
  createdAt: number;
}

interface UserTable {
  id: string;
  organisationId: string;
  name: string;
  email: string;
  emailVerified: number;
  image: string | null;
  role: Role;
  active: number;
  /** Whether an authenticator app is on. */
  twoFactorEnabled: Generated<number>;
  /** Until then the next browser's key needs nobody's approval: a one-time link was used. Null once it came. */
  newKeyUntil: number | null;
  createdAt: string;
  updatedAt: string;
}

/** Signed-in browsers. `token` is the SHA-256 of what the cookie holds. */
interface HttpSessionTable {
  id: string;
  organisationId: string;
  userId: string;
  token: string;
  expiresAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** When whoever signed in last proved who they are; milliseconds, as the next. */
  confirmedAt: number | null;
  /** When a second factor was given last, and which. */
  factorAt: number | null;
  factorMethod: FactorMethod | null;
  createdAt: string;
  updatedAt: string;
}

/** Password hashes (scrypt), one a user. */
interface CredentialTable {
  id: string;
  organisationId: string;
  userId: string;
  accountId: string;
  providerId: string;
  password: string | null;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: string | null;
  refreshTokenExpiresAt: string | null;
  scope: string | null;
  createdAt: string;
  updatedAt: string;
}

/** better-auth's challenges: `identifier` is a hash of what the cookie holds, `value` is sealed. */
interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
}

/** Authenticator apps: the secret encrypted, recovery codes as hashes. */
interface TwoFactorTable {
  id: string;
  organisationId: string;
  userId: string;
  secret: string;
  backupCodes: string;
  verified: number;
  failedVerificationCount: number;
  lockedUntil: string | null;
}

interface PasskeyTable {
  id: string;
  organisationId: string;
  userId: string;
  name: string | null;
  publicKey: string;
  credentialId: string;
  counter: number;
  deviceType: string;
  backedUp: number;
  transports: string | null;
  createdAt: string | null;
  aaguid: string | null;
  lastUsedAt: number | null;
}

/** What admins did: canonical entries (packages/consent, audit), each with the hash of the one before. */
interface AuditTable {
  organisationId: string;
  seq: number;
  entry: string;
}

/** One-time links, by the hash of their token. */
interface LinkTable {
  id: string;
  organisationId: string;
  /** `terminal-reset`: for a password too, but made at the server's machine. */
  kind: 'invitation' | 'reset' | 'terminal-reset' | 'enrollment';
  tokenHash: string;
  /** Of the person, or the label of the device. */
  name: string;
  email: string | null;
  /** Of whom an invitation is for. */
  role: Role | null;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
  withdrawnAt: Generated<number | null>;
}

interface DeviceTable {
  id: string;
  organisationId: string;
  publicKey: string;
  name: string;
  system: string;
  enrolledAt: number;
  lastSeenAt: number | null;
  /** When it left; its row stays for its tickets. */
  retiredAt: number | null;
}

interface TechnicianKeyTable {
  id: string;
  organisationId: string;
  userId: string;
  publicKey: string;
  label: string;
  createdAt: number;
  lastUsedAt: number | null;
  /** Null while nobody has vouched for it: it signs in and can do nothing else. */
  approvedAt: number | null;
  approvedHow: 'link' | 'browser' | 'admin' | 'earlier' | null;
  /** The user whose key signed the approval, that key, and the signature (protocol's `keyDecisionText`). */
  approvedBy: string | null;
  approvedByKey: string | null;
  approval: string | null;
  removedAt: number | null;
}

interface TicketTable {
  id: string;
  organisationId: string;
  number: number;
  requestId: string;
  /** Null where it came without a computer: by the public form, by phone. */
  deviceId: string | null;
  requester: string;
  text: string;
  /** The device's JWS over the request; empty where no device asked. */
  proof: string;
  createdAt: number;
  startedBy: 'request' | 'code' | 'invitation' | 'standing' | 'finding' | 'form' | 'call';
  /** The standing permission that it was opened for. */
  standingId: string | null;
  /** The technician whose link led to it. */
  invitedById: string | null;
  invitedByName: string | null;
  /** When it was done or cancelled; this and all that follows is an index into the events, written with them. */
  closedAt: number | null;
  /** By which form of the index (TICKET_INDEX); 0: not yet at all. */
  indexed: Generated<number>;
  status: Generated<TicketStatus>;
  /** 1 until it is over. */
  active: Generated<number>;
  live: Generated<RequestState>;
  tier: Generated<number>;
  priority: Generated<number>;
  updatedAt: Generated<number>;
  groupId: string | null;
  groupName: string | null;
  ownerId: string | null;
  ownerName: string | null;
  category: string | null;
  waitingSince: number | null;
  /** The group that a handover was offered to and that has not answered, and when the offer ends. */
  offeredTo: string | null;
  offerLapsesAt: number | null;
  /** Since when it has its status. */
  since: Generated<number>;
  solvedAt: number | null;
  solvedTier: number | null;
  stars: number | null;
  ratedAt: number | null;
  /** 1 while nobody who leads the desk has taken that up. */
  wantsManager: Generated<number>;
  /** Of the link by which its user follows it; no part of the index. */
  followHash: string | null;
  /** What the token of that link is made from again (follow-token.ts). */
  followNonce: string | null;
}

export interface TicketEventTable {
  organisationId: string;
  ticketId: string;
  seq: number;
  at: number;
  actorKind: 'user' | 'technician' | 'system';
  actorId: string | null;
  actorName: string;
  /** JSON of protocol's `ticketEvent.body`. */
  body: string;
}

/** Each offer to join and what became of it. */
interface SessionTable {
  id: string;
  organisationId: string;
  ticketId: string;
  deviceId: string;
  technicianId: string;
  technicianName: string;
  keyId: string;
  technicianPublicKey: string;
  state: 'offered' | 'joined' | 'declined' | 'withdrawn' | 'ended';
  offeredAt: number;
  joinedAt: number | null;
  endedAt: number | null;
  headSeq: number | null;
  headHash: string | null;
  /** The session that this one is there to watch; null for one that helps. */
  watches: string | null;
}

/** Ledger heads kept outside the user's machine: hash and signatures, nothing of what happened. */
interface KeptHeadTable {
  organisationId: string;
  sessionId: string;
  seq: number;
  hash: string;
  agentJws: string;
  technicianJws: string;
  keptAt: number;
}

/** Links by which users ask one technician for help, by the hash of their token. */
interface HelpInvitationTable {
  id: string;
  organisationId: string;
  technicianId: string;
  technicianName: string;
  tokenHash: string;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
}

/** "Something is wrong", as users have sent it; one a session. */
interface ReportTable {
  id: string;
  organisationId: string;
  deviceId: string;
  sessionId: string;
  ticketId: string;
  technicianId: string;
  technicianName: string;
  /** JSON of what the user chose to send (protocol's `report`). */
  body: string;
  /** The device's JWS over it. */
  proof: string;
  createdAt: number;
  handledAt: number | null;
}

/** What checks of a device found, as its user sent it. */
interface DiagnosisReportTable {
  id: string;
  organisationId: string;
  deviceId: string;
  /** Of the device's own giving. */
  reportId: string;
  ticketId: string | null;
  receivedAt: number;
  startedAt: number;
  profile: DiagnosisSummary['profile'];
  basis: DiagnosisSummary['basis'];
  /** Null: no check came to an answer. */
  worst: FindingStatus | null;
  fail: number;
  warn: number;
  bytes: number;
  sha256: string;
  /** Canonical JSON of protocol's `report`, byte for byte as it came. */
  body: string;
}

/** One row a finding, to be found over all devices. */
interface DiagnosisFindingTable {
  organisationId: string;
  diagnosisId: string;
  deviceId: string;
  check: string;
  status: FindingStatus;
  code: string;
}

export type DiagnosisReportRow = Selectable<DiagnosisReportTable>;
export type DiagnosisFindingRow = Selectable<DiagnosisFindingTable>;
export type ReportRow = Selectable<ReportTable>;
export type HelpInvitationRow = Selectable<HelpInvitationTable>;
/** Of admins by an organisation's key, of technicians by an admin's; the newest of each issuer for each key. */
interface CertificateTable {
  organisationId: string;
  kind: 'admin' | 'technician';
  /** Of the organisation's public key. */
  hash: string;
  issuer: string;
  key: string;
  name: string;
  serial: string;
  validFrom: number;
  validUntil: number;
  jws: string;
  addedAt: number;
}

/** The newest list of revocations and the newest policy of each organisation key. */
interface TrustDocumentTable {
  organisationId: string;
  kind: 'revocations' | 'policy';
  hash: string;
  number: number;
  signedAt: number;
  /** The certificate of the admin who signed it, and what was signed: both JWS. */
  admin: string;
  document: string;
  addedAt: number;
}

export type CertificateRow = Selectable<CertificateTable>;
export type TrustDocumentRow = Selectable<TrustDocumentTable>;
export type OrganisationRow = Selectable<OrganisationTable>;
export type UserRow = Selectable<UserTable>;
export type LinkRow = Selectable<LinkTable>;
export type DeviceRow = Selectable<DeviceTable>;
export type TechnicianKeyRow = Selectable<TechnicianKeyTable>;
export type TicketRow = Selectable<TicketTable>;
export type SessionRow = Selectable<SessionTable>;
