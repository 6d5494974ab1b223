import type { MantineColorsTuple } from '@mantine/core';

/**
 * Colours by meaning (UX.md, "Look"), ten shades each from light to dark. Shade 7 is the colour itself, in both schemes
 * the ground of filled buttons (white text stands out by at least 4.5); shade 4 is its text on a dark ground.
 */
export const PALETTES = {
  /** Nothing is going on; the one accent. */
  idle: ['#f0fdfa', '#ccfbf1', '#99f6e4', '#5eead4', '#2dd4bf', '#14b8a6', '#0d9488', '#0f766e', '#115e59', '#134e4a'],
  /** Somebody sees the screen; a warning among findings. */
  viewed: ['#fffbeb', '#fef3c7', '#fde68a', '#fcd34d', '#fbbf24', '#f59e0b', '#d97706', '#b45309', '#92400e', '#78350f'],
  /** Somebody has the mouse, the keyboard or commands. */
  controlled: ['#fff7ed', '#ffedd5', '#fed7aa', '#fdba74', '#fb923c', '#f97316', '#ea580c', '#c2410c', '#9a3412', '#7c2d12'],
  /** Stop, and failures. */
  stop: ['#fef2f2', '#fee2e2', '#fecaca', '#fca5a5', '#f87171', '#ef4444', '#dc2626', '#b91c1c', '#991b1b', '#7f1d1d'],
  /** Away, or not known. */
  offline: ['#f8fafc', '#f1f5f9', '#e2e8f0', '#cbd5e1', '#94a3b8', '#64748b', '#475569', '#334155', '#1e293b', '#0f172a'],
} as const satisfies Record<string, MantineColorsTuple>;

export type Meaning = keyof typeof PALETTES;

/** Neutral greys of the light scheme; the fifth is dark enough for the edge of a field (3 : 1). */
export const GREYS: MantineColorsTuple = [
  '#f8fafc',
  '#f1f5f9',
  '#e2e8f0',
  '#cbd5e1',
  '#8393a8',
  '#64748b',
  '#475569',
  '#334155',
  '#1e293b',
  '#0f172a',
];

/** Neutral greys of the dark scheme, from text (0) to ground (7). */
export const DARKS: MantineColorsTuple = [
  '#e8edf3',
  '#c9d3de',
  '#a9b6c6',
  '#8d9db1',
  '#637188',
  '#2f3a4a',
  '#222b38',
  '#171e28',
  '#11171f',
  '#0b0f15',
];
