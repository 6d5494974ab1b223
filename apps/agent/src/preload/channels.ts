import type { BRIDGE_NAME } from '@alongside/protocol';

/** Names of the channels between preload and main. No imports at run time: a sandboxed preload is one small file. */
export const CHANNELS = {
  connect: 'alongside:connect',
  frame: 'alongside:frame',
  unfold: 'alongside:unfold',
  chooseScreen: 'alongside:choose-screen',
} as const;

/** The bridge's name in the page. */
export const BRIDGE: typeof BRIDGE_NAME = 'alongside';
