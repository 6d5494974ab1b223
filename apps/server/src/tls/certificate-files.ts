import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { AppError, type Clock, type Logger, toAppError } from '@alongside/base';
import type { KeyedCertificate } from './certificates.ts';
import type { TlsSource } from './tls-source.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Certificates of today's public authorities are renewed with a third of 90 days left. */
const ENDS_SOON_MS = 14 * DAY_MS;

interface Options {
  /** PEM, the server's own certificate first. */
  readonly certFile: string;
  /** PEM, without a password. */
  readonly keyFile: string;
  /** That the certificate has to cover; without brackets. */
  readonly host: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A certificate that somebody else keeps in files, and replaces there. */
export class CertificateFiles implements TlsSource {
  readonly #options: Options;
  #changedAt: string;
  #current: KeyedCertificate;

  /** Throws `request.invalid` with what is wrong with the files. */
  constructor(options: Options) {
    this.#options = options;
    this.#changedAt = this.#stamp();
    this.#current = this.#read();
  }

  get current(): KeyedCertificate {
    return this.#current;
  }

  /** What is wrong with new files is told in the log; the old ones stay in use, and it is tried again. */
  async refresh(): Promise<boolean> {
    const { logger } = this.#options;
    try {
      const stamp = this.#stamp();
      if (stamp === this.#changedAt) return false;
      this.#current = this.#read();
      this.#changedAt = stamp;
      logger.info('a new certificate is in use');
      return true;
    } catch (error) {
      logger.warn('the new certificate is not used', { reason: toAppError(error).message });
      return false;
    }
  }

  #stamp(): string {
    const { certFile, keyFile } = this.#options;
    return [certFile, keyFile].map((file) => reading(file, () => statSync(file).mtimeMs)).join();
  }

  #read(): KeyedCertificate {
    const { certFile, keyFile, host, clock, logger } = this.#options;
    const cert = reading(certFile, () => readFileSync(certFile, 'utf8'));
    const key = reading(keyFile, () => readFileSync(keyFile, 'utf8'));
    const own = reading(certFile, () => new X509Certificate(cert));
    const secret = reading(keyFile, () => createPrivateKey(key));
    if (!own.checkPrivateKey(secret)) throw invalid(`The key in ${keyFile} does not belong to the certificate in ${certFile}.`);
    const covered = isIP(host) ? own.checkIP(host) : own.checkHost(host);
    if (covered === undefined) {
      throw invalid(`The certificate in ${certFile} is not for ${host} but for: ${own.subjectAltName ?? 'nothing'}.`);
    }
    const now = clock.now();
    if (own.validFromDate.getTime() > now)
      throw invalid(`The certificate in ${certFile} is valid only from ${own.validFrom} on.`);
    const leftMs = own.validToDate.getTime() - now;
    if (leftMs <= 0) throw invalid(`The certificate in ${certFile} ran out on ${own.validTo}.`);
    if (leftMs < ENDS_SOON_MS) logger.warn('the certificate ends soon', { days: Math.floor(leftMs / DAY_MS) });
    return { cert, key };
  }
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AppError('request.invalid', `${file} cannot be used: ${toAppError(cause).message}`, { cause });
  }
}

function invalid(message: string): AppError {
  return new AppError('request.invalid', message);
}
