import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { HTTPS_ONLY_TEXT, http, ONLINE_PATH, ONLINE_TEXT, RELEASE_HEADER } from '@alongside/protocol';
import { type AlongsideServer, createServer } from '@alongside/server';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate, type KeyedCertificate, makeAuthority } from '../../apps/server/src/tls/certificates.ts';
import { get } from '../fixtures/loopback-client.ts';
import { ADMIN, startTestServer, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const usual = getCACertificates('default');
afterAll(() => setDefaultCACertificates(usual));

const HSTS = 'strict-transport-security';
const post = { 'content-type': 'application/json' };

describe('a server for its network, by its own authority', () => {
  let test: TestServer;
  beforeAll(async () => {
    // The first admin is made at the address for others, over TLS.
    test = await startTestServer({ exposure: { kind: 'lan' } });
  });
  afterAll(() => test.close());
  const others = () => test.server.addresses.filter((address) => address !== test.address);

  it('serves console and agents at its address, with everything that they do', async () => {
    expect(test.address).toMatch(/^https:/u);
    const device = await test.openDevice(await test.enrollDevice());
    const { number } = await device.ask('The printer is offline.');
    const page = await test.openConsole(test.technician);
    expect((await page.queue.next()).tickets.map((ticket) => ticket.number)).toContain(number);
  });

  it('gives cookies that are this host’s alone and never leave TLS', async () => {
    const body = JSON.stringify({ email: ADMIN.email, password: ADMIN.password });
    const answer = await fetch(`${test.address}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { ...post, origin: test.address },
      body,
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-alongside=[^;]+;/u);
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Domain');
  });

  it('is the same server at each of its names and addresses that can be called here', async () => {
    for (const address of others().filter((one) => /\/\/(localhost|127|\[|\d)/u.test(one))) {
      expect([address, (await get(address, '/healthz')).status]).toEqual([address, 200]);
    }
  });

  it('takes an Origin of its own only where the request is sent to that very one', async () => {
    const { port } = new URL(test.address);
    // The origin is looked at before the sign-in: 401 is past it.
    const { path: route } = http.socketToken;
    const ask = async (origin: string, host: string) =>
      (await get(test.address, route, { ...post, origin, host }, 'POST')).status;
    const [own, local] = [new URL(test.address).host, `localhost:${port}`];
    expect(await ask(`https://${own}`, own)).toBe(401);
    expect(await ask(`https://${local}`, local)).toBe(401);
    expect(await ask(`https://${local}`, own)).toBe(403);
    expect(await ask(`http://${own}`, own)).toBe(403);
    expect(await ask(`https://${own.replace(/:\d+$/u, '')}`, own)).toBe(403);
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost', `${hostname()}.evil:${port}`]) {
      expect([host, await ask(`https://${host}`, host)]).toEqual([host, 403]);
    }
    await expect(test.openSocket('/ws/console', { origin: `https://${local}` })).rejects.toThrow('refused with 403');
    await expect(test.openSocket('/ws/device', { origin: 'https://evil.example' })).rejects.toThrow('refused with 403');
  });

  it('believes no forwarded header', async () => {
    const forged = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    expect((await get(test.address, '/metrics', forged)).status).toBe((await get(test.address, '/metrics')).status);
    expect((await get(test.address, '/healthz', forged)).status).toBe(200);
  });

  it('answers plain http with a line to read, and does nothing else with it', async () => {
    const { port } = new URL(test.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /u);
    expect(answer.split('\r\n\r\n')[1]).toBe(HTTPS_ONLY_TEXT);
    expect(answer).not.toContain('"ok"');
  });

  it('says to anybody that it is there, at its own time, without cookie or redirect', async () => {
    const answer = await get(test.address, ONLINE_PATH);
    expect(answer).toMatchObject({ status: 200, body: ONLINE_TEXT });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      [RELEASE_HEADER]: expect.stringMatching(/^\d+\.\d+\.\d+/u),
    });
    expect(Math.abs(Date.now() - Date.parse(String(answer.headers.date)))).toBeLessThan(60_000);
  });

  it('tells on /trust how to believe it, and gives the certificate whose hash its links carry', async () => {
    const { authority } = test.server;
    const page = await get(test.address, '/trust');
    expect(page.status).toBe(200);
    expect(page.body).toContain(authority?.fingerprint);
    expect(page.body).not.toContain('<script');
    const file = await fetch(`${test.address}/trust/ca.crt`);
    expect(file.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    const hash = createHash('sha256').update(Buffer.from(await file.arrayBuffer()));
    const pin = hash.digest('base64url');
    expect(pin).toBe(authority?.pin);
    const { result } = await test.call(http.enrollmentCreate, { as: test.admin, body: { label: 'LT-1' } });
    expect(result.url).toMatch(/\/get#e=[\w-]{40,64}&ca=[\w-]{43}$/u);
    expect(result.url).toContain(`&ca=${pin}`);
    expect(new URL(result.url).origin).toBe(test.address);
    expect(await test.server.createEnrollmentLink('this', { forThisMachine: true })).toMatch(
      /^https:\/\/localhost:\d+\/get#e=.+&ca=/u,
    );
  });

  it('leaves other services of the host alone', async () => {
    expect((await get(test.address, '/healthz')).headers).not.toHaveProperty(HSTS);
  });
});

describe('a server without TLS', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'help.example.org'])(
    'is not opened on %s, and the three ways are named',
    async (host) => {
      const folder = temporaryFolder();
      try {
        const opened = createServer({ dataDir: folder.path, port: 0, host, logLevel: 'silent' });
        await expect(opened).rejects.toMatchObject({
          code: 'request.invalid',
          message: expect.stringMatching(/--lan.*--cert.*--trust-proxy/u),
        });
      } finally {
        folder.remove();
      }
    },
  );

  it('has nothing to trust', async () => {
    const folder = temporaryFolder();
    const server = await createServer({ dataDir: folder.path, port: 0, logLevel: 'silent' });
    try {
      expect([(await get(server.address, '/trust')).status, (await get(server.address, '/trust/ca.crt')).status]).toEqual([
        404, 404,
      ]);
      expect((await get(server.address, '/healthz')).headers).not.toHaveProperty(HSTS);
      expect(await server.createEnrollmentLink('x')).not.toContain('ca=');
    } finally {
      await server.close();
      folder.remove();
    }
  });
});

describe('a server with a certificate of its own', () => {
  const names = { names: ['help.test.example', 'localhost'], addresses: [] };
  const clock = new FakeClock(Date.now());
  let folder: ReturnType<typeof temporaryFolder>;
  let authority: KeyedCertificate;
  let server: AlongsideServer;

  beforeAll(async () => {
    folder = temporaryFolder();
    authority = await makeAuthority(names, 'Test', Date.now());
    setDefaultCACertificates([...getCACertificates('default'), authority.cert]);
    const files = await write();
    const exposure = { kind: 'certificate', publicUrl: 'https://help.test.example', ...files } as const;
    const dataDir = join(folder.path, 'data');
    server = await createServer({ dataDir, port: 0, host: '127.0.0.1', exposure, clock, logLevel: 'silent' });
  });
  afterAll(async () => {
    await server.close();
    folder.remove();
  });

  async function write(): Promise<{ certFile: string; keyFile: string }> {
    const { cert, key } = await issueCertificate(authority, names, Date.now());
    const [certFile, keyFile] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    return { certFile, keyFile };
  }

  it('serves its public address, and no other name', async () => {
    const ask = (host: string) => get(`https://localhost:${server.port}`, '/healthz', { host });
    expect(server.address).toBe('https://help.test.example');
    expect((await ask('help.test.example')).headers[HSTS]).toMatch(/^max-age=\d{7,}$/u);
    expect((await ask(`localhost:${server.port}`)).status).toBe(403);
    expect(await server.createEnrollmentLink('x')).toMatch(/^https:\/\/help\.test\.example\/get#e=[\w-]+$/u);
    expect(server.authority).toBeNull();
  });

  it('uses a new one without a new start', async () => {
    const shown = async () => {
      const socket = connectTls({ port: server.port, host: '127.0.0.1', servername: 'localhost' });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const before = await shown();
    await write();
    await clock.advance(60_000);
    expect(await shown()).not.toBe(before);
  });
});

/** 127.0.0.2 plays the proxy, 127.0.0.1 everybody else. */
describe('a server behind a proxy', () => {
  const PROXY = '127.0.0.2';
  const PUBLIC = 'https://help.test.example';
  const forwarded = { host: 'help.test.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.5' };
  let folder: ReturnType<typeof temporaryFolder>;
  let server: AlongsideServer;
  let here: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    const exposure = { kind: 'proxy', publicUrl: PUBLIC, proxies: [PROXY] } as const;
    server = await createServer({ dataDir: folder.path, port: 0, host: '127.0.0.1', exposure, logLevel: 'silent' });
    here = `http://127.0.0.1:${server.port}`;
  });
  afterAll(async () => {
    await server.close();
    folder.remove();
  });

  it('is reached through it, under its public address', async () => {
    const answer = await get(here, '/healthz', forwarded, 'GET', PROXY);
    expect([answer.status, answer.headers[HSTS]]).toEqual([200, expect.stringMatching(/^max-age=/u)]);
    expect(server.address).toBe(PUBLIC);
    expect(server.localAddress).toBe(`http://localhost:${server.port}`);
  });

  it.each([
    ['plain http in front', { ...forwarded, 'x-forwarded-proto': 'http' }],
    ['not saying what is in front', { host: forwarded.host }],
    ['another name', { ...forwarded, host: 'evil.example' }],
  ])('refuses %s', async (_what, headers) => {
    expect((await get(here, '/healthz', headers, 'GET', PROXY)).status).toBe(403);
  });

  it('is no local program to its own numbers, however it is asked through the proxy', async () => {
    for (const address of ['203.0.113.5', '127.0.0.1', '::1', '127.0.0.1, 127.0.0.2']) {
      const answer = await get(here, '/metrics', { ...forwarded, 'x-forwarded-for': address }, 'GET', PROXY);
      expect([address, answer.status]).toEqual([address, 404]);
    }
    expect((await get(here, '/metrics', { ...forwarded, 'x-forwarded-for': '203.0.113.5' })).status).toBe(200);
  });

  it('counts by who asks behind the proxy, and by who asks where a stranger forges the header', async () => {
    const ask = async (client: number, from: string) => {
      const headers = { ...forwarded, ...post, origin: PUBLIC, 'x-forwarded-for': `203.0.113.${client}` };
      return (await get(here, http.setup.path, headers, 'POST', from)).status;
    };
    const statuses = async (from: string) => {
      const all = [];
      for (let client = 1; client <= 21; client += 1) all.push(await ask(client, from));
      return all;
    };
    expect(await statuses(PROXY)).not.toContain(429);
    expect((await statuses('127.0.0.1')).at(-1)).toBe(429);
  });

  it('takes its public origin alone', async () => {
    const ask = async (origin: string) =>
      (await get(here, http.socketToken.path, { ...forwarded, ...post, origin }, 'POST', PROXY)).status;
    expect(await ask(PUBLIC)).toBe(401);
    for (const origin of [`http://localhost:${server.port}`, 'http://help.test.example', 'https://help.test.example:8443']) {
      expect([origin, await ask(origin)]).toEqual([origin, 403]);
    }
  });

  it('makes the first admin for nobody who may have come without TLS', async () => {
    const ask = async (headers: Record<string, string>, from: string) =>
      (await get(here, http.setup.path, { ...headers, ...post, origin: PUBLIC }, 'POST', from)).status;
    const direct = { host: `localhost:${server.port}` };
    // Not 404: the route is there, and misses its body.
    expect(await ask({ ...forwarded, 'x-forwarded-for': '203.0.113.99' }, PROXY)).toBe(400);
    expect(await ask({ ...forwarded, 'x-forwarded-proto': 'http' }, PROXY)).toBe(403);
    expect(await ask(direct, PROXY)).toBe(404);
  });
});
