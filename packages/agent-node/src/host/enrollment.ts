import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { arch, hostname, release, type as systemType } from 'node:os';
import type { DocumentStore } from '@alongside/agent-core';
import { AppError, isErrorCode, type SigningKey, safeLine, toAppError } from '@alongside/base';
import { http, id, organisation } from '@alongside/protocol';
import { z } from 'zod';
import { checkServer, type EnrollmentLink, proxyAgent } from './server-address.ts';

const DOCUMENT = 'enrollment';
const TIME_LIMIT_MS = 15_000;
const MAX_ANSWER_BYTES = 256 * 1024;

const enrollment = z.strictObject({ server: z.string().max(300), deviceId: id, organisation });
/** Where this device belongs. */
export type Enrollment = z.infer<typeof enrollment>;

const failure = z.object({ error: z.object({ code: z.string(), message: z.string().max(500) }) });

/** Undefined before the first enrollment. Throws `storage.broken`, and `request.invalid` where its server may not be spoken to. */
export async function readEnrollment(documents: DocumentStore): Promise<Enrollment | undefined> {
  const value = await documents.read(DOCUMENT);
  if (value === undefined) return undefined;
  const parsed = enrollment.safeParse(value);
  if (!parsed.success) throw new AppError('storage.broken', 'the enrollment cannot be read: enroll again with a fresh link');
  checkServer(parsed.data.server);
  return parsed.data;
}

/**
 * Enrolls this device with the link's token and keeps where it belongs. Throws the server's error (`auth.token-used`, …)
 * or `device.offline` where the server cannot be reached.
 */
export async function enroll(
  link: EnrollmentLink,
  parts: {
    readonly identity: SigningKey;
    readonly documents: DocumentStore;
    readonly environment: NodeJS.ProcessEnv;
    /** As technicians read it; the host's name where not given. */
    readonly name?: string | undefined;
  },
): Promise<Enrollment> {
  const { identity, documents, environment } = parts;
  const { publicKey } = identity;
  const proof = await identity.sign(new TextEncoder().encode(`alongside-enroll/1\n${link.token}\n${publicKey}`));
  const name = safeLine(parts.name ?? hostname(), 80) || 'computer';
  const system = safeLine(`${systemType()} ${release()} ${arch()}`, 80);
  const answer = await post(link.server, http.enroll.path, { token: link.token, publicKey, name, system, proof }, environment);
  const parsed = http.enroll.result.safeParse(answer);
  if (!parsed.success) throw new AppError('request.invalid', 'the server answered something else than an enrollment');
  const kept: Enrollment = { server: link.server, ...parsed.data };
  await documents.write(DOCUMENT, kept);
  return kept;
}

/** POSTs JSON; follows no redirect. The whole exchange has 15 s and 256 KiB. */
function post(server: string, path: string, body: unknown, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const payload = JSON.stringify(body);
  const agent = proxyAgent(server, environment);
  const send = server.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) };
    const sent = send(new URL(path, server), { method: 'POST', headers, signal, ...(agent ? { agent } : {}) }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_ANSWER_BYTES)
          response.destroy(new AppError('request.too-large', 'the answer of the server is too large'));
        else parts.push(part);
      });
      response.on('error', (error) => reject(toAppError(error)));
      response.on('end', () => {
        try {
          resolve(read(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          reject(toAppError(error));
        }
      });
    });
    sent.on('error', (cause) => reject(new AppError('device.offline', `the server ${server} cannot be reached`, { cause })));
    sent.end(payload);
  });
}

function read(status: number, text: string): unknown {
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
