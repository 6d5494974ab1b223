import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Cgroup, cgroupOf, chooseQueueLimit, makeCgroup, type ProcessMark, readQueueLimit } from '../processes/index.ts';
import { isExecutableFile } from './login-shell.ts';

/** By what the processes of a shell are held together. `loose`: only by session, parents and marks. */
export type EnclosureKind = 'cgroup' | 'systemd-scope' | 'loose';

/** How one shell is started inside its enclosure. */
export interface Enclosure {
  readonly command: { readonly file: string; readonly args: readonly string[] };
  /** Added to what the first program gets; `variables` are gone again when the shell runs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly marks: readonly ProcessMark[];
  /** The cgroup that the process is really in; undefined where it did not get there. */
  enter(pid: number): Promise<Cgroup | undefined>;
  /** Gives back what was made for it; nothing happens while a process is in it. */
  abandon(): void;
}

const run = promisify(execFile);
const PROBE_LIMIT_MS = 2000;
const ENTER_LIMIT_MS = 2000;
const LOOK_AGAIN_MS = 10;
/** Joins the cgroup before the shell begins, so that nothing of it is ever outside. The words of $@ are never parsed. */
const JOIN = 'if [ -n "$1" ]; then echo $$ > "$1/cgroup.procs"; fi 2>/dev/null; shift; exec "$@"';
/** Needed by systemd-run alone, and taken away again before the shell. */
const BUS_VARIABLES = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];
const MARK_VARIABLE = 'REMOTE_HELP_TERMINAL';

/** Tries what this machine has, once, so that the words of the dialog can say whether commands may survive. */
export async function probeEnclosure(environment: Readonly<Record<string, string | undefined>>): Promise<EnclosureKind> {
  if (process.platform !== 'linux') return 'loose';
  const group = makeCgroup(`alongside-probe-${randomBytes(6).toString('hex')}`);
  if (group) {
    try {
      await run('/bin/sh', ['-c', 'echo $$ > "$1/cgroup.procs"', 'sh', group.path], { timeout: PROBE_LIMIT_MS });
      return 'cgroup';
    } catch {
      // The directory is ours but the move is not allowed: the next way is tried.
    } finally {
      group.remove();
    }
  }
  const systemdRun = findProgram('systemd-run');
  if (!systemdRun || !environment.XDG_RUNTIME_DIR) return 'loose';
  try {
    await run(systemdRun, ['--user', '--scope', '--quiet', '--collect', '--', '/bin/true'], {
      timeout: PROBE_LIMIT_MS,
      killSignal: 'SIGKILL',
      env: busEnvironment(environment),
    });
    return 'systemd-scope';
  } catch {
    // No user manager or no bus, as in containers: nothing holds them together.
    return 'loose';
  }
}

export function encloseShell(options: {
  readonly kind: EnclosureKind;
  readonly shell: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Enclosure {
  const id = randomBytes(12).toString('hex');
  const marks: ProcessMark[] = [{ kind: 'variable', name: MARK_VARIABLE, value: id }];
  const limit = chooseQueueLimit(readQueueLimit('self')?.hard ?? 0, randomBytes(4).readUInt32BE());
  const prlimit = findProgram('prlimit');
  let command = [options.shell, ...options.args];
  if (limit !== undefined && prlimit) {
    marks.push({ kind: 'limit', bytes: limit });
    command = [prlimit, `--msgqueue=${limit}:`, ...command];
  }
  const marked = { marks, environment: { [MARK_VARIABLE]: id } };
  if (options.kind === 'systemd-scope') {
    const unit = `alongside-terminal-${id}.scope`;
    const unset = BUS_VARIABLES.flatMap((name) => ['-u', name]);
    const args = [
      '--user',
      '--scope',
      '--quiet',
      '--collect',
      `--unit=${unit}`,
      '--',
      findProgram('env') ?? '/usr/bin/env',
      ...unset,
    ];
    return {
      marks,
      environment: { ...marked.environment, ...busEnvironment(options.environment) },
      command: { file: findProgram('systemd-run') ?? '/usr/bin/systemd-run', args: [...args, ...command] },
      enter: (pid) => entered(pid, (path) => path.endsWith(`/${unit}`)),
      abandon: () => undefined,
    };
  }
  const group = options.kind === 'cgroup' ? makeCgroup(`alongside-terminal-${id}`) : undefined;
  return {
    ...marked,
    command: { file: '/bin/sh', args: ['-c', JOIN, 'sh', group?.path ?? '', ...command] },
    enter: async (pid) => (group ? entered(pid, (path) => path === group.path) : undefined),
    abandon: () => group?.remove(),
  };
}

async function entered(pid: number, isIt: (path: string) => boolean): Promise<Cgroup | undefined> {
  const until = performance.now() + ENTER_LIMIT_MS;
  while (performance.now() < until) {
    const path = cgroupOf(pid);
    if (path === undefined) return undefined;
    if (isIt(path)) return new Cgroup(path);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return undefined;
}

function busEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of BUS_VARIABLES) {
    const value = environment[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

function findProgram(name: string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`, `/usr/local/bin/${name}`].find(isExecutableFile);
}
