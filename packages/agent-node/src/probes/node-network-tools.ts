import { getServers, lookup, Resolver } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TLSSocket } from 'node:tls';
import {
  type CertificateShown,
  type HttpAnswer,
  type NetworkTools,
  ProbeFailure,
  type ProbeTools,
  type WayOut,
} from '@alongside/diagnostics';
import type { IceServer } from '@alongside/protocol';
import { checkServers } from '../doctor/ice-checks.ts';
import { connectionOptions, type ServerPlace } from '../host/server-connection.ts';
import { serverFailure } from '../host/server-failure.ts';
import { loadWrtc } from '../load-wrtc.ts';
import type { LaneSurroundings } from './lane-messages.ts';
import { pingHost } from './ping.ts';

const MAX_BODY = 64 * 1024;

interface Means extends Pick<ProbeTools, 'system' | 'elevated' | 'run' | 'powershell'> {
  readonly server: LaneSurroundings['server'];
  readonly iceServers: readonly IceServer[] | undefined;
}

/**
 * Asks names, ports and pages, each within its own time. Follows no redirect and trusts no more than the system does;
 * for the agent's own server the one authority that its enrollment named, and its proxy.
 */
export function nodeNetworkTools(means: Means): NetworkTools {
  const { server, iceServers } = means;
  const place: ServerPlace | undefined = server && { server: new URL(server.url).origin, ca: server.ca };
  const environment = { HTTPS_PROXY: server?.proxy?.https, NO_PROXY: server?.proxy?.except };
  return {
    get(url, limitMs) {
      const ours = place !== undefined && new URL(url).origin === place.server;
      return getPage(url, limitMs, ours ? connectionOptions(place, environment) : {});
    },
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
    addresses: () =>
      Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
        addresses.map(({ address, family, internal }) => ({ device, address, family: family === 'IPv4' ? 4 : 6, internal })),
      ),
    reaches,
    ping: (host, count, limitMs) => pingHost(means, { host, count, limitMs }),
    certificate(limitMs) {
      if (place === undefined || !place.server.startsWith('https:')) throw new ProbeFailure('unsupported', 'certificate');
      return certificate(place, environment, limitMs);
    },
    async waysOut(limitMs) {
      if (iceServers === undefined) throw new ProbeFailure('failed', 'the server named no servers');
      if (iceServers.length === 0) return [];
      const wrtc = await loadWrtc().catch(() => {
        throw new ProbeFailure('unsupported', 'WebRTC');
      });
      const found = await checkServers(wrtc, iceServers, limitMs);
      return found.map(({ part, status, code, facts }) => ({
        kind: part === 'turn' ? 'turn' : 'stun',
        transport: transportOf(String(facts.url)),
        outcome: status === 'ok' ? 'through' : code === 'refused' ? 'refused' : 'silent',
      }));
    },
  };
}

function transportOf(url: string): WayOut['transport'] {
  if (/^(stuns|turns):/u.test(url)) return 'tls';
  return url.includes('transport=tcp') ? 'tcp' : 'udp';
}

function reaches(host: string, port: number, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const tell = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(limitMs, () => tell(false));
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });
}

function getPage(url: string, limitMs: number, connection: https.RequestOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let begun = performance.now();
    const secure = url.startsWith('https:');
    const options = { agent: false as const, ...connection, signal: AbortSignal.timeout(limitMs) };
    const request = (secure ? https : http).get(url, options, (response) => {
      const roundTripMs = performance.now() - begun;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MAX_BODY) response.destroy();
      });
      response.on('error', () => undefined); // What came until then is the answer; `close` follows.
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
    // The request leaves once the connection stands.
    const start = () => {
      begun = performance.now();
    };
    request.once('socket', (socket) => {
      start();
      socket.once(secure ? 'secureConnect' : 'connect', start);
    });
    request.once('error', (error) =>
      reject(
        new ProbeFailure(error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : 'failed', error.message),
      ),
    );
  });
}

/** A handshake that is looked at whatever comes of it; nothing is said to whoever is not believed. */
function certificate(place: ServerPlace, environment: NodeJS.ProcessEnv, limitMs: number): Promise<CertificateShown> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const options: https.RequestOptions = {
      agent: new https.Agent(),
      ...connectionOptions(place, environment),
      rejectUnauthorized: false,
      method: 'HEAD',
      signal: AbortSignal.timeout(limitMs),
    };
    const request = https.request(place.server, options);
    request.once('socket', (socket) => {
      if (!socket.connecting) connected = true;
      socket.once('connect', () => {
        connected = true;
      });
      socket.once('secureConnect', () => {
        const { authorized, authorizationError } = socket as TLSSocket;
        const issuer = (socket as TLSSocket).getPeerCertificate().issuer as unknown as { O?: string; CN?: string } | undefined;
        const problem = authorized ? null : problemOf(authorizationError);
        resolve({ handshake: true, issuer: (issuer?.O ?? issuer?.CN ?? '').slice(0, 200), problem });
        request.destroy();
      });
    });
    request.on('error', (error) => {
      if (connected) resolve({ handshake: false });
      else reject(new ProbeFailure(error.name === 'TimeoutError' ? 'timeout' : 'failed', error.message));
    });
  });
}

/** Node's type says Error; what it gives is the code of OpenSSL's verification (tls, `authorizationError`). */
function problemOf(code: unknown): 'issuer' | 'dates' | 'name' {
  switch (serverFailure(Object.assign(new Error(), { code }))) {
    case 'certificate-early':
    case 'certificate-expired':
      return 'dates';
    case 'certificate-name':
      return 'name';
    default:
      return 'issuer';
  }
}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ProbeFailure('timeout')), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
