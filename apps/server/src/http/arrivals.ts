import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { AppError } from '@alongside/base';
import { isLoopback } from '../loopback.ts';

/** How a request came here. */
export interface Arrival {
  /** Of whoever asks, behind a proxy too. */
  readonly address: string;
  /** What limits count: the address, of IPv6 its first 64 bits, within which anybody may take as many as they like. */
  readonly network: string;
  /** From this machine, for certain. */
  readonly isLocal: boolean;
  /** By TLS, or without leaving this machine. */
  readonly isProtected: boolean;
}

/**
 * Says who asks. Forwarded headers (`X-Forwarded-For`, `-Proto`) are believed where the connection comes from a trusted
 * proxy, and passed over from anybody else.
 */
export class Arrivals {
  readonly #proxies: BlockList | undefined;
  readonly #known = new WeakMap<IncomingMessage, Arrival>();

  constructor(proxies: BlockList | undefined) {
    this.#proxies = proxies;
  }

  /**
   * Throws `auth.origin` where the server stands behind a proxy and the request came around it, or without TLS in front
   * of it, or where the proxy does not name its client by an IP address.
   */
  of(request: IncomingMessage): Arrival {
    const known = this.#known.get(request);
    if (known) return known;
    const read = this.#read(request);
    const arrival = { ...read, network: networkOf(read.address) };
    this.#known.set(request, arrival);
    return arrival;
  }

  #read(request: IncomingMessage): Omit<Arrival, 'network'> {
    const peer = plain(request.socket.remoteAddress ?? '');
    const isLocal = isLoopback(peer);
    if (!this.#proxies) {
      return { address: peer, isLocal, isProtected: isLocal || (request.socket as Partial<TLSSocket>).encrypted === true };
    }
    if (!this.#isProxy(peer)) {
      if (isLocal) return { address: peer, isLocal, isProtected: true };
      throw new AppError('auth.origin', 'this server answers its proxy only');
    }
    const protocol = lastOf(request.headers['x-forwarded-proto']);
    // A program on the proxy's own machine that comes directly; it could be the proxy all the same, so nothing is opened.
    const isDirect = isLocal && protocol === undefined && isLoopback(nameOf(request.headers.host));
    if (isDirect) return { address: peer, isLocal: false, isProtected: false };
    if (protocol !== 'https') {
      throw new AppError('auth.origin', 'the proxy has to send X-Forwarded-Proto: https, and to serve https');
    }
    return { address: this.#client(request.headers['x-forwarded-for']) ?? peer, isLocal: false, isProtected: true };
  }

  /**
   * The last address of the list that is not a proxy's: what stands before it, anybody could have written. The proxy's
   * own address never stands in for one that cannot be read: all who come through it would share one limit.
   */
  #client(header: string | string[] | undefined): string | undefined {
    const last = listOf(header)
      .map(bare)
      .findLast((address) => !this.#isProxy(address));
    if (last === undefined || isIP(last) !== 0) return last;
    throw new AppError('auth.origin', 'the proxy has to send IP addresses in X-Forwarded-For');
  }

  #isProxy(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#proxies?.check(address, family === 6 ? 'ipv6' : 'ipv4') === true;
  }
}

/** Without the port and brackets that some proxies write (RFC 7239 section 6 for `Forwarded`; others do so here). */
function bare(text: string): string {
  const inBrackets = /^\[([^\]]*)\](:\d{1,5})?$/u.exec(text)?.[1];
  return plain(inBrackets ?? text.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/u, '$1'));
}

/** IPv4 as such, also where the socket listens for both families. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d{1,3}(\.\d{1,3}){3}$)/iu, '');
}

/** RFC 4291 section 2.5.1: the rest of the address is the interface's own to choose. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  // What stands behind the gap is its end; an IPv4 there takes two groups, and is never among the first four alone.
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups(head).length - groups(tail).length);
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail ?? '')];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function nameOf(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/u, '').replace(/^\[|\]$/gu, '');
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((part) => part.trim());
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return listOf(header).at(-1);
}
