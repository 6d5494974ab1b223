import { arch, hostname, release, type as systemType } from 'node:os';
import type { DocumentStore } from '@alongside/agent-core';
import { AppError, type SigningKey, safeLine, toAppError } from '@alongside/base';
import { http, id, organisation, organisationHash, publicKey } from '@alongside/protocol';
import { z } from 'zod';
import { checkServer, type EnrollmentLink } from './server-address.ts';
import { connectionOptions, exchange, fetchAuthority, readAnswer, readAuthority, type ServerPlace } from './server-connection.ts';

const DOCUMENT = 'enrollment';

const enrollment = z.strictObject({
  server: z.string().max(300),
  deviceId: id,
  organisation,
  /** Of the organisation's key, as the link said: no server can set or change it. */
  organisationHash: organisationHash.optional(),
  /** With which the server attests second factors; older ones told none. */
  stepUpKey: publicKey.optional(),
  /** The only authority that may vouch for the server, PEM. */
  ca: z
    .string()
    .max(16 * 1024)
    .refine((pem) => readAuthority(pem) !== undefined)
    .optional(),
});
/** Where this device belongs. */
export type Enrollment = z.infer<typeof enrollment>;

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
 * Enrolls this device with the link's token and keeps where it belongs, and the server's authority where the link names
 * one. Throws the server's error (`auth.token-used`, …), `device.offline` where the server cannot be reached, or
 * `auth.key-mismatch` where it is another than the link's.
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
  const { server } = link;
  const place = await placeOf(link, environment);
  const proof = await identity.sign(new TextEncoder().encode(`alongside-enroll/1\n${link.token}\n${identity.publicKey}`));
  const name = safeLine(parts.name ?? hostname(), 80) || 'computer';
  const system = safeLine(`${systemType()} ${release()} ${arch()}`, 80);
  const answer = await post(
    place,
    http.enroll.path,
    { token: link.token, publicKey: identity.publicKey, name, system, proof },
    environment,
  );
  const parsed = http.enroll.result.safeParse(answer);
  if (!parsed.success) throw new AppError('request.invalid', 'the server answered something else than an enrollment');
  const organisationHash = link.organisationHash ?? (await pinnedBefore(server, documents));
  const kept: Enrollment = { ...place, ...parsed.data, ...(organisationHash === undefined ? {} : { organisationHash }) };
  await documents.write(DOCUMENT, kept);
  return kept;
}

/**
 * Who is at the other end of a link, by its server's own word; the link stays unused. Throws `device.offline`,
 * `auth.key-mismatch` where it is another server than the link's, `request.invalid` where it is none of ours.
 */
export async function organisationOf(link: EnrollmentLink, environment: NodeJS.ProcessEnv): Promise<string> {
  const place = await placeOf(link, environment);
  const answer = await exchange(place.server, http.me.path, {
    method: 'GET',
    connection: connectionOptions(place, environment),
  });
  const parsed = http.me.result.safeParse(readAnswer(answer.status, answer.body.toString('utf8')));
  if (!parsed.success) throw new AppError('request.invalid', 'the server is not one of Alongside');
  return parsed.data.organisationName;
}

/** The link's server, and the authority that the link names. */
async function placeOf({ server, pin }: EnrollmentLink, environment: NodeJS.ProcessEnv): Promise<ServerPlace> {
  return pin === undefined ? { server } : { server, ca: await fetchAuthority({ server, pin }, environment) };
}

/** A fresh link to the same server that names no organisation does not take away the one that is pinned. */
async function pinnedBefore(server: string, documents: DocumentStore): Promise<string | undefined> {
  try {
    const before = await readEnrollment(documents);
    return before?.server === server ? before.organisationHash : undefined;
  } catch (error) {
    // A broken document names nothing; the fresh enrollment replaces it.
    if (['storage.broken', 'request.invalid'].includes(toAppError(error).code)) return undefined;
    throw error;
  }
}

async function post(place: ServerPlace, path: string, body: unknown, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const connection = connectionOptions(place, environment);
  const answer = await exchange(place.server, path, { method: 'POST', connection, payload: JSON.stringify(body) });
  return readAnswer(answer.status, answer.body.toString('utf8'));
}
