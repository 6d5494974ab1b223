import { BRIDGE_NAME, type FirstBridge, type ShellBridge } from '@alongside/protocol';
import { createContext, useContext } from 'react';

/** The host's own bridge, where it has one: then windows, screen picker and bar are the host's business. */
export function findBridge(): ShellBridge | FirstBridge | undefined {
  return (window as unknown as Record<string, ShellBridge | FirstBridge | undefined>)[BRIDGE_NAME];
}

const BridgeContext = createContext<ShellBridge | undefined>(undefined);

export const BridgeProvider = BridgeContext;

export function useBridge(): ShellBridge | undefined {
  return useContext(BridgeContext);
}
