import { type RefObject, useEffect } from 'react';

/** True while the focus is where somebody writes. */
export function isWriting(active: Element | null): boolean {
  return (
    active instanceof HTMLTextAreaElement ||
    (active instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(active.type)) ||
    (active instanceof HTMLElement && active.isContentEditable)
  );
}

/** Gives the focus to a dialog's safe button, unless somebody is writing: then it stays where it is. */
export function useSafeFocus(button: RefObject<HTMLElement | null>, dialogId: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another dialog in the same place is another opening
  useEffect(() => {
    if (!isWriting(document.activeElement)) button.current?.focus({ preventScroll: true });
  }, [button, dialogId]);
}
