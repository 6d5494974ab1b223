import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@alongside/base';
import { createServer } from '@alongside/server';
import { nameService } from './name-service.ts';

/** What is wrong from now on, in the place of what was before. */
export interface Trouble {
  readonly noNames?: boolean;
  readonly portal?: boolean;
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
 * network, and a sign-in page that takes the place of what comes without TLS. Ends with the one that started it.
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

const portal = createTcpServer((caller) => {
  caller.on('error', () => caller.destroy());
  caller.once('readable', () => {
    const first = caller.read() as Buffer | null;
    if (first === null) return;
    if (first[0] === TLS) return pass(caller, first);
    caller.end('HTTP/1.1 302 Found\r\nLocation: http://hotel.test/sign-in\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
});
portal.listen(server.port, portalAddress);
await once(portal, 'listening');

function pass(caller: Socket, first: Buffer): void {
  const own = connect(server.port, address);
  own.on('error', () => caller.destroy());
  own.write(first);
  caller.pipe(own).pipe(caller);
}

const openNames = () => nameService(address, name, () => (trouble.portal ? portalAddress : address));
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
