import type { DesktopPort, InputPort, ScreenActivityPort, StopKeyPort, WatchdogPort } from '@alongside/agent-core';
import { type OwnProcesses, openX11, unavailableInput, watchHeldInput } from '@alongside/agent-node';
import type { Clock, Disposable, Logger } from '@alongside/base';

/** What the agent has of the window system. */
export interface ScreenHost extends Disposable {
  readonly input: InputPort;
  readonly activity: ScreenActivityPort;
  readonly stopKey: StopKeyPort;
  readonly desktop: DesktopPort;
}

export interface ScreenHostOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly ownProcesses: OwnProcesses;
  readonly watchdog: WatchdogPort;
  readonly clock: Clock;
  readonly logger: Logger;
}

const nothing = (): Promise<void> => Promise.resolve();

/** X11 with the watchdog told of each held key, or, where there is none, a host that can do none of it and says so. */
export async function openScreen({ environment, ownProcesses, watchdog, clock, logger }: ScreenHostOptions): Promise<ScreenHost> {
  const x11 = await openX11({ env: environment, ownProcesses, clock, logger });
  if (x11.kind === 'unavailable') {
    logger.warn('no X11', { reason: x11.reason });
    return {
      input: unavailableInput(x11.reason),
      // Nothing tells of changes here: the capture keeps to what the encoder sees.
      activity: { watch: () => Promise.resolve({ dispose: () => undefined }) },
      stopKey: { grab: () => Promise.resolve(null) },
      desktop: { keepBarAbove: nothing, rememberFocus: nothing, restoreFocus: nothing, attention: nothing },
      dispose: () => undefined,
    };
  }
  const { input, activity, stopKey, desktop } = x11;
  return {
    input: {
      unavailable: input.unavailable,
      userComesFirst: input.userComesFirst,
      open: async () => {
        const device = await input.open();
        // Its end lets go of every key, which ends this with it.
        watchHeldInput(watchdog, device.onHeldChanged);
        return device;
      },
    },
    activity,
    stopKey,
    desktop,
    dispose: () => desktop.dispose(),
  };
}
