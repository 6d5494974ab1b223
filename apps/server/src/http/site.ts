import { AppError } from '@alongside/base';

/** Where this server is reached; known once it listens. */
export class Site {
  #origin: string | undefined;
  #hosts: ReadonlySet<string> = new Set();

  /** The port was given by the system. Pages are served under the name `localhost`, since passkeys need a name. */
  opened(port: number): void {
    this.#origin = `http://localhost:${port}`;
    this.#hosts = new Set([`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]);
  }

  /** `http://localhost:PORT`; throws before the server listens. */
  get origin(): string {
    if (this.#origin === undefined) throw new AppError('internal', 'the server does not listen yet');
    return this.#origin;
  }

  /** A Host header that names this server: a foreign name that was pointed at loopback (DNS rebinding) is not one. */
  isOwnHost(host: string | undefined): boolean {
    return host !== undefined && this.#hosts.has(host);
  }

  /** An Origin header that is this server's own, exactly. */
  isOwnOrigin(origin: string | undefined): boolean {
    return origin !== undefined && origin === this.#origin;
  }
}
