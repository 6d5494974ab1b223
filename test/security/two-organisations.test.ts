import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Logger, silentLogger } from '@alongside/base';
import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, http, playbookChange, ROLES, type Role, scopeOf } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type ConsoleClient, fragmentOf, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { copiedColumns, tablesOf } from '../fixtures/tables.ts';
import { vendorMade } from '../fixtures/vendors.ts';
import { frameOf, messagesOf, samplesOf } from './samples.ts';

/**
 * Two organisations in one database, with one secret: every role of one against all that is the other's, by every route and
 * every message of the contracts. The other's rows come from a server of its own, so that a table that is added later is
 * walked too.
 */

const ROUTES = Object.entries(http).flatMap(([name, route]) => (isRoute(route) ? [[name, route] as const] : []));
const OURS = messagesOf(contract(consoleSocket), 'technician').filter((message) => message !== consoleSocket.consoleAuthenticate);
/** Whose identifiers a path takes: in the table of another kind they are nobody's. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'account/passkeys': ['keyId'],
  'account/sign-ins': ['signInId'],
  'api-keys': ['apiKeyId'],
  attachments: ['attachmentId'],
  'developer-issues': ['developerIssueId'],
  devices: ['deviceId'],
  diagnoses: ['diagnosisId', 'reportId'],
  'fleet/alerts': ['alertId'],
  'fleet/groups': ['groupId'],
  'fleet/scans': ['scanId'],
  'fleet/schedules': ['scheduleId'],
  'fleet/views': ['viewId'],
  'fleet/webhooks': ['webhookId'],
  invitations: ['invitationId'],
  'kb/articles': ['article', 'attachmentId'],
  keys: ['keyId'],
  mail: ['ticketId'],
  people: ['userId'],
  playbooks: ['playbook'],
  problems: ['problemId'],
  replies: ['replyId'],
  reports: ['reportId'],
  sessions: ['sessionId'],
  'support-groups': ['supportGroupId'],
  tickets: ['ticketId', 'alertTicketId'],
  users: ['userId'],
  vendors: ['vendorId'],
};
const TOKENS = /[A-Za-z0-9_-]{8,64}/gu;

let server: TestServer;
let ours: Record<Role, SignedIn>;
let theirs: Record<Role, SignedIn>;
let theirDevice: Parameters<TestServer['openDevice']>[0];
/** Identifiers, names and words that only the other organisation has. */
let canaries: ReadonlySet<string>;
/** By the name of the field that would hold it. */
let targets: Readonly<Record<string, string | readonly string[]>>;
/** All of them, for the paths of routes. */
let targetIds: readonly string[];
let invitation: string;
let enrollment: string;
let followToken: string;
const faults: string[] = [];
const logger: Logger = { ...silentLogger, error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`) };
const walked = { routes: 0, tooOften: 0, messages: 0, tables: 0, rows: 0 };

beforeAll(async () => {
  const first = await startTestServer({ logger });
  const folder = mkdtempSync(join(tmpdir(), 'alongside-other-'));
  // The same secret: a cookie of theirs is signed as one of ours.
  for (const file of ['secret', 'signing-key']) copyFileSync(join(first.dataDir, file), join(folder, file));
  const other = await startTestServer({ dataDir: folder });
  theirs = await other.everyRole();
  theirDevice = await other.enrollDevice('their-computer');
  const device = await other.openDevice(theirDevice);
  const page = await other.openConsole(other.technician);
  const { ticketId, requestId } = await device.ask('their secret words', { name: 'Their Person' });
  const { sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  await device.offers.next();
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  await page.joins.next();
  await page.connection.call(consoleSocket.ticketNote, { ticketId, text: 'their secret note' });
  const report = reportOf('their-report-of-a-full-disk', { findings: FULL_DISK });
  await device.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), requestId });
  const kept = await other.call(http.ticketDiagnoses, { as: other.technician, params: { id: ticketId } });
  const fleet = await fleetOf(other, theirDevice.deviceId);
  const desk = { ...(await deskOf(other, ticketId)), ...(await problemOf(other, ticketId)) };
  const { result: apiKey } = await other.call(http.apiKeyCreate, {
    as: other.admin,
    body: { name: 'Their Program', scopes: ['tickets.read'], days: 30 },
  });
  const vendorId = await vendorMade(other, other.admin, 'Their Vendor');
  const { result: account } = await other.call(http.account, { as: other.technician });
  const link = await other.call(http.invitationCreate, {
    as: other.admin,
    body: { name: 'Their Guest', email: 'guest@their.example' },
  });
  invitation = fragmentOf(link.result.url);
  const invitations = await other.call(http.invitations, { as: other.admin });
  enrollment = fragmentOf(await other.server.createEnrollmentLink('their next computer'));
  await other.server.close();
  const users = Object.values(theirs).map(({ userId }) => userId);
  targets = {
    ticketId,
    requestId,
    sessionId,
    id: ticketId,
    deviceId: theirDevice.deviceId,
    keyId: page.keyId,
    reportId: report.meta.reportId,
    diagnosisId: kept.result[0]?.id ?? '',
    userId: users[1] ?? '',
    apiKeyId: apiKey.id,
    vendorId,
    invitationId: invitations.result[0]?.id ?? '',
    signInId: account.signIns[0]?.id ?? '',
    article: 'their-own-answer',
    playbook: 'their-way',
    ...fleet,
    ...desk,
  };
  targetIds = [...new Set(Object.values(targets).flat())];
  const before = dump(join(first.dataDir, 'alongside.db'));
  merge(join(first.dataDir, 'alongside.db'), join(folder, 'alongside.db'));
  cpSync(join(folder, 'attachments'), join(first.dataDir, 'attachments'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const foreign = dump(join(first.dataDir, 'alongside.db')).filter((row) => !before.includes(row));
  server = await first.restart();
  ours = await server.everyRole();
  const common = new Set(before.join('\n').match(TOKENS));
  const words = foreign.filter((row) => !row.startsWith('http')).flatMap((row) => row.match(TOKENS) ?? []);
  canaries = new Set([
    ...words.filter((word) => word.length >= 21 && !common.has(word)),
    ...users,
    'their secret',
    'Their Person',
    'Their Guest',
    'their-computer',
    'Their Group',
    'Their View',
    'Their Nights',
    'Their Article',
    'Their Problem',
    'Their Playbook',
    'Their Vendor',
    'Their Program',
    'Their Support',
    'their tag',
    'Their Reply',
    'their.log',
  ]);
}, 120_000);
afterAll(async () => {
  expect(faults).toEqual([]);
  // Or the walk would show the limits alone.
  expect(walked.tooOften).toBeLessThan(walked.routes / 10);
  console.log(`walked: ${JSON.stringify(walked)}, ${canaries.size} canaries, 0 rows crossed`);
  await server.close();
});

/** Something of each kind that is of many computers at once: what one of these routes makes is what another must not reach. */
async function fleetOf(other: TestServer, deviceId: string) {
  const as = other.admin;
  const deviceIds = [deviceId];
  const { result: group } = await other.call(http.groupCreate, { as, body: { name: 'Their Group' } });
  const marks = { owner: 'Their Person', groupId: group.id, addTags: ['their tag'] };
  await other.call(http.fleetMark, { as, body: { deviceIds, marks } });
  const { result: view } = await other.call(http.viewCreate, { as, body: { name: 'Their View', filter: {} } });
  const { result: scan } = await other.call(http.scanStart, { as, body: { deviceIds, profile: 'quick' } });
  const { result: webhook } = await other.call(http.webhookCreate, { as, body: { url: 'https://hooks.their.example/x' } });
  const schedule = { name: 'Their Nights', pattern: '30 3 * * *', profile: 'quick', filter: {} } as const;
  const { result: scheduled } = await other.call(http.scheduleCreate, { as, body: schedule });
  // Of the same name as one of ours may have: only what it says would tell.
  const text = {
    title: 'Their Article',
    category: 'system',
    locale: 'en',
    visibility: 'public',
    owner: 'Their Person',
    reviewBy: '2027-05-29',
    systems: ['linux'],
    lastChecked: '2026-11-29',
    checkedHow: 'Not tried.',
    words: [],
    body: 'their secret answer',
  } as const;
  for (const article of ['restart', 'their-own-answer']) {
    await other.call(http.articleSave, {
      as,
      params: { article },
      body: { base: 0, text: { ...text, systems: ['linux'], words: [] }, note: '' },
    });
  }
  const step = { id: 'look', text: 'their secret step' };
  const way = {
    locale: 'en',
    title: 'Their Playbook',
    category: 'devices',
    fits: 'Theirs.',
    words: ['their'],
    checks: [],
    steps: [step, { ...step, id: 'again', solves: true }],
    unfit: { text: 'their secret end', hand: '' },
  };
  const change = playbookChange.parse({ act: 'write', base: null, state: 'published', note: '', text: way });
  const written = await other.call(http.playbookSave, { as, params: { playbook: 'their-way' }, body: change });
  expect(written.error).toBeUndefined();
  const [alert] = (await other.call(http.alerts, { as, body: { closed: true } })).result.alerts;
  const { result: ticket } = await other.call(http.alertTicket, {
    as,
    params: { id: alert?.id ?? '' },
    body: { text: 'their secret disk' },
  });
  return {
    deviceIds,
    groupId: group.id,
    viewId: view.id,
    scanId: scan.id,
    scheduleId: scheduled.id,
    webhookId: webhook.id,
    alertId: alert?.id ?? '',
    alertTicketId: ticket.ticketId,
  };
}

/** A known problem that the ticket has. */
async function problemOf(other: TestServer, ticketId: string) {
  const as = other.technician;
  const words = { symptoms: 'their secret symptoms', impact: '', cause: '', workaround: 'their secret way', article: null };
  const text = { title: 'Their Problem', ...words, askAt: 2, signature: [] };
  const { result: made } = await other.call(http.problemCreate, { as, body: { text } });
  const body = { problemId: made.id, verdict: 'confirmed' } as const;
  expect((await other.call(http.ticketProblemJudge, { as, params: { id: ticketId }, body })).error).toBeUndefined();
  const wish = { ticketId, problemId: made.id, title: '', symptoms: '', note: 'their secret wish' };
  const { result: asked } = await other.call(http.developersAsk, { as: other.admin, body: wish });
  return { problemId: made.id, developerIssueId: asked.id };
}

/** What a ticket carries as a case: a group of support that it is offered to, with its package, and a link for its user. */
async function deskOf(other: TestServer, ticketId: string) {
  const as = other.technician;
  const people = [as.userId, other.admin.userId];
  const group = { name: 'Their Support', tier: 1, specialisation: 'their secret skill', acceptWithinMin: 30, memberIds: people };
  const { result: support } = await other.call(http.supportGroupCreate, { as: other.admin, body: group });
  const { result: followed } = await other.call(http.followCreate, { as, params: { id: ticketId }, body: {} });
  followToken = fragmentOf(followed.url);
  const { result: before } = await other.call(http.ticket, { as, params: { id: ticketId } });
  const seen = ticketCase(before.events)?.version ?? 0;
  const offer = { seen, kind: 'lateral', toTier: 1, groupId: support.id, personId: null, reason: 'their secret reason' } as const;
  const body = { ...offer, instructions: 'their secret wish' };
  const offered = await other.call(http.handoverCreate, { as, params: { id: ticketId }, body });
  expect(offered.error).toBeUndefined();
  const { result: file } = await other.upload(
    http.attachmentAdd,
    { as, params: { id: ticketId }, body: { name: 'their.log', to: 'user' } },
    'their secret log',
  );
  const { result: after } = await other.call(http.ticket, { as, params: { id: ticketId } });
  const handoverId = ticketCase(after.events)?.handover?.offer.handoverId;
  expect(handoverId).toBeDefined();
  const canned = { title: 'Their Reply', language: 'en', groupId: null, text: 'their secret reply' } as const;
  const { result: reply } = await other.call(http.replyCreate, { as: other.admin, body: canned });
  return { replyId: reply.id, supportGroupId: support.id, handoverId: handoverId ?? '', attachmentId: file.attachmentId };
}

function isRoute(value: unknown): value is http.Route {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}

/** Puts the other's rows beside ours, in every table that there is. */
function merge(file: string, from: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA foreign_keys = OFF');
  database.exec(`ATTACH '${from}' AS other`);
  // Addresses are one a database.
  database.exec("UPDATE other.users SET email = 'their.' || email");
  for (const name of ownTables(database)) {
    walked.tables += 1;
    const columns = copiedColumns(database, name);
    const sql = `INSERT INTO main."${name}" (${columns}) SELECT ${columns} FROM other."${name}"`;
    walked.rows += Number(database.prepare(sql).run().changes);
  }
  database.close();
}

function ownTables(database: DatabaseSync): string[] {
  return tablesOf(database).filter((name) => !/^(?:kysely|sqlite)/u.test(name));
}

/** Every row of every table, as text. */
function dump(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = ownTables(database).flatMap((name) =>
    database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`),
  );
  database.close();
  return rows;
}

const theirRows = () => {
  const organisation = new DatabaseSync(join(server.dataDir, 'alongside.db'), { readOnly: true });
  const [, second] = organisation.prepare('SELECT id FROM organisations ORDER BY created_at').all();
  organisation.close();
  return dump(join(server.dataDir, 'alongside.db')).filter((row) => row.includes(String(second?.id)));
};

function checkNothingOfTheirs(text: string, where: string): void {
  for (const canary of canaries) if (text.includes(canary)) throw new Error(`${where} told ${canary}`);
}

/** A sample with their identifiers wherever a field can hold one. */
function aimed(sample: unknown): unknown {
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return sample;
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, targets[name] ?? aimed(value)]));
}

function idsFor({ path }: http.Route): readonly string[] {
  const kind = /^\/api\/(.+?)\/:(?!language)/u.exec(path)?.[1];
  if (kind === undefined) return [''];
  const ids = KINDS[kind]?.flatMap((name) => targets[name] ?? []);
  if (!ids?.every((id) => id !== '') || ids.length === 0)
    throw new Error(`say in KINDS whose identifiers ${path} takes, and make one of theirs`);
  return ids;
}

async function ask(route: http.Route, who: SignedIn, id: string, body: unknown) {
  const response = await fetch(`${server.address}${route.path.replace(':language', 'en').replace(/:\w+/gu, id)}`, {
    method: route.method,
    headers: {
      cookie: who.cookie,
      origin: server.address,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  walked.routes += 1;
  if (response.status === 429) walked.tooOften += 1;
  return { status: response.status, text: await response.text() };
}

describe.each(ROLES)('%s', (role) => {
  test('of the other organisation is nobody here, though the cookie is signed alike', async () => {
    for (const [name, route] of ROUTES) {
      const [body] = route.method === 'GET' ? [] : samplesOf(route.body, 1);
      const { status, text } = await ask(route, theirs[role], targetIds[0] ?? '', body);
      if (route.access !== 'anyone') expect(status, name).toBe(401);
      checkNothingOfTheirs(text, name);
    }
  });

  test('of ours reaches nothing of theirs by any route, with their identifiers in every place', async () => {
    const before = theirRows();
    for (const [name, route] of ROUTES) {
      // It would end the sign-ins with which the rest is walked.
      if (route === http.signInsRevoke) continue;
      const ids = idsFor(route);
      const [sample] = route.method === 'GET' ? [] : samplesOf(route.body, 1);
      for (const id of ids) {
        const { status, text } = await ask(route, ours[role], id, sample === undefined ? undefined : aimed(sample));
        // What one sent is said back by some errors; what one did not send is not.
        const told = targetIds.reduce((rest, sent) => rest.replaceAll(sent, ''), text);
        checkNothingOfTheirs(told, name);
        // A playbook of that name is nobody's here, and can be written.
        const names = /:(?:id|article)\b/u.test(route.path);
        if (names && route.access !== 'anyone') expect(status, `${name} ${id}`).not.toBe(200);
        expect(status, name).not.toBe(500);
      }
    }
    expect(theirRows()).toEqual(before);
  });

  test('of ours may send what the table says, and no message reaches what is theirs', async () => {
    if (!scopeOf({ role, tier: 1 }, 'desk.connect')) {
      const { status } = await server.call(http.socketToken, { as: ours[role], body: {} });
      return expect(status).toBe(403);
    }
    const before = theirRows();
    const page = await server.openConsole(ours[role]);
    const heard: string[] = [];
    page.socket.on('message', (data) => void heard.push(String(data)));
    for (const [at, message] of OURS.entries()) {
      const id = 900 + at;
      const [sample] = samplesOf(message.params, 1);
      const code = await sent(page, frameOf(message, aimed(sample), id), message.kind === 'request' ? id : undefined);
      walked.messages += 1;
      const may = scopeOf({ role, tier: 1 }, message.needs as Parameters<typeof scopeOf>[1]) !== undefined;
      if (message.kind === 'request' && !may) expect(code, message.method).toBe('auth.role');
      else if (message.kind === 'request' && JSON.stringify(sample).includes('Id"'))
        expect(code, message.method).not.toBe('done');
    }
    const told = targetIds.reduce((rest, known) => rest.replaceAll(known, ''), heard.join('\n'));
    checkNothingOfTheirs(told, 'the socket');
    expect(theirRows()).toEqual(before);
    page.connection.close('walked');
    return undefined;
  });
});

/** Sends a frame; for a request, what it was answered with. */
async function sent(page: ConsoleClient, frame: string, id: number | undefined): Promise<string | undefined> {
  if (id === undefined) {
    page.socket.send(frame);
    return undefined;
  }
  const answer = new Promise<string>((resolve) => {
    const hear = (data: unknown) => {
      const value = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
      if (value.i !== id) return;
      page.socket.off('message', hear);
      resolve(value.e?.code ?? 'done');
    };
    page.socket.on('message', hear);
  });
  page.socket.send(frame);
  return answer;
}

test('their devices, links and passwords open nothing here', async () => {
  await expect(server.openDevice(theirDevice)).rejects.toMatchObject({ code: 'device.not-enrolled' });
  const read = await server.call(http.invitationRead, { body: { token: invitation } });
  expect(read.error?.code).toBe('auth.refused');
  const accepted = await server.call(http.invitationAccept, { body: { token: invitation, password: 'a password of length' } });
  expect(accepted.error?.code).toBe('auth.refused');
  const checked = await server.call(http.iceCheck, { body: { by: 'enrollment', token: enrollment } });
  expect(checked.error?.code).toBe('auth.refused');
  const followed = await server.call(http.followRead, { body: { token: followToken } });
  expect(followed.error?.code).toBe('auth.refused');
  const signIn = await server.post('/api/auth/sign-in/email', {
    email: 'their.tess@test.example',
    password: 'staple the horse well',
  });
  expect([signIn.status, signIn.headers.getSetCookie()]).toEqual([403, []]);
});
