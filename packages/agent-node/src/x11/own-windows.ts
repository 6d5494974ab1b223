import type { PointerAnswer, Property } from 'x11';
import { judgeProcess, type ProcessVerdict } from './process-tree.ts';
import type { X11Connection } from './x11-connection.ts';

/** The processes whose windows are the agent's own: the core, its browser, and whatever of theirs ancestry does not show. */
export type OwnProcesses = () => ReadonlySet<number> | Promise<ReadonlySet<number>>;

/**
 * `foreign` may get input; the others may not. `behind`: the X server has not come to what was injected before, because
 * another program (usually the window manager at a click) has its devices frozen; where they will stand then is not known.
 */
export type WindowVerdict = ProcessVerdict | 'behind';

/** What the X server says of the pointer. `buttons` has bit 7 + n for button n (X protocol, KEYBUTMASK). */
export interface PointerState {
  readonly x: number;
  readonly y: number;
  readonly buttons: number;
}

/** Whether the X server's state is the one that what was injected should have led to. */
export interface Settled {
  pointer(state: PointerState): boolean;
  /** One bit a keycode (X protocol, QueryKeymap). */
  keys(down: Buffer): boolean;
}

interface WindowFacts {
  readonly pids: readonly number[];
  /** Has WM_STATE (ICCCM 4.1.3.1): a program's top window, inside whatever frame the window manager gave it. */
  readonly isClient: boolean;
  /** The window that this one is a dialog of (WM_TRANSIENT_FOR), or 0. */
  readonly dialogOf: number;
}

const MAX_DEPTH = 32;
const MAX_TRANSIENT_HOPS = 4;
/** Frames hold their client at most this deep (kwin: frame, wrapper, client), and few windows. */
const FRAME_DEPTH = 3;
const FRAME_WINDOWS = 64;
/** X protocol, SetInputFocus. */
const FOCUS_NONE = 0;
const FOCUS_POINTER_ROOT = 1;

/**
 * Says whose window would get the next press, by asking the X server anew each time.
 *
 * The rule: all windows from the top one down to the one that gets the event are looked at. If any belongs to one of the
 * agent's processes (by the X server's own knowledge of the client's process, XRes, or by `_NET_WM_PID`), or is a dialog of
 * such a window (file choosers of a portal are other processes), it is own. A frame or menu, which holds no program's window
 * in that line, is also searched downwards: the frame of an own window is own. The bare root is foreign. A window of which no
 * process is known is unknown.
 */
export class OwnWindows {
  readonly #connection: X11Connection;
  readonly #ownProcesses: OwnProcesses;

  constructor(connection: X11Connection, ownProcesses: OwnProcesses) {
    this.#connection = connection;
    this.#ownProcesses = ownProcesses;
  }

  /** For buttons and the wheel. */
  underPointer(settled: Settled): Promise<WindowVerdict> {
    return this.#unlessGone(async () => {
      const { child, rootX, rootY, keyMask } = await this.#queryPointer(this.#connection.root);
      if (!settled.pointer({ x: rootX, y: rootY, buttons: keyMask })) return 'behind';
      return child === 0 ? 'foreign' : this.#judge([child, ...(await this.#lineUnderPointer(child))]);
    });
  }

  /** For keys: the focused window, and the one under the pointer where the focus is one that holds it (X11, keyboard events). */
  focused(settled: Settled): Promise<WindowVerdict> {
    return this.#unlessGone(async () => {
      const [down, { focus }] = await Promise.all([
        this.#connection.ask<Buffer>((client, reply) => client.QueryKeymap(reply)),
        this.#connection.ask<{ focus: number }>((client, reply) => client.GetInputFocus(reply)),
      ]);
      if (!settled.keys(down)) return 'behind';
      if (focus === FOCUS_NONE) return 'foreign';
      if (focus === FOCUS_POINTER_ROOT || focus === this.#connection.root) return this.underPointer(settled);
      const [above, below] = await Promise.all([this.#lineAbove(focus), this.#lineUnderPointer(focus)]);
      return this.#judge([...above, ...below]);
    });
  }

  /** Whether a program's window (as in `_NET_CLIENT_LIST`) is the agent's. */
  ofClient(window: number): Promise<WindowVerdict> {
    return this.#unlessGone(() => this.#judge([window]));
  }

  /** A window may vanish between two questions: asked once more, then not known. */
  async #unlessGone(judge: () => Promise<WindowVerdict>): Promise<WindowVerdict> {
    try {
      return await judge();
    } catch {
      try {
        return await judge();
      } catch {
        // Gone again, or the connection is: not known means refused.
        return 'unknown';
      }
    }
  }

  /** From below `from` down to the window under the pointer, as the server itself would deliver. */
  async #lineUnderPointer(from: number): Promise<readonly number[]> {
    const line: number[] = [];
    let window = from;
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const { child } = await this.#queryPointer(window);
      if (child === 0) break;
      line.push(child);
      window = child;
    }
    return line;
  }

  #queryPointer(window: number) {
    return this.#connection.ask<PointerAnswer>((client, reply) => client.QueryPointer(window, reply));
  }

  /** From the top window down to `window`. */
  async #lineAbove(window: number): Promise<readonly number[]> {
    const line = [window];
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const { parent } = await this.#tree(line[0] ?? window);
      if (parent === 0 || parent === this.#connection.root) break;
      line.unshift(parent);
    }
    return line;
  }

  async #judge(line: readonly number[]): Promise<WindowVerdict> {
    const top = line[0];
    if (top === undefined) return 'foreign';
    const own = await this.#ownProcesses();
    const facts = await this.#factsOf(line);
    const seen = [...facts];
    if (!facts.some((fact) => fact.isClient)) seen.push(...(await this.#clientsWithin(top)));
    let dialogs: readonly WindowFacts[] = seen;
    for (let hop = 0; hop < MAX_TRANSIENT_HOPS; hop += 1) {
      const owners = dialogs.map((fact) => fact.dialogOf).filter((window) => window !== 0 && window !== this.#connection.root);
      if (owners.length === 0) break;
      // A dialog may outlive what it was opened from.
      dialogs = await this.#factsOf(owners).catch((): readonly WindowFacts[] => []);
      seen.push(...dialogs);
    }
    const verdicts = seen.flatMap((fact) => fact.pids).map((pid) => judgeProcess(pid, own));
    if (verdicts.includes('own')) return 'own';
    return verdicts.includes('foreign') ? 'foreign' : 'unknown';
  }

  async #clientsWithin(frame: number): Promise<readonly WindowFacts[]> {
    let level: readonly number[] = [frame];
    for (let depth = 0; depth < FRAME_DEPTH && level.length > 0; depth += 1) {
      const trees = await Promise.all(level.map((window) => this.#tree(window)));
      level = trees.flatMap((tree) => tree.children).slice(0, FRAME_WINDOWS);
      const clients = (await this.#factsOf(level)).filter((fact) => fact.isClient);
      if (clients.length > 0) return clients;
    }
    return [];
  }

  #tree(window: number): Promise<{ readonly parent: number; readonly children: readonly number[] }> {
    return this.#connection.ask((client, reply) => client.QueryTree(window, reply));
  }

  /** All questions leave at once, so that this takes one round trip for any number of windows. */
  async #factsOf(windows: readonly number[]): Promise<readonly WindowFacts[]> {
    if (windows.length === 0) return [];
    const [pidName, stateName, transientName] = await Promise.all(
      ['_NET_WM_PID', 'WM_STATE', 'WM_TRANSIENT_FOR'].map((name) => this.#connection.atom(name)),
    );
    const [serverPids, ...properties] = await Promise.all([
      this.#serverPids(windows),
      ...windows.map((window) =>
        Promise.all([this.#number(window, pidName), this.#number(window, stateName), this.#number(window, transientName)]),
      ),
    ]);
    return properties.map(([claimed, state, dialogOf], index) => {
      const known = serverPids[index];
      return {
        pids: [known, claimed].filter((pid): pid is number => pid !== undefined && pid > 0),
        isClient: state !== undefined,
        dialogOf: dialogOf ?? 0,
      };
    });
  }

  async #number(window: number, name: number | undefined): Promise<number | undefined> {
    const property = await this.#connection.ask<Property>((client, reply) =>
      client.GetProperty(0, window, name ?? 0, 0, 0, 1, reply),
    );
    return property.format === 32 && property.data.length >= 4 ? property.data.readUInt32LE(0) : undefined;
  }

  /** The process behind each window's client as the X server learnt it from the kernel (XRes 1.2); a client cannot lie about it. */
  async #serverPids(windows: readonly number[]): Promise<readonly (number | undefined)[]> {
    const resources = await this.#connection.extension('res');
    if (!resources) return windows.map(() => undefined);
    const mask = resources.ClientIdMask.LocalClientPID;
    const answers = await this.#connection
      .ask<readonly { readonly client: number; readonly value: readonly number[] }[]>((_client, reply) =>
        resources.QueryClientIds(
          windows.map((window) => ({ client: window, mask })),
          reply,
        ),
      )
      // An older XRes has no such request; what windows claim is left then.
      .catch(() => []);
    const clientOf = (resource: number) => (resource & ~this.#connection.resourceMask) >>> 0;
    return windows.map((window) => answers.find((answer) => clientOf(answer.client) === clientOf(window))?.value[0]);
  }
}
