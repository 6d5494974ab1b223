import { flushSync } from 'react-dom';

/** Draws a change and goes to the field that it brought before another key can come: in a later frame, the first letters would be lost. */
export function drawAndFocus(change: () => void, find: () => HTMLElement | null | undefined): void {
  flushSync(change);
  find()?.focus();
}
