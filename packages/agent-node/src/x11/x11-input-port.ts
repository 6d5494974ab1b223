import type { InputPort } from '@alongside/agent-core';
import { AppError, type Clock } from '@alongside/base';
import { Displays } from './displays.ts';
import { type OwnProcesses, OwnWindows } from './own-windows.ts';
import { releaseHeld } from './release-held.ts';
import { UserInput } from './user-input.ts';
import type { X11Connection } from './x11-connection.ts';
import { X11Injector } from './x11-injector.ts';
import { X11InputDevice } from './x11-input-device.ts';

export interface X11InputPortOptions {
  /** A fresh connection for each device. */
  readonly connect: () => Promise<X11Connection>;
  readonly ownProcesses: OwnProcesses;
  readonly clock: Clock;
  /** Whether there are devices of a person's to be told apart, as `findUserDevices` sees it. */
  readonly userComesFirst: boolean;
}

/** The port on a host where there is no X11 input, with the reason in words. */
export function unavailableInput(reason: string): InputPort {
  return {
    unavailable: reason,
    userComesFirst: false,
    open: () => Promise.reject(new AppError('input.unavailable', reason)),
  };
}

export class X11InputPort implements InputPort {
  readonly unavailable = null;
  readonly userComesFirst: boolean;
  readonly #options: X11InputPortOptions;

  constructor(options: X11InputPortOptions) {
    this.#options = options;
    this.userComesFirst = options.userComesFirst;
  }

  async open(): Promise<X11InputDevice> {
    const { connect, ownProcesses, clock } = this.#options;
    const connection = await connect();
    try {
      const xtest = await connection.extension('xtest');
      if (!xtest) throw new AppError('input.unavailable', 'The X server does not let programs move the mouse (no XTEST).');
      // The user's programs cannot keep a Stop's releases waiting by holding the server.
      connection.send(() => xtest.GrabControl(true));
      const displays = await Displays.open(connection);
      const userInput = await UserInput.open(connection);
      const activeWindow = await connection.atom('_NET_ACTIVE_WINDOW');
      return new X11InputDevice(
        {
          connection,
          injector: new X11Injector(connection, xtest),
          ownWindows: new OwnWindows(connection, ownProcesses),
          displays,
          userInput,
          clock,
          releaseElsewhere: (held) => void releaseHeld(connect, held),
        },
        activeWindow,
      );
    } catch (error) {
      connection.dispose();
      throw error;
    }
  }
}
