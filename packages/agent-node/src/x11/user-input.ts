import { type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { InputExtensionDevice } from 'x11';
import type { X11Connection } from './x11-connection.ts';

/**
 * The server's own devices for injected input ("Virtual core XTEST pointer"), and those of a server without hardware, which
 * nobody can touch (xorg-server, hw/vfb/InitInput.c).
 */
const NOT_A_PERSON = / XTEST (?:pointer|keyboard)$|^Xvfb (?:virtual )?(?:mouse|keyboard)$/u;
const RAW = ['RawMotion', 'RawButtonPress', 'RawKeyPress'];

/**
 * The user's own mouse and keys, told apart from injected ones by device: XInput 2 raw events of every device but XTEST's.
 * Selecting device by device keeps this connection free of the echo of what it injects itself. Programs that inject through
 * XTEST on the user's side (x11vnc, xdotool) cannot be told apart.
 */
export class UserInput implements Disposable {
  readonly #connection: X11Connection;
  readonly #input = new Emitter<void>();
  readonly #store = new DisposableStore();
  #watched: ReadonlySet<number> = new Set();

  private constructor(connection: X11Connection) {
    this.#connection = connection;
  }

  static async open(connection: X11Connection): Promise<UserInput> {
    const user = new UserInput(connection);
    const xinput = await connection.extension('xinput');
    if (!xinput?.xi2) return user;
    user.#store.add(
      connection.onEvent((event) => {
        if (event.name === 'XIHierarchyChanged') void user.#watch();
        else if (event.name?.startsWith('XIRaw') && event.deviceId !== undefined && user.#watched.has(event.deviceId)) {
          user.#input.fire();
        }
      }),
    );
    connection.send(() => xinput.XISelectEvents(connection.root, [{ deviceId: xinput.AllDevices, mask: ['HierarchyChanged'] }]));
    await user.#watch();
    return user;
  }

  /** False where no device of a person's is known. */
  get canTell(): boolean {
    return this.#watched.size > 0;
  }

  readonly onInput: Event<void> = this.#input.event;

  dispose(): void {
    this.#store.dispose();
    this.#input.dispose();
  }

  async #watch(): Promise<void> {
    const xinput = await this.#connection.extension('xinput').catch(() => null);
    const devices = await findUserDevices(this.#connection);
    this.#watched = new Set(devices);
    if (!xinput || devices.length === 0) return;
    const masks = devices.map((deviceId) => ({ deviceId, mask: RAW }));
    this.#connection.send(() => xinput.XISelectEvents(this.#connection.root, masks));
  }
}

/** Ids of the mice and keyboards that a person can touch; only asks, listens to nothing. */
export async function findUserDevices(connection: X11Connection): Promise<readonly number[]> {
  try {
    const xinput = await connection.extension('xinput');
    if (!xinput?.xi2) return [];
    const devices = await connection.ask<readonly InputExtensionDevice[]>((_client, reply) =>
      xinput.XIQueryDevice(xinput.AllDevices, reply),
    );
    const slaves = [xinput.DeviceType.SlavePointer, xinput.DeviceType.SlaveKeyboard];
    return devices
      .filter((device) => device.enabled !== 0 && slaves.includes(device.use) && !NOT_A_PERSON.test(device.name))
      .map((device) => device.deviceId);
  } catch {
    // The connection is gone, and whatever watched by it.
    return [];
  }
}
