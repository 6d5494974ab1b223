import type { DesktopPort } from '@alongside/agent-core';
import type { ElectronPageHost } from './electron-page-host.ts';

/** The agent's own windows through Electron. No browser's bar takes the focus here, so that none has to be given back. */
export function desktopOf(pages: Pick<ElectronPageHost, 'keepBarAbove' | 'attention'>, beep: () => void): DesktopPort {
  return {
    keepBarAbove: async () => pages.keepBarAbove(),
    rememberFocus: () => Promise.resolve(),
    restoreFocus: () => Promise.resolve(),
    attention: async () => {
      pages.attention();
      beep();
    },
  };
}
