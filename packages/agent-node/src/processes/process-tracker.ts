import { carriesMark, type ProcessMark } from './process-mark.ts';
import { type ProcessEntry, type ProcessIdentity, processKey, readProcesses } from './process-table.ts';

/**
 * Knows the processes that came from some first ones: by parent, by session, and by marks that they inherit. Each
 * `scan` adds what is new; a process stays known after it lost its parent or left the session.
 */
export class ProcessTracker {
  readonly #known = new Map<string, ProcessIdentity>();
  /** Processes that were looked at for marks; marks do not appear later. */
  #examined = new Set<string>();
  /** Sessions that members lead, or led before they ended. */
  readonly #sessions = new Set<number>();
  readonly #marks: readonly ProcessMark[];
  readonly #read: () => readonly ProcessEntry[];

  constructor(options: {
    readonly roots?: readonly ProcessIdentity[];
    readonly marks?: readonly ProcessMark[];
    readonly readProcesses?: () => readonly ProcessEntry[];
  }) {
    this.#marks = options.marks ?? [];
    this.#read = options.readProcesses ?? readProcesses;
    for (const root of options.roots ?? []) this.#known.set(processKey(root), root);
  }

  add(identity: ProcessIdentity): void {
    this.#known.set(processKey(identity), identity);
  }

  /** The known processes that are still in the process table, new ones found on the way; ended ones are forgotten. */
  scan(): readonly ProcessEntry[] {
    const table = this.#read().filter((entry) => entry.pid !== process.pid);
    const members = new Map<number, ProcessEntry>();
    const others: ProcessEntry[] = [];
    const examined = new Set<string>();
    for (const entry of table) {
      const key = processKey(entry);
      if (this.#known.has(key)) members.set(entry.pid, entry);
      else {
        if (this.#marks.length > 0 && !this.#examined.has(key) && carriesMark(entry.pid, this.#marks))
          members.set(entry.pid, entry);
        else others.push(entry);
        examined.add(key);
      }
    }
    this.#examined = examined;
    this.#grow(members, others, table);
    this.#known.clear();
    for (const entry of members.values()) this.#known.set(processKey(entry), entry);
    return [...members.values()];
  }

  /** Adds children of members, and members of the sessions that members lead or led, until nothing changes. */
  #grow(members: Map<number, ProcessEntry>, others: readonly ProcessEntry[], table: readonly ProcessEntry[]): void {
    this.#forgetSessions(members, table);
    let left = others;
    for (;;) {
      for (const entry of members.values()) if (entry.session === entry.pid) this.#sessions.add(entry.pid);
      const rest: ProcessEntry[] = [];
      for (const entry of left) {
        if (members.has(entry.parent) || this.#sessions.has(entry.session)) members.set(entry.pid, entry);
        else rest.push(entry);
      }
      if (rest.length === left.length) return;
      left = rest;
    }
  }

  /** The number of a session is free again once nobody is in it; a stranger with that pid then leads another one. */
  #forgetSessions(members: ReadonlyMap<number, ProcessEntry>, table: readonly ProcessEntry[]): void {
    const inUse = new Set(table.map((entry) => entry.session));
    for (const session of this.#sessions) if (!inUse.has(session)) this.#sessions.delete(session);
    for (const entry of table) if (this.#sessions.has(entry.pid) && !members.has(entry.pid)) this.#sessions.delete(entry.pid);
  }
}
