import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Loopback as /proc/net/tcp{,6} writes it (words in the machine's byte order). */
const LOOPBACK = new Set(['0100007F', '7F000001', '00000000000000000000000001000000', '00000000000000000000000000000001']);
/** Other states keep no owner: the kernel shows 0 (root) for a socket that its program has already closed. */
const ESTABLISHED = '01';

/**
 * The user id of the program at the other end of a loopback connection, from /proc/net/tcp{,6}; undefined where it
 * cannot be told, which callers take as a stranger.
 */
export function socketOwner(socket: Pick<Socket, 'remoteAddress' | 'remotePort' | 'localPort'>): number | undefined {
  const { remoteAddress, remotePort, localPort } = socket;
  if (remotePort === undefined || localPort === undefined) return undefined;
  if (remoteAddress !== '127.0.0.1' && remoteAddress !== '::1') return undefined;
  return ownerIn(readFileSync(remoteAddress === '::1' ? '/proc/net/tcp6' : '/proc/net/tcp', 'utf8'), remotePort, localPort);
}

/** The owner of the established loopback socket `from` → `to` in a table of the kernel's. */
export function ownerIn(table: string, from: number, to: number): number | undefined {
  for (const row of table.split('\n').slice(1)) {
    const [, local, remote, state, , , , uid] = row.trim().split(/\s+/u);
    if (state !== ESTABLISHED || uid === undefined) continue;
    if (endsAt(local, from) && endsAt(remote, to)) return Number(uid);
  }
  return undefined;
}

function endsAt(end: string | undefined, port: number): boolean {
  const [address, hexPort] = (end ?? '').split(':');
  return address !== undefined && LOOPBACK.has(address) && Number.parseInt(hexPort ?? '', 16) === port;
}
