import {
  type CommandResult,
  type FileSystemSpace,
  type HttpAnswer,
  type NetworkTools,
  ProbeFailure,
  type ProbeTools,
  type SystemInformation,
} from '@alongside/diagnostics';
import type { SystemName } from '@alongside/protocol';

/** What a machine answered, as recorded or as its documentation shows it. What is not here is `unsupported`, or no file. */
export interface Recording {
  readonly system: SystemName;
  readonly elevated?: boolean;
  readonly home?: string;
  readonly server?: ProbeTools['server'];
  readonly agent?: Partial<ProbeTools['agent']>;
  readonly now?: number;
  /** By path; a failure is thrown. A list is read one after the other, the last again and again. */
  readonly files?: Readonly<Record<string, string | readonly string[] | ProbeFailure>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly spaces?: Readonly<Record<string, FileSystemSpace | ProbeFailure>>;
  /**
   * By program and arguments, joined with blanks: its standard output, or all of its answer. What ends with `…` stands
   * for each line that begins so.
   */
  readonly commands?: Readonly<Record<string, string | readonly string[] | Partial<CommandResult> | ProbeFailure>>;
  /** Standard output of the first script of which this is a part. */
  readonly powershell?: Readonly<Record<string, string | ProbeFailure>>;
  readonly previous?: { readonly at: number; readonly reading: unknown };
  readonly network?: Partial<NetworkTools>;
  readonly pages?: Readonly<Record<string, HttpAnswer | readonly HttpAnswer[] | ProbeFailure>>;
  readonly information?: Partial<SystemInformation>;
}

/** A machine for probes that answers from a recording; `waited` counts what probes waited. */
export function recordedTools(recording: Recording): ProbeTools & { readonly waited: number } {
  const { system, elevated = false, home = '/home/robin', server, now = 0 } = recording;
  const turns = new Map<string, number>();
  let waited = 0;
  /** The next of several answers to one question. */
  const next = <T>(key: string, answers: T | readonly T[]): T => {
    if (!Array.isArray(answers)) return answers as T;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return answers[Math.min(turn, answers.length - 1)] as T;
  };
  const told = <T>(answer: T | ProbeFailure | undefined, what: string): T => {
    if (answer === undefined) throw new ProbeFailure('unsupported', what);
    if (answer instanceof ProbeFailure) throw answer;
    return answer;
  };
  const beginning = (line: string) =>
    Object.keys(recording.commands ?? {}).find((key) => key.endsWith('…') && line.startsWith(key.slice(0, -1))) ?? line;
  const nothing = (what: string) => () => Promise.reject(new ProbeFailure('unsupported', what));
  return {
    system,
    elevated,
    home,
    uid: elevated ? 0 : 1000,
    server,
    agent: { version: '1.2.3', windows: null, permissions: undefined, ...recording.agent },
    get waited() {
      return waited;
    },
    now: () => now + waited,
    wait: async (ms) => {
      waited += ms;
    },
    run: async (program, args, { exitCodes = [0] } = {}) => {
      const line = [program, ...args].join(' ');
      const key = recording.commands && line in recording.commands ? line : beginning(line);
      const answer = told(next(line, recording.commands?.[key] as string | Partial<CommandResult> | ProbeFailure), line);
      const result = { exitCode: 0, stdout: '', stderr: '', ...(typeof answer === 'string' ? { stdout: answer } : answer) };
      if (!exitCodes.includes(result.exitCode)) throw new ProbeFailure('failed', line);
      return result;
    },
    powershell: async (script) =>
      told(Object.entries(recording.powershell ?? {}).find(([part]) => script.includes(part))?.[1], script),
    readText: async (path) => {
      const answer = next(path, recording.files?.[path]);
      return answer === undefined ? undefined : (told(answer, path) as string);
    },
    list: async (path) => recording.folders?.[path] ?? [],
    space: async (path) => told(recording.spaces?.[path], path),
    previous: () => recording.previous,
    network: {
      get: async (url) => told(next(url, recording.pages?.[url] as HttpAnswer | ProbeFailure | undefined), url),
      resolve: nothing('resolve'),
      resolvers: () => [],
      ping: nothing('ping'),
      addresses: () => [],
      reaches: nothing('reaches'),
      certificate: nothing('certificate'),
      waysOut: nothing('ways out'),
      ...recording.network,
    },
    information: {
      battery: nothing('battery'),
      graphics: nothing('graphics'),
      audio: nothing('audio'),
      bluetoothDevices: nothing('bluetooth'),
      printers: nothing('printers'),
      wifiConnections: nothing('wifi'),
      ...recording.information,
    },
  };
}
