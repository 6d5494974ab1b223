import type { LinkBridge } from '@alongside/protocol';
import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE, CHANNELS } from './channels.ts';
import { pipe } from './pipe.ts';

const bridge: LinkBridge = {
  ...pipe(ipcRenderer, CHANNELS),
  chooseScreen: async () => (await ipcRenderer.invoke(CHANNELS.chooseScreen)) === true,
};
contextBridge.exposeInMainWorld(BRIDGE, bridge);
