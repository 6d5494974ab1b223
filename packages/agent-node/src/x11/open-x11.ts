import type { DesktopPort, ScreenActivityPort, StopKeyPort } from '@alongside/agent-core';
import { type Clock, type Disposable, type Logger, systemClock, toAppError } from '@alongside/base';
import type { InputExtensionDevice } from 'x11';
import { ClientWindows } from './client-windows.ts';
import { type OwnProcesses, OwnWindows } from './own-windows.ts';
import { playSoftSound } from './soft-sound.ts';
import { findUserDevices } from './user-input.ts';
import { X11Activity } from './x11-activity.ts';
import { type Environment, X11Connection } from './x11-connection.ts';
import { X11Desktop } from './x11-desktop.ts';
import { X11InputPort } from './x11-input-port.ts';
import { X11StopKey } from './x11-stop-key.ts';

export interface OpenX11Options {
  /** DISPLAY, XAUTHORITY, HOME, and what a sound player needs. */
  readonly env: Environment;
  readonly ownProcesses: OwnProcesses;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly platform?: NodeJS.Platform;
}

export type X11Host =
  | {
      readonly kind: 'ready';
      readonly input: X11InputPort;
      readonly activity: ScreenActivityPort;
      readonly stopKey: StopKeyPort;
      readonly desktop: DesktopPort & Pick<X11Desktop, 'onWindowClosed'> & Disposable;
    }
  /** `reason` is a sentence in English, for logs and for the place where the agent says what it cannot do. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** An X server there (XQuartz, VcXsrv) has windows of its own alone: the screen that is seen would not be the one that is meant. */
const NOT_ITS_OWN = 'Mouse and keyboard can be shared on Linux with X11 only for now.';
const WAYLAND = 'This is a Wayland session. Mouse and keyboard can be shared only on X11; choose "Xorg" when you sign in.';

/**
 * X11 on this host. Never throws. Under Wayland X programs get input from this, but the real pointer does not, and the
 * agent's own windows could not be told: said as unavailable, also where XWayland answers.
 */
export async function openX11(options: OpenX11Options): Promise<X11Host> {
  const { env, ownProcesses, logger, clock = systemClock(), platform = process.platform } = options;
  if (platform === 'darwin' || platform === 'win32') return { kind: 'unavailable', reason: NOT_ITS_OWN };
  if (!env.DISPLAY) {
    return { kind: 'unavailable', reason: env.WAYLAND_DISPLAY ? WAYLAND : 'There is no screen here (DISPLAY is not set).' };
  }
  const connect = () => X11Connection.open({ env, logger, clock });
  let connection: X11Connection | undefined;
  try {
    connection = await connect();
    if (await isXWayland(connection)) {
      connection.dispose();
      return { kind: 'unavailable', reason: WAYLAND };
    }
    const userComesFirst = (await findUserDevices(connection)).length > 0;
    const windows = new ClientWindows(connection, new OwnWindows(connection, ownProcesses));
    return {
      kind: 'ready',
      input: new X11InputPort({
        connect,
        ownProcesses,
        clock,
        userComesFirst,
      }),
      activity: new X11Activity(connect, clock),
      stopKey: new X11StopKey(connect, clock),
      desktop: new X11Desktop({ connection, windows, clock, playSound: () => playSoftSound(env) }),
    };
  } catch (error) {
    connection?.dispose();
    return { kind: 'unavailable', reason: toAppError(error, 'input.unavailable').message };
  }
}

/** Asked of the server, not of the environment: an Xvfb may run inside a Wayland session. Its devices carry its name. */
async function isXWayland(connection: X11Connection): Promise<boolean> {
  const xinput = await connection.extension('xinput');
  if (!xinput?.xi2) return false;
  const devices = await connection.ask<readonly InputExtensionDevice[]>((_client, reply) =>
    xinput.XIQueryDevice(xinput.AllDevices, reply),
  );
  return devices.some((device) => device.name.startsWith('xwayland-'));
}
