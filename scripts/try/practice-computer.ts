import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { sendSignal } from '../../packages/agent-node/src/processes/process-table.ts';
import { type AgentProcess, startAgentProcess } from '../lib/agent-process.ts';
import { endProcess } from '../lib/end-process.ts';
import { alongsideBin } from '../lib/paths.ts';
import { findProgram } from '../lib/system-packages.ts';
import { startVncDisplay, type VirtualDisplay } from '../lib/virtual-display.ts';
import { closeScreenFolder, furnish, isEnrolled, isOurs, newPracticeFolder, places, removeFolder } from './practice-folder.ts';
import { NOTE_FILE, PRINTER_PROGRAM, SETTINGS_FILE } from './practice-home.ts';
import { endAllOf, processesAtHome } from './practice-processes.ts';
import type { PracticeUser } from './practice-user.ts';

const SIZE = { width: 1280, height: 800 };
/** The desktop's colours: harbour teal, dark, with the word a little lighter on it. */
const DESKTOP = ['-bg', '#1f4f4b', '-fg', '#2d6a65'];
/** It closes a session, its record and its browser. */
const AGENT_ENDS_MS = 6_000;
const RETIRES_MS = 8_000;

export interface PracticeComputerOptions {
  readonly name: string;
  readonly user: PracticeUser;
  /** Told once the folder is there, before anything runs in it. */
  readonly onFolder: (folder: string) => void;
}

/**
 * A computer of its own as far as one sees: a screen with a cookie of its own, a window manager, programs, a home folder
 * with the story in it. What runs there has another home, another display and, where we are root, another user.
 */
export class PracticeComputer {
  readonly folder: string;
  readonly display: VirtualDisplay;
  readonly #options: PracticeComputerOptions;
  readonly #programs: ChildProcess[] = [];
  #agent: AgentProcess | undefined;

  private constructor(folder: string, display: VirtualDisplay, options: PracticeComputerOptions) {
    this.folder = folder;
    this.display = display;
    this.#options = options;
  }

  static async start(options: PracticeComputerOptions): Promise<PracticeComputer> {
    const { programs } = options.user;
    const folder = newPracticeFolder();
    options.onFolder(folder);
    const { home, agentData, socketPath, authority } = places(folder);
    await endAll(folder, options.user);
    furnish(folder, options.user, [
      { label: 'Alongside', command: [process.execPath, alongsideBin, 'agent', '--data', agentData] },
      { label: 'Printer settings', command: ['l3afpad', join(home, SETTINGS_FILE)] },
      { label: 'Terminal', command: ['xterm'] },
      { label: 'Calculator', command: ['xcalc'] },
    ]);
    const display = await startVncDisplay({
      ...SIZE,
      title: options.name,
      socketPath,
      authority,
      spawn: spawnOptions(folder, programs),
    });
    closeScreenFolder(folder);
    const computer = new PracticeComputer(folder, display, options);
    computer.#startPrograms();
    return computer;
  }

  #startPrograms(): void {
    const { home, bitmap } = places(this.folder);
    this.#run('xsetroot', ['-bitmap', bitmap, ...DESKTOP]);
    this.#run('xterm', [
      ...['-T', 'Printer in room 2 (practice)', '-geometry', '62x7+690+16', '-fa', 'Monospace', '-fs', '11'],
      ...['-b', '0', '+sb', '-e', join(home, PRINTER_PROGRAM)],
    ]);
    this.#run('l3afpad', [join(home, NOTE_FILE)]);
  }

  /** Of the screen's viewers. */
  get socketPath(): string {
    return places(this.folder).socketPath;
  }

  /** Resolves with the agent's own word of its state. */
  startAgent(enrollmentLink: string, say: (line: string) => void): Promise<string> {
    const { agentData } = places(this.folder);
    const args = ['--data', agentData, '--enroll', enrollmentLink, '--name', this.#options.name];
    this.#agent = startAgentProcess(args, this.#spawnOptions(this.#options.user.agent), say);
    return this.#agent.state;
  }

  /** Ends all of it and takes its folder away. False where the server could not be told: then agent and key are kept. */
  async close(): Promise<boolean> {
    if (this.#agent) await endProcess(this.#agent.process, AGENT_ENDS_MS);
    for (const program of this.#programs) program.kill('SIGTERM');
    await this.display.close();
    return clearAway(this.folder, { user: this.#options.user });
  }

  #run(program: string, args: readonly string[]): void {
    const path = findProgram(program);
    if (!path) throw new Error(`${program} is not installed`);
    this.#programs.push(spawn(path, args, { ...this.#spawnOptions(this.#options.user.programs), stdio: 'ignore' }));
  }

  #spawnOptions(user: PracticeUser['programs']): SpawnOptions {
    const options = spawnOptions(this.folder, user);
    return { ...options, env: { ...options.env, DISPLAY: this.display.name } };
  }
}

/**
 * Ends whatever still runs of a practice computer, takes its device off the server and its folder away. False where the
 * server could not be told; its folder, with the key, is then kept unless told otherwise. A folder that is not ours is
 * left alone: since the last start of the machine anybody may have made one of that name.
 */
export async function clearAway(
  folder: string,
  { user, evenIfEnrolled = false }: { readonly user: PracticeUser; readonly evenIfEnrolled?: boolean },
): Promise<boolean> {
  await endAll(folder, user);
  if (!isOurs(folder)) return true;
  if (isEnrolled(folder) && !(await retire(folder, user)) && !evenIfEnrolled) return false;
  await endAll(folder, user);
  removeFolder(folder);
  return true;
}

/** What left its home is still its user's; where it has no user of its own, what runs at its home is all that is known. */
async function endAll(folder: string, { programs }: PracticeUser): Promise<void> {
  for (const pid of processesAtHome(places(folder).home)) sendSignal(pid, 'SIGKILL');
  if (programs !== undefined) await endAllOf(programs);
}

async function retire(folder: string, user: PracticeUser): Promise<boolean> {
  const { agentData } = places(folder);
  const child = spawn(process.execPath, [alongsideBin, 'agent', '--data', agentData, '--retire'], {
    ...spawnOptions(folder, user.agent),
    stdio: 'ignore',
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), RETIRES_MS);
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  clearTimeout(limit);
  return code === 0;
}

/** Nothing of our own session: no bus, no keyring, no display. A group of its own, so that Ctrl-C does not reach it. */
function spawnOptions(folder: string, user: PracticeUser['programs']): SpawnOptions {
  const { home, authority } = places(folder);
  const browser = process.env.ALONGSIDE_BROWSER;
  return {
    cwd: home,
    detached: true,
    stdio: 'ignore',
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    env: {
      HOME: home,
      XAUTHORITY: authority,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      SHELL: '/bin/bash',
      USER: user?.name ?? process.env.USER ?? 'user',
      // No search for buses that are not there.
      NO_AT_BRIDGE: '1',
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      ...(process.env.TZ === undefined ? {} : { TZ: process.env.TZ }),
      ...(browser === undefined ? {} : { ALONGSIDE_BROWSER: browser }),
    },
  };
}
