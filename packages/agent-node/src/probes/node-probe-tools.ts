import { type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, readdir, statfs } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CommandOptions,
  type CommandResult,
  ProbeFailure,
  type ProbeTools,
  type SystemInformation,
} from '@alongside/diagnostics';
import type { SystemName } from '@alongside/protocol';
import { audio, battery, bluetoothDevices, graphics, printer, wifiConnections } from 'systeminformation';
import { killTree } from '../processes/index.ts';
import { LANE_MARK, type LaneSurroundings } from './lane-messages.ts';
import { nodeNetworkTools } from './node-network-tools.ts';

const MEBIBYTE = 1024 * 1024;
const COMMAND_LIMIT_MS = 5000;
const MAX_NAMES = 10_000;

/** Where the systems keep their own programs; what a user can write is not among them. */
const FOLDERS: Record<SystemName, readonly string[]> = {
  linux: ['/usr/bin', '/bin', '/usr/sbin', '/sbin'],
  macos: ['/usr/bin', '/bin', '/usr/sbin', '/sbin'],
  windows: [join(process.env.SystemRoot ?? 'C:\\Windows', 'System32')],
};

/** The system this process runs on; anything else than Windows and macOS is asked as Linux is. */
export function ownSystem(): SystemName {
  if (process.platform === 'win32') return 'windows';
  return process.platform === 'darwin' ? 'macos' : 'linux';
}

/** Whether administrator's rights are there. Windows does not tell without a program; `net session` answers them alone. */
export function ownElevation(): boolean {
  return process.getuid?.() === 0;
}

/** The machine itself, as probes may use it. Runs in a lane's process. */
export function nodeProbeTools(
  surroundings: LaneSurroundings,
  previous: { at: number; reading?: unknown } | undefined,
): ProbeTools {
  const { home, uid, agent, server, access, session } = surroundings;
  const userSession = { HOME: home, XDG_RUNTIME_DIR: session.runtimeDir, DBUS_SESSION_BUS_ADDRESS: session.bus };
  const system = ownSystem();
  const programs: Pick<ProbeTools, 'run' | 'powershell'> = {
    run: async (program, args, options) => runProgram(await findProgram(program, system), args, userSession, options),
    async powershell(script, options) {
      const shell = join(FOLDERS.windows[0] ?? '', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
      if (system !== 'windows') throw new ProbeFailure('unsupported', 'powershell');
      const utf8 = '[Console]::OutputEncoding = [Text.Encoding]::UTF8; $ProgressPreference = "SilentlyContinue"; ';
      const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', utf8 + script];
      const { stdout, stderr } = await runProgram(shell, args, userSession, options);
      // desk.md 3.2: partial data looks like success otherwise.
      if (stderr.trim() !== '') throw new ProbeFailure('failed', stderr.slice(0, 200));
      return stdout;
    },
  };
  return {
    system,
    elevated: ownElevation(),
    home,
    uid,
    server: server && { url: server.url, pinned: server.ca !== undefined, key: access?.key },
    agent: { version: agent?.version ?? '', windows: agent?.windows ?? null, permissions: agent?.permissions },
    now: () => Date.now(),
    wait: (ms) => delay(ms),
    ...programs,
    readText,
    async list(path) {
      try {
        return (await readdir(path)).sort().slice(0, MAX_NAMES);
      } catch (error) {
        if (isMissing(error)) return [];
        throw failureOf(error, path);
      }
    },
    async space(path) {
      try {
        const { bsize, blocks, bavail, files, ffree } = await statfs(path);
        return { total: blocks * bsize, available: bavail * bsize, inodes: files, freeInodes: ffree };
      } catch (error) {
        throw failureOf(error, path);
      }
    },
    previous: () => previous && { at: previous.at, reading: previous.reading },
    network: nodeNetworkTools({ system, elevated: ownElevation(), ...programs, server, iceServers: access?.iceServers }),
    information,
  };
}

const information: SystemInformation = {
  battery: async () => battery(),
  graphics: async () => {
    const { controllers, displays } = await graphics();
    return { controllers, displays };
  },
  audio: async () => {
    const found = await audio();
    return found.map((one) => ({
      name: one.name ?? '',
      default: one.default === true,
      in: one.in === true,
      out: one.out === true,
      status: one.status ?? '',
    }));
  },
  bluetoothDevices: async () => {
    const found = await bluetoothDevices();
    return found.map((one) => ({ name: one.name ?? '', connected: one.connected === true }));
  },
  printers: async () => {
    const found = await printer();
    return found.map((one) => ({
      name: one.name ?? '',
      status: one.status ?? '',
      default: one.default === true,
      local: one.local === true,
    }));
  },
  wifiConnections: async () => {
    const found = await wifiConnections();
    // Names of networks stay here (desk.md 3.2).
    return found.map(({ signalLevel, quality, channel, txRate }) => ({ signalLevel, quality, channel, txRate: txRate ?? null }));
  },
};

async function findProgram(program: string, system: SystemName): Promise<string> {
  if (isAbsolute(program) || basename(program) !== program) throw new ProbeFailure('failed', 'programs are named, not pathed');
  const name = system === 'windows' ? `${program}.exe` : program;
  for (const folder of FOLDERS[system]) {
    const path = join(folder, name);
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new ProbeFailure('unsupported', program);
}

function runProgram(
  file: string,
  args: readonly string[],
  userSession: NodeJS.ProcessEnv,
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { limitMs = COMMAND_LIMIT_MS, maxBytes = MEBIBYTE, exitCodes = [0] } = options;
  const spawning: SpawnOptions = {
    env: {
      PATH: FOLDERS[ownSystem()].join(process.platform === 'win32' ? ';' : ':'),
      LC_ALL: 'C',
      LANG: 'C',
      [LANE_MARK]: process.env[LANE_MARK],
      ...userSession,
    },
    cwd: process.platform === 'win32' ? 'C:\\' : '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    shell: false,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], spawning);
    const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    let size = 0;
    const fail = (failure: ProbeFailure) => {
      // With what it started; what left it is found when the lane ends.
      killTree({
        pid: child.exitCode === null && child.signalCode === null ? child.pid : undefined,
        marks: [],
        leadsGroup: false,
      });
      reject(failure);
    };
    const timer = setTimeout(() => fail(new ProbeFailure('timeout', file)), limitMs);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail(new ProbeFailure('failed', `${file} says too much`));
        else chunks[stream].push(chunk);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(failureOf(error, file));
    });
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      const text = (name: 'stdout' | 'stderr') => Buffer.concat(chunks[name]).toString('utf8');
      if (exitCode === null || !exitCodes.includes(exitCode)) {
        reject(new ProbeFailure('failed', `${file} ended with ${exitCode}: ${text('stderr').slice(0, 200)}`));
      } else resolve({ exitCode, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
}

async function readText(path: string, maxBytes = MEBIBYTE): Promise<string | undefined> {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // Files of /proc and /sys say that they are empty: read until they end.
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (length > maxBytes) throw new ProbeFailure('failed', `${path} is too large`);
      if (bytesRead === 0) return buffer.toString('utf8', 0, length);
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error instanceof ProbeFailure ? error : failureOf(error, path);
  } finally {
    await file?.close();
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENODEV', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function failureOf(error: unknown, what: string): ProbeFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EACCES' || code === 'EPERM') return new ProbeFailure('denied', what);
  return code === 'ENOENT' ? new ProbeFailure('unsupported', what) : new ProbeFailure('failed', `${what} ${code}`);
}
