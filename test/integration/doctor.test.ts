import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { enroll, FileDocumentStore, FileSecretStore, loadDeviceIdentity, parseEnrollmentLink } from '@alongside/agent-node';
import { createServer, type ServerOptions } from '@alongside/server';
import { FakeClock } from '@alongside/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../apps/agent/src/cli/doctor.ts';
import { issueCertificate, makeAuthority } from '../../apps/server/src/tls/certificates.ts';
import { startTestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const LOCAL = { names: ['localhost'], addresses: ['127.0.0.1'] };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function folder(): string {
  const temporary = temporaryFolder();
  undo.push(() => temporary.remove());
  return temporary.path;
}

async function doctor(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const written = { out: '', err: '' };
  const io = {
    out: (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
  };
  const code = await runDoctor(argv, io, { HOME: folder(), ...environment });
  return { code, ...written };
}

/** The findings as `PART CODE STATUS`. */
async function findings(argv: readonly string[], environment?: NodeJS.ProcessEnv) {
  const { code, out } = await doctor([...argv, '--json'], environment);
  const report = JSON.parse(out) as { good: boolean; findings: { part: string; code: string; status: string; text: string }[] };
  expect(report.good).toBe(code === 0);
  for (const { text } of report.findings) expect(text).not.toMatch(/\{\{|doctor\./u);
  return { code, seen: report.findings.map(({ part, code: what, status }) => `${part} ${what} ${status}`) };
}

async function lanServer(options: Partial<ServerOptions> = {}) {
  const server = await createServer({ dataDir: folder(), port: 0, logLevel: 'silent', exposure: { kind: 'lan' }, ...options });
  undo.push(() => server.close());
  return server;
}

/** Listens on a loopback port that nobody else has; resolves with it. */
async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('alongside doctor', () => {
  it.each([
    [['--what']],
    [['surplus']],
    [['--server', 'https://a.example', '--data', 'b']],
    [['--server=']],
    [['--server', 'no address']],
  ])('%j is wrong usage, and nothing is checked', async (argv) => {
    const { code, out, err } = await doctor(argv);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).not.toBe('');
  });

  it('is wrong usage where there is no enrollment to go by, and makes nothing', async () => {
    const { code, err } = await doctor(['--data', join(folder(), 'nowhere')]);
    expect(code).toBe(64);
    expect(err).toContain('--enroll LINK');
  });

  it('finds nothing wrong with the server of a link, tells no token, and leaves the link unused', async () => {
    const server = await lanServer();
    const link = await server.createEnrollmentLink('front desk', { forThisMachine: true });
    const { code, out } = await doctor(['--enroll', link]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^ok {4}connection .+ authority of the enrollment/mu) });
    expect(out).toMatch(/^ok {4}socket /mu);
    expect(out).toMatch(/^ok {4}clock /mu);
    expect(out).toMatch(/^warn {2}turn +No relay is set up\./mu);
    expect(out).not.toContain(parseEnrollmentLink(link).token);
    expect((await findings(['--enroll', link])).seen).toContain('access enrollment ok');
  });

  it('asks as the enrolled device, beside its agent', async () => {
    const test = await startTestServer();
    undo.push(() => test.close());
    const dataDir = folder();
    const documents = await FileDocumentStore.open(dataDir);
    const file = new FileSecretStore(dataDir);
    const identity = await loadDeviceIdentity({ documents, keychain: file, file });
    const link = parseEnrollmentLink(await test.server.createEnrollmentLink('front desk'));
    await enroll(link, { identity: identity.key, documents, environment: {} });
    const { seen } = await findings(['--data', dataDir]);
    expect(seen).toContain('access device ok');
    expect(seen).toContain('connection plain ok');
  });

  it('says that a certificate is not trusted, not good yet, or has run out', async () => {
    const server = await lanServer();
    expect(await findings(['--server', server.addresses.find((each) => each.includes('localhost')) ?? ''])).toMatchObject({
      code: 1,
      seen: expect.arrayContaining(['connection certificate-untrusted fail']),
    });
    for (const [days, told] of [
      [900, 'connection certificate-early fail'],
      [-900, 'connection certificate-expired fail'],
    ] as const) {
      const other = await lanServer({ clock: new FakeClock(Date.now() + days * 24 * 60 * 60_000) });
      const link = await other.createEnrollmentLink('x', { forThisMachine: true });
      expect((await findings(['--enroll', link])).seen).toContain(told);
    }
  });

  it('says that a link is another server’s', async () => {
    const [one, other] = [await lanServer(), await lanServer()];
    const pin = new URL(await other.createEnrollmentLink('x', { forThisMachine: true })).hash.split('&ca=')[1] ?? '';
    const link = (await one.createEnrollmentLink('x', { forThisMachine: true })).replace(/&ca=.+$/u, `&ca=${pin}`);
    const { code, err } = await doctor(['--enroll', link]);
    expect(code).toBe(1);
    expect(err).toContain('auth.key-mismatch');
  });

  it('sends nothing to a server whose authority could not be fetched, though this system trusts it', async () => {
    const authority = await makeAuthority(LOCAL, 'Trusted by the system', Date.now());
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority.cert]);
    undo.push(() => setDefaultCACertificates(before));
    const requests: string[] = [];
    const server = createHttpsServer(await issueCertificate(authority, LOCAL, Date.now()), (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end(JSON.stringify({ user: null, setupNeeded: false, organisationName: 'X', mail: false }));
    });
    let connections = 0;
    server.on('connection', (socket: Socket) => {
      connections += 1;
      if (connections === 1) socket.resetAndDestroy();
    });
    const link = `https://127.0.0.1:${await portOf(server)}/get#e=${'t'.repeat(43)}&ca=${'p'.repeat(43)}`;
    const { code, seen } = await findings(['--enroll', link]);
    expect({ code, seen, requests, connections }).toEqual({
      code: 1,
      seen: ['proxy none ok', 'name address ok', 'connection other fail'],
      requests: [],
      connections: 1,
    });
  });

  it('says in the same words why the server of a link was not reached', async () => {
    const link = `https://127.0.0.1:1/get#e=${'t'.repeat(43)}&ca=${'p'.repeat(43)}`;
    expect((await findings(['--enroll', link])).seen).toEqual(['proxy none ok', 'name address ok', 'connection refused fail']);
    const { seen } = await findings(['--enroll', link.replace('127.0.0.1', '127.0.0.2')], { HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(seen).toEqual(['proxy through ok', 'name address ok', 'connection proxy fail']);
  });

  it('says that a clock is off, and that something else answers', async () => {
    const answer = JSON.stringify({ user: null, setupNeeded: false, organisationName: 'X', mail: false });
    const at = async (offMs: number, body = answer) => {
      const server = createHttpServer((_, response) => {
        response.writeHead(200, { date: new Date(Date.now() + offMs).toUTCString() }).end(body);
      });
      return findings(['--server', `http://127.0.0.1:${await portOf(server)}`]);
    };
    expect((await at(0)).seen).toEqual(expect.arrayContaining(['connection plain ok', 'clock fine ok', 'socket refused fail']));
    expect((await at(60_000)).seen).toContain('clock behind warn');
    expect((await at(-600_000)).seen).toContain('clock ahead fail');
    expect((await at(0, '<html>Sign in to this Wi-Fi</html>')).seen).toContain('connection foreign fail');
  });

  it('says that nobody listens, that it is no TLS, and what a proxy did', async () => {
    expect((await findings(['--server', 'https://127.0.0.1:1'])).seen).toContain('connection refused fail');
    const plain = await portOf(createTcpServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 no\r\n\r\n')));
    expect((await findings(['--server', `https://127.0.0.1:${plain}`])).seen).toContain('connection no-tls fail');
    const refusing = createTcpServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
    );
    const proxy = `http://name:password@127.0.0.1:${await portOf(refusing)}`;
    const { out } = await doctor(['--server', 'https://127.0.0.2:1'], { HTTPS_PROXY: proxy });
    expect(out).toMatch(/^ok {4}proxy +HTTPS_PROXY is set: everything to the server goes through 127\.0\.0\.1:\d+\.$/mu);
    expect(out).toMatch(/^fail {2}connection +The proxy did not let it through/mu);
    expect(out).not.toContain('password');
    const gone = await findings(['--server', 'https://127.0.0.2:1'], { HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(gone.seen).toContain('connection proxy fail');
    for (const none of ['what', 'proxy.example:3128', 'socks5://127.0.0.1:1']) {
      const { seen } = await findings(['--server', 'https://127.0.0.2:1'], { HTTPS_PROXY: none });
      expect(seen).toEqual(expect.arrayContaining(['proxy invalid fail', 'connection refused fail']));
    }
  });
});
