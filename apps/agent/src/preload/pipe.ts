import type { PageBridge } from '@alongside/protocol';
import type { IpcRenderer } from 'electron';

/** Frames to and from the core. Nothing of Electron reaches the page: it gives and gets strings. */
export function pipe(ipc: IpcRenderer, channels: { readonly connect: string; readonly frame: string }): PageBridge {
  let receive: ((frame: string) => void) | undefined;
  ipc.on(channels.frame, (_event, frame) => receive?.(String(frame)));
  return {
    connect: (handler) => {
      if (receive !== undefined) return;
      receive = handler;
      ipc.send(channels.connect);
    },
    send: (frame) => ipc.send(channels.frame, String(frame)),
  };
}
