import type { StopKeyPort } from '@alongside/agent-core';
import { isWayland } from '../wayland.ts';
import type { ElectronApi } from './electron-api.ts';

const ACCELERATOR = 'Control+Alt+F12';
const NAME = 'Ctrl+Alt+F12';

/**
 * The window system's own way first, where there is one: X11's grab works while a menu holds the keyboard. Under Wayland a
 * portal decides later, or asks, and Electron says yes all the same: a key that may do nothing is not promised.
 */
export function stopKeyOf(first: StopKeyPort, shortcuts: ElectronApi['shortcuts'], environment: NodeJS.ProcessEnv): StopKeyPort {
  return {
    grab: async (pressed) => {
      const grabbed = await first.grab(pressed);
      if (grabbed) return grabbed;
      if (isWayland(environment)) return null;
      if (!shortcuts.register(ACCELERATOR, pressed)) return null;
      return { name: NAME, handle: { dispose: () => shortcuts.unregister(ACCELERATOR) } };
    },
  };
}
