import { AppError, type RandomSource, randomId, safeLine } from '@alongside/base';
import type { ActionPreview, ActionRequest, ActionResult } from '@alongside/protocol';
import type { ActionHooks, ActionPorts, FixItem, PendingUpdate } from '../ports/index.ts';

/** What would be done, as it was looked at: doing it does that, and nothing that came about since. */
export interface PreparedAction {
  readonly preview: ActionPreview;
  run(hooks: ActionHooks): Promise<ActionResult>;
}

type Request<Name extends ActionRequest['action']> = Extract<ActionRequest, { action: Name }>;

/** The bounds of the protocol's lists. */
const PREVIEWED = 10;
const LISTED = 40;
const THREATS = 20;

/**
 * The named actions of one session. What a technician may name later is what the user let be listed before: numbers that
 * were handed out here, for keys that stay here.
 */
export class KnownActions {
  readonly #ports: ActionPorts;
  readonly #random: RandomSource;
  readonly #updates = new Map<string, readonly PendingUpdate[]>();
  readonly #startup = new Map<string, string>();

  constructor(ports: ActionPorts, random: RandomSource) {
    this.#ports = ports;
    this.#random = random;
  }

  /** Only looks. Throws `action.unavailable`, `action.nothing-to-do`, and `action.not-granted` for what was never listed. */
  prepare(request: ActionRequest): Promise<PreparedAction> {
    switch (request.action) {
      case 'scan-malware':
        return this.#scan(request);
      case 'list-updates':
        return this.#listUpdates(request);
      case 'apply-updates':
        return this.#applyUpdates(request);
      case 'list-startup':
        return this.#listStartup(request);
      case 'startup-off':
      case 'startup-on':
        return this.#switchStartup(request);
      case 'clean-up':
        return this.#cleanUp(request);
    }
  }

  async #scan(request: Request<'scan-malware'>): Promise<PreparedAction> {
    const { scanner } = this.#ports;
    const { by, files, bytes, more } = await scanner.look(request.folder);
    return {
      preview: { ...previewOf(request), by: safeLine(by, 60), count: files, bytes, more },
      async run(hooks) {
        const { checked, skipped, found, threats } = await scanner.scan(request.folder, hooks);
        const named = threats.slice(0, THREATS).map(({ threat, file }) => ({
          threat: safeLine(threat, 120),
          file: file === null ? null : safeLine(file, 200),
        }));
        return { action: request.action, checked, skipped, found, threats: named };
      },
    };
  }

  async #listUpdates(request: Request<'list-updates'>): Promise<PreparedAction> {
    const { by } = await this.#ports.updates.look();
    return {
      preview: { ...previewOf(request), by: safeLine(by, 60) },
      run: async (hooks) => {
        const updates = await this.#ports.updates.list(hooks);
        const listId = randomId(this.#random);
        this.#updates.set(listId, updates);
        const shown = updates.slice(0, LISTED).map(({ name, from, to, security }) => ({
          name: safeLine(name, 80),
          from: safeLine(from, 60),
          to: safeLine(to, 60),
          security,
        }));
        return { action: request.action, listId, count: updates.length, updates: shown };
      },
    };
  }

  async #applyUpdates(request: Request<'apply-updates'>): Promise<PreparedAction> {
    const updates = this.#updates.get(request.listId);
    if (updates === undefined) throw notListed();
    if (updates.length === 0) throw nothingToDo('no updates wait');
    const { by, install } = await this.#ports.updates.look();
    const steps = install.how === 'by-hand' ? safeLine(install.steps, 300) : null;
    return {
      preview: {
        ...previewOf(request),
        by: safeLine(by, 60),
        items: updates.slice(0, PREVIEWED).map(({ name }) => safeLine(name, 120)),
        count: updates.length,
        prompt: install.how === 'prompt',
        steps,
      },
      run: async (hooks) => {
        const done = steps === null ? await this.#ports.updates.install(updates, hooks) : { updated: 0, left: updates.length };
        return { action: request.action, ...done, steps };
      },
    };
  }

  async #listStartup(request: Request<'list-startup'>): Promise<PreparedAction> {
    // Whether there is such a list is seen before anybody is asked; what is in it is not kept.
    await this.#ports.fixes.look('startup-items');
    return {
      preview: previewOf(request),
      run: async () => {
        const { items, undoable, more } = await this.#ports.fixes.look('startup-items');
        const all = [...items.map((item) => ({ item, on: true })), ...undoable.map((item) => ({ item, on: false }))];
        const listed = all.slice(0, LISTED).map(({ item, on }) => ({
          itemId: this.#numberOf(item.key),
          name: safeLine(item.name, 120),
          on,
        }));
        return { action: request.action, items: listed, more: more || all.length > listed.length };
      },
    };
  }

  async #switchStartup(request: Request<'startup-off' | 'startup-on'>): Promise<PreparedAction> {
    const { fixes } = this.#ports;
    const key = this.#startup.get(request.itemId);
    if (key === undefined) throw notListed();
    const { items, undoable } = await fixes.look('startup-items');
    const item = (request.action === 'startup-off' ? items : undoable).find((each) => each.key === key);
    if (item === undefined) throw nothingToDo('it is not as it was listed any more');
    return {
      preview: { ...previewOf(request), ...concerned([item]) },
      async run({ onCancel }) {
        if (request.action === 'startup-on') {
          await fixes.undo('startup-items', key);
          return { action: request.action, changed: true };
        }
        const { done } = await fixes.apply('startup-items', [key], onCancel);
        return { action: request.action, changed: done === 1 };
      },
    };
  }

  async #cleanUp(request: Request<'clean-up'>): Promise<PreparedAction> {
    const { fixes } = this.#ports;
    const { items, more } = await fixes.look('free-space');
    // What is left for the user to tick at a look of their own is nobody else's to choose.
    const chosen = items.filter((item) => item.chosen);
    if (chosen.length === 0) throw nothingToDo('there are no old temporary files');
    return {
      preview: { ...previewOf(request), ...concerned(chosen), bytes: sum(chosen), more },
      async run({ onCancel, onProgress }) {
        const tell = (done: number) => onProgress({ done, total: chosen.length });
        tell(0);
        const keys = chosen.map(({ key }) => key);
        const { done, bytes, left } = await fixes.apply('free-space', keys, onCancel, tell);
        return { action: request.action, removed: done, left: left.length, bytes };
      },
    };
  }

  /** The same for the same key as long as the session lasts. */
  #numberOf(key: string): string {
    const known = [...this.#startup].find(([, each]) => each === key)?.[0];
    const itemId = known ?? randomId(this.#random);
    this.#startup.set(itemId, key);
    return itemId;
  }
}

function previewOf(request: ActionRequest): ActionPreview {
  return { request, by: null, items: [], count: 0, bytes: null, more: false, prompt: false, steps: null };
}

function concerned(items: readonly FixItem[]): Pick<ActionPreview, 'items' | 'count'> {
  return { items: items.slice(0, PREVIEWED).map(({ name }) => safeLine(name, 120)), count: items.length };
}

function sum(items: readonly FixItem[]): number {
  return items.reduce((all, { bytes }) => all + (bytes ?? 0), 0);
}

function notListed(): AppError {
  return new AppError('action.not-granted', 'it is in no list that this session was given');
}

function nothingToDo(why: string): AppError {
  return new AppError('action.nothing-to-do', why);
}
