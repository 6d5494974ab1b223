import { flushSync } from 'react-dom';

/** Draws a change and goes to the field that it brought before another key can come: in a later frame, the first letters would be lost. */
export function drawAndFocus(change: () => void, find: () => HTMLElement | null | undefined): void {
  flushSync(change);
  focusAtEnd(find());
}

/** Goes on behind what stands in a field: a browser begins before it. */
export function focusAtEnd(field: HTMLElement | null | undefined): void {
  field?.focus();
  if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
}
