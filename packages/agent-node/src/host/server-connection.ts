import { createHash, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { getCACertificates } from 'node:tls';
import { AppError, isErrorCode, safeLine, toAppError } from '@alongside/base';
import { z } from 'zod';
import type { EnrollmentLink } from './server-address.ts';

const TIME_LIMIT_MS = 15_000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** Where a server with an authority of its own gives that authority's certificate. */
const AUTHORITY_PATH = '/trust/ca.crt';
const MAX_AUTHORITY_BYTES = 16 * 1024;

/** A server and what it is known by. */
export interface ServerPlace {
  /** Origin. */
  readonly server: string;
  /** The certificate of the only authority that may vouch for it, PEM; where absent, those that this system trusts. */
  readonly ca?: string | undefined;
}

type ConnectionOptions = Pick<RequestOptions, 'agent' | 'ca' | 'rejectUnauthorized'>;

/** For each request and socket to the server: whom to believe, and which proxy to go through. */
export function connectionOptions({ server, ca }: ServerPlace, environment: NodeJS.ProcessEnv): ConnectionOptions {
  if (!server.startsWith('https:')) return {};
  const agent = proxyAgent(server, environment);
  // Said although it is the default: NODE_TLS_REJECT_UNAUTHORIZED in the environment would change that.
  return { ca: ca ?? trustedAuthorities(), rejectUnauthorized: true, ...(agent ? { agent } : {}) };
}

/** Node's own list and that of the system, where an organisation may have put its authority. */
function trustedAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

/** Goes through HTTPS_PROXY, but for hosts in NO_PROXY; undefined where none is set or the server is on this machine. */
function proxyAgent(server: string, environment: NodeJS.ProcessEnv): Agent | undefined {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy;
  if (!server.startsWith('https:') || proxy === undefined || proxy === '') return undefined;
  return new Agent({ proxyEnv: { HTTPS_PROXY: proxy, NO_PROXY: environment.NO_PROXY ?? environment.no_proxy } });
}

/**
 * The certificate that an enrollment link names by its hash, PEM. It is fetched from a server that cannot be believed
 * yet, so nothing is sent there and nothing but a certificate with that very hash is taken. Throws `auth.key-mismatch`
 * for another one, `device.offline` where there is no answer, `request.invalid` where the server has none.
 */
export async function fetchAuthority(
  { server, pin }: Required<Pick<EnrollmentLink, 'server' | 'pin'>>,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  // One agent for this one request: a connection that was not verified is never used for another.
  const agent = proxyAgent(server, environment) ?? new Agent();
  try {
    const connection = { agent, rejectUnauthorized: false };
    const { status, body } = await exchange(server, AUTHORITY_PATH, { method: 'GET', connection, maxBytes: MAX_AUTHORITY_BYTES });
    if (status !== 200) {
      throw new AppError('request.invalid', `${server} answered with status ${status} where its certificate should be`);
    }
    const certificate = readAuthority(body);
    if (certificate && createHash('sha256').update(certificate.raw).digest('base64url') === pin) return certificate.toString();
  } finally {
    agent.destroy();
  }
  throw new AppError(
    'auth.key-mismatch',
    `${server} is not the server that this link was made by, or somebody stands between. Nothing was sent there. Ask your admin for a new link.`,
  );
}

/** From PEM or DER; undefined for anything but the certificate of an authority. */
export function readAuthority(encoded: string | Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(encoded);
    return certificate.ca ? certificate : undefined;
  } catch {
    return undefined; // No certificate, so none of an authority.
  }
}

interface ExchangeOptions {
  readonly method: 'GET' | 'POST';
  readonly connection: ConnectionOptions;
  /** JSON. */
  readonly payload?: string;
  /** In place of `payload`: a file, with what says which. */
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes?: number;
  readonly limitMs?: number;
}

/**
 * One request; follows no redirect. The whole exchange has 15 s or `limitMs`, and 256 KiB or `maxBytes`. Throws `device.offline`
 * where the server cannot be reached or is not believed, `request.too-large`.
 */
export function exchange(
  server: string,
  path: string,
  {
    method,
    connection,
    payload,
    bytes: file,
    headers: more,
    maxBytes = MAX_ANSWER_BYTES,
    limitMs = TIME_LIMIT_MS,
  }: ExchangeOptions,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const send = server.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limitMs);
    const body = file ?? payload;
    const headers =
      body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...more };
    const sent = send(new URL(path, server), { ...connection, method, headers, signal }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > maxBytes) response.destroy(new AppError('request.too-large', 'the answer of the server is too large'));
        else parts.push(part);
      });
      // Cut off within its answer: what was sent may be there, as where no answer came at all.
      response.on('error', (error) => reject(toAppError(error, 'device.offline')));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    });
    sent.on('error', (cause) =>
      reject(cause instanceof AppError ? cause : new AppError('device.offline', whyNot(server, cause), { cause })),
    );
    sent.end(body);
  });
}

/** Of X509_verify_cert (OpenSSL), where `UNSPECIFIED` is a breach of name constraints among others, and of Node's check of the name. */
const CERTIFICATE_FAILURES =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|ERROR_IN_CERT_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_|ERR_TLS_CERT_ALTNAME_INVALID$|UNSPECIFIED$)/u;

/** True where a server was reached and its certificate is the reason that it was left again. */
export function isCertificateFailure(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && CERTIFICATE_FAILURES.test(code);
}

function whyNot(server: string, cause: Error): string {
  if (!isCertificateFailure(cause)) return `the server ${server} cannot be reached`;
  return `the certificate of ${server} is not good here (${cause.message}); nothing was sent`;
}

const failure = z.object({ error: z.object({ code: z.string(), message: z.string().max(500) }) });

/** What the server answered; throws its error. */
export function readAnswer(status: number, text: string): unknown {
  const value = parse(text);
  if (status === 200) return value;
  const said = failure.safeParse(value);
  const { code, message } = said.success ? said.data.error : { code: '', message: '' };
  if (isErrorCode(code)) throw new AppError(code, safeLine(message, 300));
  throw new AppError('request.invalid', `the server answered with status ${status}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // No JSON: what follows says so by its schema.
  }
}
