import type { StopKeyPort } from '@alongside/agent-core';
import type { ElectronApi } from './electron-api.ts';

const ACCELERATOR = 'Control+Alt+F12';
const NAME = 'Ctrl+Alt+F12';

/** The window system's own way first, where there is one: X11's grab works while a menu holds the keyboard. */
export function stopKeyOf(first: StopKeyPort, shortcuts: ElectronApi['shortcuts']): StopKeyPort {
  return {
    grab: async (pressed) => {
      const grabbed = await first.grab(pressed);
      if (grabbed) return grabbed;
      if (!shortcuts.register(ACCELERATOR, pressed)) return null;
      return { name: NAME, handle: { dispose: () => shortcuts.unregister(ACCELERATOR) } };
    },
  };
}
