import { createContext, useContext } from 'react';
import type { BarWindow } from './bar-window.ts';

const BarWindowContext = createContext<BarWindow | undefined>(undefined);

export const BarWindowProvider = BarWindowContext;

export function useBarWindow(): BarWindow {
  const value = useContext(BarWindowContext);
  if (value === undefined) throw new Error('useBarWindow stands outside of BarWindowProvider');
  return value;
}
