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
  readonly agent: AgentOfProbes;
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
  /** One authority alone may vouch for it: the one that the enrollment link named. */
  readonly pinned: boolean;
  /** What it says to the key of this device; undefined where it was not asked, or told nothing. */
  readonly key: 'taken' | 'refused' | undefined;
}

export interface AgentOfProbes {
  readonly version: string;
  /** Linux: of which kind the user's screen is; null where there is none. */
  readonly windows: 'x11' | 'wayland' | null;
  /** macOS: what the system lets the agent do; undefined where its host cannot tell. */
  readonly permissions: { readonly screen: boolean; readonly control: boolean } | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
  /** From the first byte sent to the head of the answer. */
  readonly roundTripMs: number;
}

/** An address of one of this machine's interfaces, as Node tells it. */
export interface InterfaceAddress {
  readonly device: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** The machine's to itself. */
  readonly internal: boolean;
}

/** What a server shows before anything is said to it. `problem`: why this machine would not believe it. */
export type CertificateShown =
  | { readonly handshake: true; readonly issuer: string; readonly problem: 'issuer' | 'dates' | 'name' | null }
  /** Something takes the connection and cannot, or will not, speak TLS. */
  | { readonly handshake: false };

/** One address of the servers that sessions use to meet. */
export interface WayOut {
  readonly kind: 'stun' | 'turn';
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** `refused`: it answers, and does not take our pass. */
  readonly outcome: 'through' | 'refused' | 'silent';
}

export interface NetworkTools {
  /** Follows no redirect. Throws `timeout` or `failed`. */
  get(url: string, limitMs: number): Promise<HttpAnswer>;
  /** Addresses of a name, by one resolver (`1.2.3.4`) or by the system's. Empty: there is no such name. */
  resolve(name: string, limitMs: number, resolver?: string): Promise<readonly string[]>;
  /** The system's resolvers. */
  resolvers(): readonly string[];
  /** Of interfaces that are up. */
  addresses(): readonly InterfaceAddress[];
  /** Whether somebody takes a TCP connection there. */
  reaches(host: string, port: number, limitMs: number): Promise<boolean>;
  /** Round trips in ms of `count` echo requests, undefined for each that was lost. `unsupported` without a program for it. */
  ping(host: string, count: number, limitMs: number): Promise<readonly (number | undefined)[]>;
  /** What the agent's server shows. Throws `timeout` or `failed` where there is no connection at all. */
  certificate(limitMs: number): Promise<CertificateShown>;
  /** Tries each STUN and relay address that the server names for sessions. Throws `failed` where it named none to us, `unsupported` without WebRTC. */
  waysOut(limitMs: number): Promise<readonly WayOut[]>;
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
