import type { ITheme } from '@xterm/xterm';

/** Dark in both schemes, as programs expect; xterm lifts what would stand out by less than 4.5. */
export const TERMINAL_COLOURS: ITheme = {
  background: '#0b0f15',
  foreground: '#e8edf3',
  cursor: '#5eead4',
  cursorAccent: '#0b0f15',
  selectionBackground: '#33506b',
  black: '#1b2430',
  red: '#f87171',
  green: '#4ade80',
  yellow: '#fbbf24',
  blue: '#7aa2f7',
  magenta: '#d8a4f5',
  cyan: '#5eead4',
  white: '#c9d3de',
  brightBlack: '#8d9db1',
  brightRed: '#fca5a5',
  brightGreen: '#86efac',
  brightYellow: '#fde68a',
  brightBlue: '#a9c4ff',
  brightMagenta: '#ecc8ff',
  brightCyan: '#99f6e4',
  brightWhite: '#ffffff',
};
