import type { ShellBridge, ShellWindow } from '@alongside/protocol';
import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE, CHANNELS } from './channels.ts';
import { pipe } from './pipe.ts';

/** The bridge of one of the shell page's windows. */
export function exposeShell(window: ShellWindow): void {
  const bridge: ShellBridge = {
    ...pipe(ipcRenderer, CHANNELS),
    window,
    unfold: (unfolded) => ipcRenderer.send(CHANNELS.unfold, unfolded === true),
  };
  contextBridge.exposeInMainWorld(BRIDGE, bridge);
}
