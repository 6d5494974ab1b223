import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@alongside/base';
import { createServer } from '@alongside/server';
import { issueCertificate, makeAuthority } from '../../apps/server/src/tls/certificates.ts';
import { nameService } from './name-service.ts';

/** What is wrong from now on, in the place of what was before. */
export interface Trouble {
  readonly noNames?: boolean;
  /** A sign-in page in the place of what comes without TLS. */
  readonly portal?: boolean;
  /** Somebody else's certificate in the place of the server's. */
  readonly interception?: boolean;
  readonly clockOffMs?: number;
}
export interface FaultyServerTold {
  readonly url: string;
  /** The authority that vouches for it, PEM. */
  readonly ca: string;
}

/** The first byte of a TLS connection (RFC 8446 5.1, handshake). */
const TLS = 0x16;

/**
 * `faulty-server-host.ts FOLDER NAME ADDRESS PORTAL_ADDRESS`: the real server as `--lan` starts it, the name service of its
 * network, and somebody in between, who is led to by wrong names. Ends with the one that started it.
 */
const [dataDir = '', name = '', address = '', portalAddress = ''] = process.argv.slice(2);
let trouble: Trouble = {};
const clock = { ...systemClock(), now: () => Date.now() + (trouble.clockOffMs ?? 0) };
const server = await createServer({
  dataDir,
  host: address,
  exposure: { kind: 'lan', name },
  port: 0,
  logLevel: 'silent',
  clock,
});

const looksInside = { names: [name], addresses: [] };
const authority = await makeAuthority(looksInside, 'Protection that looks inside', Date.now());
const inBetween = createHttpsServer(await issueCertificate(authority, looksInside, Date.now()), (_, response) => response.end());
inBetween.on('tlsClientError', (_, socket) => socket.destroy());
inBetween.listen(0, portalAddress);
await once(inBetween, 'listening');
const bound = inBetween.address();
const listener = { host: portalAddress, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };

const portal = createTcpServer((caller) => {
  caller.on('error', () => caller.destroy());
  caller.once('readable', () => {
    const first = caller.read() as Buffer | null;
    if (first === null) return;
    if (first[0] === TLS) return pass(caller, first, trouble.interception ? listener : { host: address, port: server.port });
    if (trouble.interception) return pass(caller, first, { host: address, port: server.port });
    caller.end('HTTP/1.1 302 Found\r\nLocation: http://hotel.test/sign-in\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
});
portal.listen(server.port, portalAddress);
await once(portal, 'listening');

function pass(caller: Socket, first: Buffer, to: { readonly host: string; readonly port: number }): void {
  const own = connect(to);
  own.on('error', () => caller.destroy());
  own.write(first);
  caller.pipe(own).pipe(caller);
}

const openNames = () => nameService(address, name, () => (trouble.portal || trouble.interception ? portalAddress : address));
let names: Awaited<ReturnType<typeof openNames>> | undefined = await openNames();
process.on('message', async (next: Trouble) => {
  trouble = next;
  if (next.noNames) {
    await names?.close();
    names = undefined;
  } else names ??= await openNames();
  process.send?.('ready');
});
process.once('disconnect', () => process.exit());
const told: FaultyServerTold = { url: server.address, ca: readFileSync(join(dataDir, 'tls', 'authority.pem'), 'utf8') };
process.send?.(told);
