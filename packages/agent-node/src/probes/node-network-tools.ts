import { createHash } from 'node:crypto';
import { getServers, lookup, Resolver } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { type HttpAnswer, type NetworkTools, ProbeFailure } from '@alongside/diagnostics';

const MAX_BODY = 64 * 1024;

/** Asks names, ports and pages, each within its own time. Follows no redirect and trusts no more than the system does. */
export function nodeNetworkTools(): NetworkTools {
  return {
    get: getPage,
    async resolve(name, limitMs, resolver) {
      try {
        if (resolver === undefined) {
          const found = await within(limitMs, lookup(name, { all: true }));
          return found.map(({ address }) => address);
        }
        const asking = new Resolver({ timeout: limitMs, tries: 1 });
        asking.setServers([resolver]);
        return await within(limitMs, asking.resolve4(name));
      } catch (error) {
        if (error instanceof ProbeFailure) throw error;
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
        throw new ProbeFailure(code === 'ETIMEOUT' || code === 'ECANCELLED' ? 'timeout' : 'failed', `${name}: ${code}`);
      }
    },
    resolvers: () => getServers(),
    ping: () => Promise.reject(new ProbeFailure('unsupported', 'ping')),
    certificate,
  };
}

function getPage(url: string, limitMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const client = url.startsWith('https:') ? https : http;
    const request = client.get(url, { signal: AbortSignal.timeout(limitMs), agent: false }, (response) => {
      const roundTripMs = performance.now() - begun;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MAX_BODY) response.destroy();
      });
      response.once('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.join(', ') : (value ?? ''),
            ]),
          ),
          body: body.slice(0, MAX_BODY),
          roundTripMs,
        }),
      );
    });
    request.once('error', (error) =>
      reject(
        new ProbeFailure(error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : 'failed', error.message),
      ),
    );
  });
}

function certificate(url: string, limitMs: number): ReturnType<NetworkTools['certificate']> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, '');
  return new Promise((resolve, reject) => {
    const options = { host, port: Number(port || 443), rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) };
    const socket: TLSSocket = connect(options, () => {
      const shown = socket.getPeerCertificate(true);
      let root = shown;
      // The chain ends where a certificate vouches for itself.
      while (root.issuerCertificate && root.issuerCertificate !== root) root = root.issuerCertificate;
      const authority = root.raw === undefined ? undefined : createHash('sha256').update(root.raw).digest('hex');
      const issuer = shown.issuer as unknown as { O?: string; CN?: string };
      resolve({ issuer: issuer.O ?? issuer.CN ?? '', trusted: socket.authorized, authority });
      socket.destroy();
    });
    socket.setTimeout(limitMs, () => {
      socket.destroy();
      reject(new ProbeFailure('timeout', host));
    });
    socket.once('error', (error) => reject(new ProbeFailure('failed', error.message)));
  });
}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ProbeFailure('timeout')), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
