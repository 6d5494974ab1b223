import type { FirstBridge } from '@alongside/protocol';
import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE, CHANNELS } from './channels.ts';
import { pipe } from './pipe.ts';

const bridge: FirstBridge = { ...pipe(ipcRenderer, CHANNELS), window: 'first' };
contextBridge.exposeInMainWorld(BRIDGE, bridge);
