import type { SystemName, UnknownReason } from '@alongside/protocol';

/** Why a probe cannot tell. */
export class ProbeFailure extends Error {
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason, detail = '') {
    super(detail === '' ? reason : `${reason}: ${detail}`);
    this.name = 'ProbeFailure';
    this.reason = reason;
  }
}

export interface CommandOptions {
  /** Default 5,000 ms; the parent's deadline comes on top. */
  readonly limitMs?: number;
  /** Default 1 MiB; more is `failed`. */
  readonly maxBytes?: number;
  /** Exit codes that are an answer; default 0 alone. */
  readonly exitCodes?: readonly number[];
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of a mounted file system, in bytes and inodes (statvfs). */
export interface FileSystemSpace {
  readonly total: number;
  /** What a user without rights may still write. */
  readonly available: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

/** What a probe may use of the machine. In tests: recorded outputs. Everything read through it is hostile input. */
export interface ProbeTools {
  readonly system: SystemName;
  readonly elevated: boolean;
  /** Of the user who runs the agent. */
  readonly home: string;
  readonly uid: number;
  /** The agent's own server; undefined where there is none. */
  readonly server: ServerOfProbes | undefined;
  /** Wall time. */
  now(): number;
  wait(ms: number): Promise<void>;
  /**
   * Runs a program by its name: looked for in the system's own folders alone, no shell, LC_ALL=C, nothing on stdin.
   * Throws `unsupported` where it is not there, `timeout`, `denied`, and `failed` for other exit codes.
   */
  run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Windows: a script by powershell.exe without profile; its standard output. */
  powershell(script: string, options?: CommandOptions): Promise<string>;
  /** Undefined where there is no such file; `denied` where it may not be read. At most `maxBytes` (default 1 MiB). */
  readText(path: string, maxBytes?: number): Promise<string | undefined>;
  /** Names in a folder, sorted; empty where there is no such folder. At most 10,000. */
  list(path: string): Promise<readonly string[]>;
  space(path: string): Promise<FileSystemSpace>;
  /** What the last run of the same check read on this machine, and when; undefined at the first. */
  previous(): { readonly at: number; readonly reading: unknown } | undefined;
  readonly network: NetworkTools;
  readonly information: SystemInformation;
}

export interface ServerOfProbes {
  /** `https://HOST:PORT` */
  readonly url: string;
  /** SHA-256 of the certificate authority that the enrollment link named. */
  readonly pinnedAuthority: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
  /** From the first byte sent to the head of the answer. */
  readonly roundTripMs: number;
}

export interface NetworkTools {
  /** Follows no redirect. Throws `timeout` or `failed`. */
  get(url: string, limitMs: number): Promise<HttpAnswer>;
  /** Addresses of a name, by one resolver (`1.2.3.4`) or by the system's. Empty: there is no such name. */
  resolve(name: string, limitMs: number, resolver?: string): Promise<readonly string[]>;
  /** The system's resolvers. */
  resolvers(): readonly string[];
  /** Round trips in ms of `count` echo requests, undefined for each that was lost. `unsupported` without a program for it. */
  ping(host: string, count: number, limitMs: number): Promise<readonly (number | undefined)[]>;
  /** Who issued the certificate that `url` shows, and whether this machine trusts it. Throws as `get`. */
  certificate(url: string, limitMs: number): Promise<{ issuer: string; trusted: boolean; authority: string | undefined }>;
}

/** Those functions of the package systeminformation that desk.md 3.2 counts as safe, with what is used of them. */
export interface SystemInformation {
  battery(): Promise<{
    readonly hasBattery: boolean;
    readonly percent: number;
    readonly isCharging: boolean;
    readonly designedCapacity: number;
    readonly maxCapacity: number;
    readonly cycleCount: number;
  }>;
  graphics(): Promise<{
    readonly controllers: readonly { vendor: string; model: string; driverVersion?: string; driverDate?: string }[];
    readonly displays: readonly { main: boolean; currentResX: number | null; currentResY: number | null; builtin: boolean }[];
  }>;
  audio(): Promise<readonly { name: string; default: boolean; in: boolean; out: boolean; status: string }[]>;
  bluetoothDevices(): Promise<readonly { name: string; connected: boolean }[]>;
  printers(): Promise<readonly { name: string; status: string; default: boolean; local: boolean }[]>;
  wifiConnections(): Promise<readonly { signalLevel: number; quality: number; channel: number; txRate: number | null }[]>;
}
