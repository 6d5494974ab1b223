import { lookup as resolve } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { BlockList, type LookupFunction } from 'node:net';
import type { Clock } from '@alongside/base';
import type { Post, Posted } from './webhook-sender.ts';

const PATIENCE_MS = 10_000;

/**
 * Where a name may not lead, though an address that was typed may: this machine itself, and the link-local addresses on
 * which clouds tell machines their secrets (RFC 3927, RFC 4291). Addresses of the house's own network are fine.
 */
const SURPRISES = new BlockList();
SURPRISES.addSubnet('0.0.0.0', 8, 'ipv4');
SURPRISES.addSubnet('127.0.0.0', 8, 'ipv4');
SURPRISES.addSubnet('169.254.0.0', 16, 'ipv4');
SURPRISES.addSubnet('224.0.0.0', 3, 'ipv4');
SURPRISES.addAddress('::', 'ipv6');
SURPRISES.addAddress('::1', 'ipv6');
SURPRISES.addSubnet('fe80::', 10, 'ipv6');
SURPRISES.addSubnet('ff00::', 8, 'ipv6');
SURPRISES.addAddress('fd00:ec2::254', 'ipv6');

export function isSurprise(address: string, family: number): boolean {
  return SURPRISES.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** One POST: follows nothing, reads no answer beyond its status, and is over within ten seconds, or when `signal` says so. */
export function postWebhook(clock: Clock, look: typeof resolve = resolve): Post {
  return (address, headers, body, signal) => {
    const url = new URL(address);
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    // Typed as it is: `localhost` is this machine on purpose.
    const isTyped = url.hostname === 'localhost';
    const lookup: LookupFunction = (name, options, done) =>
      look(name, { ...options, all: true }, (error, found) => {
        if (error) return done(error, '', 0);
        const bad = isTyped ? undefined : found.find((each) => isSurprise(each.address, each.family));
        if (bad) return done(new Error(`${name} leads to ${bad.address}`), '', 0);
        const [first] = found;
        // Node takes an empty list for a fault of ours, and throws where nobody catches it.
        if (!first) return done(new Error(`${name} has no address`), '', 0);
        return options.all ? done(null, found) : done(null, first.address, first.family);
      });
    return new Promise<Posted>((told) => {
      const request = send(url, {
        method: 'POST',
        agent: false,
        signal,
        lookup,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      const timer = clock.after(PATIENCE_MS, () => request.destroy(new Error('no answer within 10 seconds')));
      const over = (posted: Posted) => {
        timer.dispose();
        told(posted);
      };
      request.on('error', (error) => over({ error: error.message }));
      // An answer of 101 is no response to Node, which closes the connection: without this nothing would ever be told.
      request.on('close', () => over({ error: 'the connection was closed without an answer' }));
      request.on('response', (response) => {
        over({ status: response.statusCode ?? 0 });
        response.destroy();
      });
      request.end(body);
    });
  };
}
