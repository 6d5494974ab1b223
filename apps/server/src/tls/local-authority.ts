import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError, type Clock, toBase64Url } from '@alongside/base';
import { issueCertificate, type KeyedCertificate, makeAuthority, partByConstraints } from './certificates.ts';
import type { HostNames } from './host-names.ts';
import type { TlsSource } from './tls-source.ts';

/** A certificate with less than this left is replaced: long enough for a server that is rarely started. */
const RENEW_BEFORE_MS = 30 * 24 * 60 * 60_000;
const AUTHORITY_FILE = 'authority.pem';
const SERVER_FILE = 'server.pem';

interface Options {
  /** Made where it is missing, 0700; holds one file for each key with its certificate, 0600. */
  readonly folder: string;
  readonly names: HostNames;
  readonly clock: Clock;
  /** Makes another authority in the place of one that is there: whoever trusted that one has to trust again. */
  readonly renew?: boolean;
}

/** This machine's own certificate authority, made once, and the server's certificate by it. */
export class LocalAuthority implements TlsSource {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #authority: KeyedCertificate;
  #current: KeyedCertificate;
  /** What the certificate is for. */
  readonly names: HostNames;
  /** Names and addresses of this machine that came after the authority was made, so that it cannot vouch for them. */
  readonly outside: readonly string[];

  /** Throws `storage.broken` for an authority that is damaged or has run out. */
  static async open({ folder, names, clock, renew = false }: Options): Promise<LocalAuthority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const file = join(folder, AUTHORITY_FILE);
    if (renew || readAuthority(file) === undefined) {
      keep(file, await makeAuthority(names, `Alongside on ${hostname()}`.slice(0, 64), clock.now()), renew);
    }
    const authority = readAuthority(file);
    if (!authority || new X509Certificate(authority.cert).validToDate.getTime() < clock.now() + RENEW_BEFORE_MS) {
      throw new AppError('storage.broken', `The authority in ${file} has run out. Make another one with --new-ca.`);
    }
    const { inside, outside } = partByConstraints(authority.cert, names);
    const kept = readServer(join(folder, SERVER_FILE));
    const opened = new LocalAuthority(folder, clock, authority, kept ?? authority, inside, outside);
    await opened.refresh();
    return opened;
  }

  private constructor(
    folder: string,
    clock: Clock,
    authority: KeyedCertificate,
    current: KeyedCertificate,
    names: HostNames,
    outside: readonly string[],
  ) {
    this.#folder = folder;
    this.#clock = clock;
    this.#authority = authority;
    this.#current = current;
    this.names = names;
    this.outside = outside;
  }

  get current(): KeyedCertificate {
    return this.#current;
  }

  /** The authority's certificate, PEM: for everybody. */
  get certificate(): string {
    return this.#authority.cert;
  }

  /** SHA-256 of the authority's certificate (DER), as browsers show it: `AB:CD:…`. */
  get fingerprint(): string {
    return new X509Certificate(this.#authority.cert).fingerprint256;
  }

  /** The same hash as it stands in enrollment links: base64url. */
  get pin(): string {
    return toBase64Url(Buffer.from(this.fingerprint.replaceAll(':', ''), 'hex'));
  }

  async refresh(): Promise<boolean> {
    if (this.#isGood(this.#current)) return false;
    this.#current = await issueCertificate(this.#authority, this.names, this.#clock.now());
    keep(join(this.#folder, SERVER_FILE), this.#current, true);
    return true;
  }

  #isGood({ cert }: KeyedCertificate): boolean {
    const certificate = new X509Certificate(cert);
    const now = this.#clock.now();
    if (certificate.ca || !certificate.verify(new X509Certificate(this.#authority.cert).publicKey)) return false;
    if (certificate.validFromDate.getTime() > now || certificate.validToDate.getTime() < now + RENEW_BEFORE_MS) return false;
    const wanted = [...this.names.names, ...this.names.addresses];
    const has = (name: string) => certificate.checkHost(name) !== undefined || certificate.checkIP(name) !== undefined;
    return wanted.every(has) && (certificate.subjectAltName?.split(', ').length ?? 0) === wanted.length;
  }
}

/** Undefined where there is no such file. Nothing is made over a damaged one: everybody trusts what it was. */
function readAuthority(file: string): KeyedCertificate | undefined {
  const text = readOwn(file);
  const pair = text === undefined ? undefined : pairIn(text);
  if (text === undefined || pair) return pair;
  throw new AppError(
    'storage.broken',
    `The file ${file} is damaged. Make a new authority with --new-ca; everybody trusts it anew.`,
  );
}

/** Undefined where there is none that is whole: the authority issues it anew, and nobody has to trust anything anew. */
function readServer(file: string): KeyedCertificate | undefined {
  const text = readOwn(file);
  return text === undefined ? undefined : pairIn(text);
}

function readOwn(file: string): string | undefined {
  try {
    chmodSync(file, 0o600);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined where one is missing or unreadable, or the two do not belong together. */
function pairIn(text: string): KeyedCertificate | undefined {
  const cert = block(text, 'CERTIFICATE');
  const key = block(text, 'PRIVATE KEY');
  if (!cert || !key) return undefined;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : undefined;
  } catch {
    return undefined; // It has the marks of PEM and is none.
  }
}

function block(text: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\\n`, 'u').exec(text)?.[0];
}

/** In one step: a file is whole or not there. Without `replace` one that another process made meanwhile stays. */
function keep(file: string, { cert, key }: KeyedCertificate, replace: boolean): void {
  const fresh = `${file}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${cert}${key}`, { mode: 0o600, flag: 'wx', flush: true });
  if (replace) return renameSync(fresh, file);
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
}
