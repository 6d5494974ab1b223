import type { Server } from 'node:http';
import { AppError } from '@alongside/base';

const TRIES = 20;
/** A machine without IPv6: nobody can listen at ::1 there. */
const NO_SUCH_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Listens on one free port at each of the addresses, a server each; an address that this machine does not have is left
 * out, but never the first.
 */
export async function listenOnLoopback(
  addresses: readonly ('127.0.0.1' | '::1')[],
  make: () => Server,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const servers: Server[] = [];
    let port = 0;
    try {
      for (const address of addresses) {
        const server = make();
        if (await listened(server, address, port, servers.length > 0)) servers.push(server);
        const bound = servers[0]?.address();
        if (typeof bound === 'object' && bound !== null) port = bound.port;
      }
      return { servers, port };
    } catch (error) {
      for (const server of servers) server.close();
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  throw new AppError('environment.port-taken', 'no port is free on loopback');
}

/** False where the machine lacks the address and may. */
function listened(server: Server, host: string, port: number, mayLack: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      if (mayLack && NO_SUCH_FAMILY.has(codeOf(error))) resolve(false);
      else reject(error);
    };
    server.once('error', fail);
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => {
      server.off('error', fail);
      resolve(true);
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
