import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const NAME = 'alongside-known';
/** As long as browsers keep any. */
const KEPT_SECONDS = 400 * 24 * 60 * 60;

/**
 * Browsers from which an account was signed in to before, so that a stranger's wrong passwords lock none of them out (OWASP:
 * device cookies). The cookie proves that and nothing else: it signs nobody in, and only this server can make it.
 */
export class KnownBrowsers {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'alongside-known/1', 32));
  }

  isKnown(cookies: string | undefined, account: string): boolean {
    const wanted = Buffer.from(this.#valueFor(account));
    return (cookies ?? '').split(';').some((part) => {
      const [name = '', value = ''] = part.trim().split('=');
      const given = Buffer.from(value);
      const isOurs = name === NAME || name === `__Host-${NAME}`;
      return isOurs && given.length === wanted.length && timingSafeEqual(given, wanted);
    });
  }

  /** The line that makes it one. */
  cookieFor(account: string, secure: boolean): string {
    const name = secure ? `__Host-${NAME}` : NAME;
    const attributes = `Max-Age=${KEPT_SECONDS}; Path=/; HttpOnly; ${secure ? 'Secure; ' : ''}SameSite=Strict`;
    return `${name}=${this.#valueFor(account)}; ${attributes}`;
  }

  #valueFor(account: string): string {
    return createHmac('sha256', this.#key).update(account).digest('base64url');
  }
}
