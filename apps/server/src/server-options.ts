import type { Clock, Crypto, Logger, RandomSource } from '@alongside/base';
import type { AgentPackage } from './agent-package.ts';
import type { Exposure } from './exposure.ts';
import type { IceConfiguration } from './ice/ice-configuration.ts';
import type { LogLevel } from './logging.ts';
import type { Mailer } from './mail/mailer.ts';

export interface ServerOptions {
  /** Made where it is missing; 0700. */
  readonly dataDir: string;
  /** How others reach it; by default not at all. */
  readonly exposure?: Exposure;
  /**
   * Where it listens. Without TLS and proxy only `localhost` (both 127.0.0.1 and ::1), or one of the two; with TLS all
   * addresses by default.
   */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The folder of the built console; without it there is no page. */
  readonly consoleRoot?: string;
  /** The agent for other computers, asked for each time that somebody looks for it; none by default. */
  readonly agentPackage?: () => AgentPackage;
  /** For both ends of each session (`readIceConfiguration`); none by default, and never a third party's. */
  readonly ice?: IceConfiguration;
  /** The way out for mail (`readMailer`); none by default, and then every link is handed on by people. */
  readonly mailer?: Mailer;
  /** The folder of the articles that come with the program; `content/kb` by default. */
  readonly articles?: string;
  readonly logLevel?: LogLevel;
  /** Instead of JSON lines on standard error. */
  readonly logger?: Logger;
  /** Of the first start; `Organisation` settings change it later. */
  readonly timeZone?: string;
  readonly clock?: Clock;
  readonly crypto?: Crypto;
  readonly random?: RandomSource;
}

export interface OwnAuthority {
  /** SHA-256 of its certificate as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** The same as in enrollment links, base64url. */
  readonly pin: string;
  /** PEM. */
  readonly certificate: string;
  /** The page that says how to trust it. */
  readonly trustPage: string;
  /** Names and addresses of this machine that it cannot vouch for, since they came later. */
  readonly outside: readonly string[];
}

export interface AlongsideServer {
  /** `http://localhost:PORT`, or the https address that others reach it at. */
  readonly address: string;
  /** For programs on this machine: over loopback where it can be. */
  readonly localAddress: string;
  /** All addresses at which its pages are served, `address` among them. */
  readonly addresses: readonly string[];
  /** Where it has an authority of its own. */
  readonly authority: OwnAuthority | null;
  readonly port: number;
  /** `ORIGIN/#setup=TOKEN`, for 30 minutes; null once there is an admin. */
  firstAdminUrl(): string | null;
  /**
   * `ORIGIN/get#e=TOKEN`, for one device, within 72 hours; with `&ca=PIN` where the server has its own authority. One
   * for this machine leads over loopback where it can.
   */
  createEnrollmentLink(label: string, options?: { readonly forThisMachine?: boolean }): Promise<string>;
  /** `ORIGIN/#invite=TOKEN`, sets a new password, within 72 hours. Throws `request.invalid` for an unknown address. */
  resetLink(email: string): Promise<string>;
  /** Takes all second factors of an account away and signs it out. Throws `request.invalid` for an unknown address. */
  removeFactors(email: string): Promise<void>;
  /** Fills in made-up technicians without a password, devices and requests; nothing where they are there already. */
  fillDemoData(): Promise<void>;
  /** Takes nothing new, lets what runs come to its end, closes sockets and database. */
  close(): Promise<void>;
}
