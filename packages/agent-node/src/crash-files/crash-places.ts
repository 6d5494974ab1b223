import { basename, join } from 'node:path';

/** A folder in which this system, or a program of its, leaves what is found after a crash. */
export interface CrashPlace {
  readonly folder: string;
  /** The program, by the name of the file; undefined for a file that is none of these. */
  readonly programOf: (name: string) => string | undefined;
  /** Each report lies in a folder of its own, which bears the name. */
  readonly nested?: true;
}

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Linux: apport's (Debian and Ubuntu; `/var/crash/_usr_bin_editor.1000.crash`) and systemd's (systemd-coredump(8):
 * `core.COMM.UID.BOOT.PID.TIME`, which its user may read by an access list; the same that `coredumpctl` lists).
 * macOS: ReportCrash's. Windows: WER's local dumps (LocalDumps, `program.exe.1234.dmp`) and its reports in words. The last
 * two are as their makers document them and were never run.
 */
export function crashPlaces({ platform, home, environment }: Machine): readonly CrashPlace[] {
  if (platform === 'linux') return [apport('/var/crash'), systemd('/var/lib/systemd/coredump')];
  if (platform === 'darwin') return [macReports(join(home, 'Library', 'Logs', 'DiagnosticReports'))];
  if (platform !== 'win32') return [];
  const local = environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  const wer = join(local, 'Microsoft', 'Windows', 'WER');
  return [
    windowsDumps(join(local, 'CrashDumps')),
    ...['ReportArchive', 'ReportQueue'].map((name) => windowsReports(join(wer, name))),
  ];
}

export function apport(folder: string): CrashPlace {
  return {
    folder,
    programOf: (name) => {
      const path = /^(.+)\.\d+\.crash$/u.exec(name)?.[1];
      // The way to the program, with its strokes as underscores; `usr_bin_my_editor` cannot be told apart from others.
      return path?.replace(/^_(?:usr_)?(?:local_)?(?:s?bin_|lib_|opt_)?/u, '');
    },
  };
}

export function systemd(folder: string): CrashPlace {
  return { folder, programOf: (name) => /^core\.(.+)\.\d+\.[0-9a-f]{32}\.\d+\.\d+(?:\.(?:zst|xz|lz4))?$/u.exec(name)?.[1] };
}

export function macReports(folder: string): CrashPlace {
  return { folder, programOf: (name) => /^(.+?)[-_]\d{4}-\d{2}-\d{2}-\d+.*\.(?:ips|crash)$/u.exec(name)?.[1] };
}

export function windowsDumps(folder: string): CrashPlace {
  return { folder, programOf: (name) => /^(.+?)(?:\.\d+)?\.dmp$/iu.exec(name)?.[1] };
}

/** `AppCrash_editor.exe_HASH_…\Report.wer`. */
export function windowsReports(folder: string): CrashPlace {
  return {
    folder,
    nested: true,
    programOf: (path) => (/^report\.wer$/iu.test(basename(path)) ? /^App(?:Crash|Hang)_([^_\\/]+)/u.exec(path)?.[1] : undefined),
  };
}
