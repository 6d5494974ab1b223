import { AppError } from '@alongside/base';

/** Where a server is reached. */
export interface SiteAddresses {
  /** That links and cookies are made for: `https://help.example.org`. */
  readonly origin: string;
  /** For programs on this machine. */
  readonly localOrigin: string;
  /** Of pages of this server, `origin` among them. */
  readonly origins: readonly string[];
  /** Host headers as browsers write them, with the port where it is not the scheme's own. */
  readonly hosts: readonly string[];
}

export function defaultPort(scheme: 'http' | 'https'): number {
  return scheme === 'https' ? 443 : 80;
}

/** Where this server is reached; known once it listens. */
export class Site {
  #addresses: SiteAddresses | undefined;
  #hosts: ReadonlySet<string> = new Set();
  #origins: ReadonlySet<string> = new Set();

  /** The port is known. */
  opened(addresses: SiteAddresses): void {
    this.#addresses = addresses;
    this.#hosts = new Set(addresses.hosts);
    this.#origins = new Set(addresses.origins);
  }

  /** Throws before the server listens. */
  get addresses(): SiteAddresses {
    if (this.#addresses === undefined) throw new AppError('internal', 'the server does not listen yet');
    return this.#addresses;
  }

  /** The origin that links are made for; throws before the server listens. */
  get origin(): string {
    return this.addresses.origin;
  }

  /** A Host header that names this server: a foreign name that was pointed at it (DNS rebinding) is not one. */
  isOwnHost(host: string | undefined): boolean {
    return host !== undefined && this.#hosts.has(host);
  }

  /**
   * An Origin header that is this server's own, exactly. Where the server has several names, it must be the one that
   * the request was sent to.
   */
  isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || !this.#origins.has(origin)) return false;
    return this.#origins.size === 1 || new URL(origin).host === host;
  }
}
