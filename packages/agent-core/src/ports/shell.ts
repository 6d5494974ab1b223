import type { Disposable, Event } from '@alongside/base';

export type ShellEnd =
  /** SIGKILL to all at once: Stop, take-back, loss. */
  | 'kill'
  /** SIGHUP, SIGKILL after 1 s: exit, expiry, bye. */
  | 'hangup';

/** A command, as the shell itself reports it (OSC 633) or as it stood on the screen. */
export interface ShellCommand {
  readonly source: 'reported' | 'shown';
  readonly line: string;
}

export interface ShellProcess extends Disposable {
  /** `bash`, `zsh`, `fish`, `sh`, … */
  readonly name: string;
  readonly commandsReported: boolean;
  /** No cgroup could be had, so commands in the background may survive the end. */
  readonly mayOutlive: boolean;
  /** Decoded text, escape sequences included; OSC 633 marks are left in. */
  readonly onData: Event<string>;
  readonly onCommand: Event<ShellCommand>;
  /** Fires once. */
  readonly onExit: Event<{ readonly exitCode: number | null; readonly signal: string | null }>;
  write(data: string): void;
  resize(cols: number, rows: number): void;
  /** Stops and goes on reading from the terminal, for flow control. */
  pause(): void;
  resume(): void;
  /** SIGSTOP and SIGCONT to every process of the shell, while a dialog is open. */
  freeze(): void;
  thaw(): void;
  /** Ends every process of the shell; resolves with those that still live after 1.5 s, named (`sleep 600 (pid 4711)`). */
  end(how: ShellEnd): Promise<readonly string[]>;
}

export interface ShellPort {
  readonly unavailable: string | null;
  /** Known before the dialog, so that its words can say it. */
  readonly mayOutlive: boolean;
  /** Opened only under a live `shell.run`. Throws `shell.unavailable`. */
  open(options: { readonly cols: number; readonly rows: number }): Promise<ShellProcess>;
}
