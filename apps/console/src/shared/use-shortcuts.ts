import { useEffect, useRef } from 'react';

/** Keys of the console, by `KeyboardEvent.key`, and what each does. Shown by `?`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/**
 * Single keys act where nothing is being typed: not in fields, not in terminals, not in the remote picture, and never
 * together with Ctrl, Alt or Command, which are the browser's.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      const act = current.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', handle);
    return () => window.removeEventListener('keydown', handle);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // An open dialog or menu has its own keys.
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
