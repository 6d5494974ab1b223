import type { Clock, Crypto, Logger, RandomSource } from '@alongside/base';
import type { AgentPackage } from './agent-package.ts';
import type { IceConfiguration } from './ice/ice-configuration.ts';
import type { LogLevel } from './logging.ts';

export interface ServerOptions {
  /** Made where it is missing; 0700. */
  readonly dataDir: string;
  /** `localhost` (both 127.0.0.1 and ::1), or one of the two. Anything else is refused until TLS comes. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The folder of the built console; without it there is no page. */
  readonly consoleRoot?: string;
  /** The agent for other computers, asked for each time that somebody looks for it; none by default. */
  readonly agentPackage?: () => AgentPackage;
  /** For both ends of each session (`readIceConfiguration`); none by default, and never a third party's. */
  readonly ice?: IceConfiguration;
  readonly logLevel?: LogLevel;
  /** Instead of JSON lines on standard error. */
  readonly logger?: Logger;
  /** Of the first start; `Organisation` settings change it later. */
  readonly timeZone?: string;
  readonly clock?: Clock;
  readonly crypto?: Crypto;
  readonly random?: RandomSource;
}

export interface AlongsideServer {
  /** `http://localhost:PORT` */
  readonly address: string;
  readonly port: number;
  /** `ORIGIN/#setup=TOKEN`, for 30 minutes; null once there is an admin. */
  firstAdminUrl(): string | null;
  /** `ORIGIN/get#e=TOKEN`, for one device, within 72 hours. */
  createEnrollmentLink(label: string): Promise<string>;
  /** `ORIGIN/#invite=TOKEN`, sets a new password, within 72 hours. Throws `request.invalid` for an unknown address. */
  resetLink(email: string): Promise<string>;
  /** Fills in made-up technicians without a password, devices and requests; nothing where they are there already. */
  fillDemoData(): Promise<void>;
  /** Takes nothing new, lets what runs come to its end, closes sockets and database. */
  close(): Promise<void>;
}
