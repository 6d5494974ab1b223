import { type Logger, silentLogger } from '@alongside/base';
import { http, ROLES, type Role, scopeOf } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';
import { samplesOf, spoiled } from './samples.ts';

playedAs('nobody', 'signed-out account', 'technician at the server', 'admin at the server');

/** Every HTTP route against everybody, made of packages/protocol/src/http.ts: a route added later is in the table. */

const ROUTES = Object.entries(http).flatMap(([name, route]) => (isRoute(route) ? [[name, route] as const] : []));
const STRANGERS = ['nobody', 'a forged cookie', 'signed out'] as const;
const EVERYBODY = [...STRANGERS, ...ROLES];
type Who = (typeof EVERYBODY)[number];

let server: TestServer;
let cookies: Record<Who, string>;
const faults: string[] = [];
const logger: Logger = { ...silentLogger, error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`) };

beforeAll(async () => {
  server = await startTestServer({ logger });
  const gone = await server.invite('Gone Person', 'gone@test.example', 'a password of length');
  await server.signOut(gone);
  cookies = {
    nobody: '',
    'a forged cookie': forged(server.admin),
    'signed out': gone.cookie,
    ...(await cookiesOfRoles()),
  };
});
afterAll(async () => {
  expect(faults).toEqual([]);
  await server.close();
});

async function cookiesOfRoles(): Promise<Record<Role, string>> {
  const people = Object.entries(await server.everyRole()).map(([role, { cookie }]) => [role, cookie]);
  return Object.fromEntries(people) as Record<Role, string>;
}

/** The admin's cookie with one letter of its token changed. */
function forged({ cookie }: SignedIn): string {
  const at = cookie.indexOf('=') + 3;
  return `${cookie.slice(0, at)}${cookie[at] === 'a' ? 'b' : 'a'}${cookie.slice(at + 1)}`;
}

function isRoute(value: unknown): value is http.Route {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}

interface Asked {
  readonly body?: unknown;
  readonly origin?: string | null;
  readonly method?: string;
}

async function ask(route: http.Route, who: Who, { body, origin, method }: Asked = {}) {
  const path = route.path.replace(/:\w+/gu, 'id-of-nobody-1');
  const response = await fetch(`${server.address}${path}`, {
    method: method ?? route.method,
    headers: {
      cookie: cookies[who],
      ...(origin === null ? {} : { origin: origin ?? server.address }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => undefined)) as { error?: { code: string } } | undefined;
  return { status: response.status, code: answer?.error?.code };
}

/** Nobody is in a group here: who is at a desk with one tier is of its highest. */
const ONLY_TIER = 4;
const mayCall = (route: http.Route, who: Who) =>
  route.access === 'anyone' || (isRole(who) && scopeOf({ role: who, tier: ONLY_TIER }, route.access) !== undefined);
const isRole = (who: Who): who is Role => (ROLES as readonly string[]).includes(who);

describe.each(ROUTES)('%s', (_name, route) => {
  const hasBody = route.method !== 'GET';
  const [sample] = hasBody ? samplesOf(route.body, 1) : [];

  test.each(EVERYBODY)('%s', async (who) => {
    const answer = await ask(route, who, hasBody ? { body: sample } : {});
    if (mayCall(route, who)) return expect(['auth.required', 'auth.role', 'internal']).not.toContain(answer.code);
    expect(answer).toEqual(isRole(who) ? { status: 403, code: 'auth.role' } : { status: 401, code: 'auth.required' });
    // What stands in the body is not looked at before that.
    if (hasBody) expect((await ask(route, who, { body: '{' })).code).toBe(answer.code);
  });

  test('by another method', async () => {
    for (const method of ['PATCH', 'DELETE', 'OPTIONS'].filter((other) => other !== route.method)) {
      expect([404, 405], method).toContain((await ask(route, 'admin', { method })).status);
    }
  });
});

describe.each(ROUTES.filter(([, { method }]) => method !== 'GET'))('%s', (_name, route) => {
  const [sample] = samplesOf(route.body, 1);

  test('from another site’s page, with an admin’s cookie', async () => {
    for (const origin of ['http://evil.example', 'null', `${server.address}.evil.example`, 'http://127.0.0.1:1']) {
      // There is an admin already, so that the way in for the first is as any unknown path.
      const answer = route === http.setup ? { status: 404, code: 'rpc.unknown-method' } : { status: 403, code: 'auth.origin' };
      expect(await ask(route, 'admin', { body: sample, origin })).toEqual(answer);
    }
  });

  test('with a body that is spoiled in every place', async () => {
    const bodies = spoiled(sample ?? null).filter((body) => !route.body.safeParse(body).success);
    // Evenly over all of them: routes with slow hashes behind take a few calls a minute.
    const step = Math.max(1, Math.ceil(bodies.length / 8));
    for (const body of bodies.filter((_body, at) => at % step === 0)) {
      const { status } = await ask(route, 'admin', { body });
      expect([400, 404, 413, 429]).toContain(status);
    }
  });
});

test('the route of the first admin is as any unknown path for everybody', async () => {
  for (const who of EVERYBODY) {
    const [body] = samplesOf(http.setup.body, 1);
    const unknown = await ask({ ...http.setup, path: '/api/no-such-route' } as http.Route, who, { body });
    expect(await ask(http.setup as http.Route, who, { body })).toEqual(unknown);
  }
});

test('paths that climb lead nowhere', async () => {
  for (const path of [
    '/api/tickets/../users',
    '/api/tickets/%2e%2e%2fusers',
    '/..%2f..%2fetc/passwd',
    '/api/tickets/%00',
    '//api/users',
  ]) {
    const response = await fetch(`${server.address}${path}`, { headers: { cookie: cookies.technician } });
    expect([400, 401, 403, 404], path).toContain(response.status);
  }
});
