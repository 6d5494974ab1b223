import { type RefObject, useEffect, useState } from 'react';

/** True while the focus is where somebody writes. */
export function isWriting(active: Element | null): boolean {
  return (
    active instanceof HTMLTextAreaElement ||
    (active instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(active.type)) ||
    (active instanceof HTMLElement && active.isContentEditable)
  );
}

/**
 * Gives the focus to a dialog's safe button, unless somebody is writing: then it stays where it is. True where it stayed,
 * so that a screen reader has to be told of the dialog.
 */
export function useSafeFocus(button: RefObject<HTMLElement | null>, dialogId: string): boolean {
  const [stayed, setStayed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another dialog in the same place is another opening
  useEffect(() => {
    const writing = isWriting(document.activeElement);
    setStayed(writing);
    if (!writing) button.current?.focus({ preventScroll: true });
  }, [button, dialogId]);
  return stayed;
}
