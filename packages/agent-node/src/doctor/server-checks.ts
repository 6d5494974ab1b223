import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isErrorCode, type SigningKey, safeLine } from '@alongside/base';
import { deviceSocket, http, type IceServer } from '@alongside/protocol';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { connectionOptions, exchange, type ServerPlace } from '../host/server-connection.ts';
import { serverFailure } from '../host/server-failure.ts';
import { type Finding, finding } from './finding.ts';

const TIME_LIMIT_MS = 10_000;
const MAX_BYTES = 64 * 1024;
/** HTTP's Date has whole seconds; a way there and back takes some, too. */
const CLOCK_FINE_MS = 30_000;
/** The server takes signatures, and relays credentials, only within some minutes. */
const CLOCK_BAD_MS = 120_000;
const DAY_MS = 24 * 60 * 60_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;
/** What Node 24 adds to a failure of trust is for those who write programs. */
const NODE_HINT = /; if the root CA is installed locally.*$/u;

/** By what a check may ask for relays: the key of an enrolled device, or the link of one that is about to be. */
export type Access =
  | { readonly kind: 'device'; readonly deviceId: string; readonly key: SigningKey }
  | { readonly kind: 'enrollment'; readonly token: string }
  | { readonly kind: 'none' };

/** Which proxy the environment names, without a user name or password that stands in it. */
export function checkProxy({ server }: ServerPlace, environment: NodeJS.ProcessEnv): Finding {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy ?? '';
  if (proxy === '' || !server.startsWith('https:')) return finding('proxy', 'ok', 'none');
  const url = URL.parse(proxy);
  // Node knows no other kinds and goes past them: `proxy.example:3128` names one, too.
  if (!url || !['http:', 'https:'].includes(url.protocol)) return finding('proxy', 'fail', 'invalid');
  const except = environment.NO_PROXY ?? environment.no_proxy ?? '';
  const facts = { proxy: safeLine(url.host, 200), except: safeLine(except, 200) };
  return finding('proxy', 'ok', except === '' ? 'through' : 'throughExcept', facts);
}

export async function checkName({ server }: ServerPlace, viaProxy: boolean): Promise<Finding> {
  const host = new URL(server).hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) !== 0) return finding('name', 'ok', 'address', { host });
  try {
    const found = await lookup(host, { all: true });
    return finding('name', 'ok', 'found', { host, addresses: found.map(({ address }) => address).join(', ') });
  } catch {
    // The proxy looks names up itself.
    return viaProxy ? finding('name', 'warn', 'unknownButProxy', { host }) : finding('name', 'fail', 'unknown', { host });
  }
}

export interface Reached {
  readonly findings: readonly Finding[];
  /** The server's clock, milliseconds since the Unix epoch; undefined where it was not reached. */
  readonly serverNow: (() => number) | undefined;
}

/** One request that says nothing about us: names TLS, what answers, and how the clocks stand. */
export async function checkConnection(place: ServerPlace, environment: NodeJS.ProcessEnv, viaProxy: boolean): Promise<Reached> {
  const { server } = place;
  let seen: Awaited<ReturnType<typeof look>>;
  try {
    seen = await look(place, environment);
  } catch (error) {
    return { findings: [notReached(place, error, viaProxy)], serverNow: undefined };
  }
  const isOurs = seen.status === 200 && http.me.result.safeParse(seen.body).success;
  const findings = [
    isOurs
      ? connected(server, place, seen.validUntil)
      : finding('connection', 'fail', 'foreign', { server, status: seen.status }),
  ];
  if (seen.date === undefined) return { findings, serverNow: undefined };
  const offMs = Date.now() - seen.date;
  findings.push(clock(offMs));
  return { findings, serverNow: () => Date.now() - offMs };
}

/** The words for a server that was not reached or not believed. */
export function notReached({ server, ca }: ServerPlace, error: unknown, viaProxy: boolean): Finding {
  const failure = serverFailure(error);
  const byProxy = viaProxy && ['name', 'refused', 'timeout', 'unreachable'].includes(failure);
  const code = byProxy ? 'proxy' : ca !== undefined && failure === 'certificate-untrusted' ? 'certificate-pinned' : failure;
  const reason = safeLine((error instanceof Error ? error.message : String(error)).replace(NODE_HINT, ''), 200);
  return finding('connection', 'fail', code, { server, reason, now: new Date().toISOString() });
}

function connected(server: string, { ca }: ServerPlace, validUntil: number | undefined): Finding {
  if (validUntil === undefined) return finding('connection', 'ok', 'plain', { server });
  const until = new Date(validUntil).toISOString().slice(0, 10);
  if (validUntil - Date.now() < EXPIRES_SOON_MS) return finding('connection', 'warn', 'expiresSoon', { server, until });
  return finding('connection', 'ok', ca === undefined ? 'trusted' : 'pinned', { server, until });
}

function clock(offMs: number): Finding {
  const seconds = Math.round(Math.abs(offMs) / 1000);
  if (Math.abs(offMs) <= CLOCK_FINE_MS) return finding('clock', 'ok', 'fine');
  const status = Math.abs(offMs) <= CLOCK_BAD_MS ? 'warn' : 'fail';
  return finding('clock', status, offMs > 0 ? 'ahead' : 'behind', { seconds });
}

function look(place: ServerPlace, environment: NodeJS.ProcessEnv) {
  const send = place.server.startsWith('https:') ? httpsRequest : httpRequest;
  const options = { ...connectionOptions(place, environment), signal: AbortSignal.timeout(TIME_LIMIT_MS) };
  return new Promise<{ status: number; body: unknown; date: number | undefined; validUntil: number | undefined }>(
    (resolve, reject) => {
      const sent = send(new URL(http.me.path, place.server), options, (response) => {
        const certificate = (response.socket as Partial<TLSSocket>).getPeerCertificate?.();
        const validUntil = certificate?.valid_to === undefined ? undefined : Date.parse(certificate.valid_to);
        const date = Date.parse(response.headers.date ?? '');
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.length > MAX_BYTES) response.destroy(new Error('the answer is too large'));
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: parse(text),
            date: Number.isNaN(date) ? undefined : date,
            validUntil,
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}

/** As it stands on the wire (packages/rpc, envelope). */
const challenge = z.object({ m: z.literal(deviceSocket.deviceChallenge.method) });

/** The socket that an agent keeps open, up to the server's first word; nothing is proven, so a running agent stays. */
export function checkSocket(place: ServerPlace, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const socket = new WebSocket(`${place.server.replace(/^http/u, 'ws')}/ws/device`, {
    handshakeTimeout: TIME_LIMIT_MS,
    perMessageDeflate: false,
    maxPayload: MAX_BYTES,
    followRedirects: false,
    ...connectionOptions(place, environment),
  });
  return new Promise<Finding>((resolve) => {
    const timer = setTimeout(() => resolve(finding('socket', 'fail', 'silent')), TIME_LIMIT_MS);
    const tell = (found: Finding) => {
      clearTimeout(timer);
      resolve(found);
    };
    socket.once('message', (data) => {
      const isOurs = challenge.safeParse(parse(String(data))).success;
      tell(isOurs ? finding('socket', 'ok', 'open') : finding('socket', 'fail', 'foreign'));
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      tell(finding('socket', 'fail', 'refused', { status: response.statusCode ?? 0 }));
    });
    socket.on('error', (error) => tell(finding('socket', 'fail', 'broken', { reason: safeLine(error.message, 200) })));
  }).finally(() => socket.terminate());
}

const refusal = z.object({ error: z.object({ code: z.string() }) });

/** The ICE servers that a session would get; undefined where they cannot be asked for. */
export async function askIceServers(
  place: ServerPlace,
  access: Access,
  { environment, serverNow }: { readonly environment: NodeJS.ProcessEnv; readonly serverNow: () => number },
): Promise<{ readonly found: Finding; readonly iceServers: readonly IceServer[] | undefined }> {
  if (access.kind === 'none') return { found: finding('access', 'warn', 'nobody'), iceServers: undefined };
  try {
    const payload = JSON.stringify(await requestOf(access, serverNow()));
    const connection = connectionOptions(place, environment);
    const answer = await exchange(place.server, http.iceCheck.path, { method: 'POST', connection, payload });
    const body = parse(answer.body.toString('utf8'));
    const result = http.iceCheck.result.safeParse(body);
    if (answer.status === 200 && result.success) {
      const { iceServers } = result.data;
      return { found: finding('access', 'ok', access.kind, { count: iceServers.length }), iceServers };
    }
    const said = refusal.safeParse(body);
    const code = said.success && isErrorCode(said.data.error.code) ? said.data.error.code : String(answer.status);
    return { found: finding('access', 'fail', 'refused', { code }), iceServers: undefined };
  } catch (error) {
    const reason = safeLine(error instanceof Error ? error.message : String(error), 200);
    return { found: finding('access', 'fail', 'broken', { reason }), iceServers: undefined };
  }
}

async function requestOf(access: Exclude<Access, { kind: 'none' }>, at: number) {
  if (access.kind === 'enrollment') return { by: 'enrollment', token: access.token };
  const { deviceId, key } = access;
  const signature = await key.sign(new TextEncoder().encode(`alongside-doctor/1\n${deviceId}\n${Math.round(at)}`));
  return { by: 'device', deviceId, at: Math.round(at), signature };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // No JSON: what follows says so by its schema.
  }
}
