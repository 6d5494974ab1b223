/**
 * Who may do what, as data. Every HTTP route (`Route.access`) and every message of a technician's page (`needs`) names one
 * of these; the server looks into this table in one place for each of the two, and pages show what it lets them do.
 */
import { z } from 'zod';

/** Accounts that a list has; somebody who asks for help has none. */
export const MAX_ACCOUNTS = 5_000;

/** `vendor` is somebody from outside, who sees what was given to them; `auditor` reads records; `user` has an account alone. */
export const ROLES = ['admin', 'supervisor', 'technician', 'vendor', 'auditor', 'user'] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** How far a permission reaches: over the organisation, or over what names this person. */
export type Scope = 'all' | 'own';

interface Row {
  /** The lowest tier of support that has it. A person's tier is the highest of their groups' at the desk, or 1; the highest there is has all. */
  readonly tier: number;
  readonly roles: Readonly<Partial<Record<Role, Scope>>>;
  /** What changes something under it is entered in the audit, whoever does it. */
  readonly audited?: true;
  /**
   * What changes something under it lets others in, leads elsewhere or outlasts a sign-in: closed to a password that came by
   * a link until a browser that counts has been used with it.
   */
  readonly needsKnownBrowser?: true;
}

const EVERYBODY = {
  admin: 'all',
  supervisor: 'all',
  technician: 'all',
  vendor: 'all',
  auditor: 'all',
  user: 'all',
} as const;
const DESK = { admin: 'all', supervisor: 'all', technician: 'all' } as const;
const HELPERS = { ...DESK, vendor: 'own' } as const;

const TABLE = {
  /** One's own account: second factors, sign-ins. */
  'account.own': { tier: 1, roles: EVERYBODY },
  'organisation.read': { tier: 1, roles: EVERYBODY },
  'organisation.write': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** A page at the desk: its socket, its browser's key, presence. */
  'desk.connect': { tier: 1, roles: HELPERS },
  /** Seeing browsers' keys, adding and removing them: one's own, or everybody's. */
  'keys.vouch': { tier: 1, roles: { admin: 'all', supervisor: 'own', technician: 'own', vendor: 'own' }, audited: true },
  'tickets.read': { tier: 1, roles: HELPERS },
  'tickets.claim': { tier: 1, roles: DESK },
  /** Notes, chat, the end of a ticket. */
  'tickets.write': { tier: 1, roles: HELPERS },
  /** Giving others' tickets to others, what is no request at all, past a tier. */
  'tickets.manage': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** How the desk is doing: who waits, who is there, what was solved. */
  'today.read': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** Logs and what was read out of them, facts about people, lists of programs: what is classified. */
  'classified.read': { tier: 2, roles: DESK },
  /** How a machine is set up, down to files and code. */
  'evidence.read': { tier: 3, roles: DESK },
  /** Asking a user whether a vendor may have it, and passing it on. */
  'vendors.use': { tier: 1, roles: DESK },
  'vendors.manage': { tier: 1, roles: { admin: 'all', supervisor: 'all' }, audited: true },
  'groups.manage': { tier: 1, roles: { admin: 'all', supervisor: 'all' }, audited: true },
  /** By which ways people hear of what, unless they choose. */
  'notices.manage': { tier: 1, roles: { admin: 'all', supervisor: 'all' }, audited: true },
  /** Within a session, which is always one's own. */
  'sessions.run': { tier: 1, roles: { admin: 'own', supervisor: 'own', technician: 'own', vendor: 'own' } },
  /** A session by a standing permission; it names the one browser's key that may. */
  'standing.start': { tier: 1, roles: DESK },
  /** A code that a user reads out; what comes of it is one's own. */
  'codes.redeem': { tier: 1, roles: HELPERS },
  /** Links for users, which pre-fill a request. */
  'invitations.make': { tier: 1, roles: DESK },
  'devices.read': { tier: 1, roles: DESK },
  'devices.enroll': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** Reports of checks that users have sent: of every device, or with a ticket of one's own. */
  'diagnoses.read': { tier: 1, roles: HELPERS },
  /** All devices together: what stands out, scans of many, alerts. */
  'fleet.read': { tier: 1, roles: DESK },
  'fleet.manage': { tier: 1, roles: { admin: 'all', supervisor: 'all' }, audited: true },
  /** Where the server sends alerts to by itself. */
  'webhooks.manage': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** Keys of programs. */
  'api-keys.manage': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** Articles: drafts and those for the desk as well, or what is for customers and public. */
  'kb.read': { tier: 1, roles: { ...DESK, vendor: 'own', auditor: 'own', user: 'own' } },
  /** Articles for the desk, and drafts. */
  'kb.write': { tier: 1, roles: DESK },
  /** What customers and everybody read. */
  'kb.publish': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** Playbooks and the questions: what technicians follow and ask. */
  'editions.write': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** Known problems: what they are, how they are recognised, which tickets have them. */
  'problems.read': { tier: 1, roles: DESK },
  'problems.write': { tier: 1, roles: DESK },
  /** A message to the user of every ticket that has it, by one press. */
  'problems.tell': { tier: 1, roles: DESK, audited: true },
  /** Asking the developers, in the words that one is shown. */
  'developers.ask': { tier: 3, roles: DESK },
  /** Saying for them what became of it; a tracker's program has it as its scope. */
  'developers.answer': { tier: 3, roles: DESK },
  'people.read': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** Accounts: inviting, roles, switching off, taking factors away; and which roles must have a second factor. */
  'people.manage': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** What users reported as wrong. */
  'reports.read': { tier: 1, roles: { admin: 'all', supervisor: 'all' } },
  /** Certificates, revocations and policies of the organisation, as they are published. */
  'trust.read': { tier: 1, roles: { ...DESK, vendor: 'all', auditor: 'all' } },
  'trust.manage': { tier: 1, roles: { admin: 'all' }, audited: true, needsKnownBrowser: true },
  /** Which sessions there were, and the heads of their ledgers. */
  'records.read': { tier: 1, roles: { admin: 'all', supervisor: 'all', auditor: 'all' } },
  /** What admins did. */
  'audit.read': { tier: 1, roles: { admin: 'all', auditor: 'all' } },
  /** The description of the HTTP interface. */
  'interface.read': { tier: 1, roles: DESK },
  /** Numbers of the running server. */
  'metrics.read': { tier: 1, roles: { admin: 'all' } },
} as const satisfies Record<string, Row>;

export type Permission = keyof typeof TABLE;
export const PERMISSIONS: Readonly<Record<Permission, Row>> = TABLE;
export const permission = z.enum(Object.keys(TABLE) as [Permission, ...Permission[]]);

/** Of a person: role, and tier of support (of who leads the desk, and of its highest tier, the last: `effectiveTier`). */
export interface Standing {
  readonly role: Role;
  readonly tier: number;
}

/** How far somebody's permission reaches; undefined where there is none. */
export function scopeOf({ role: of, tier }: Standing, wanted: Permission): Scope | undefined {
  const row = PERMISSIONS[wanted];
  return tier >= row.tier ? row.roles[of] : undefined;
}

export function permissionsOf(standing: Standing): Permission[] {
  return permission.options.filter((each) => scopeOf(standing, each) !== undefined);
}
