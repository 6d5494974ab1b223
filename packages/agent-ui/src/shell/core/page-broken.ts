import { shellPage } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import type { CoreClient } from './core-client.ts';

/**
 * For React's `onUncaughtError`: a window that cannot be drawn has no Stop to press, so that it is stopped as if it had been
 * closed, and says so. What it says is made without React, which has taken everything away.
 */
export function stopWhenBroken(client: CoreClient, root: HTMLElement, t: TFunction): (error: unknown) => void {
  return (error) => {
    reportError(error);
    // Refused where nothing runs, and lost where the core is gone: then there is nothing to stop.
    client.call(shellPage.sessionStop, { by: 'window-closed' }).catch(() => undefined);
    const words = ['happened', 'safe', 'todo'].map((part) => {
      const line = document.createElement(part === 'happened' ? 'h1' : 'p');
      line.textContent = t(`connection.broken.${part as 'safe'}`);
      return line;
    });
    const main = document.createElement('main');
    main.setAttribute('role', 'alert');
    main.style.padding = '24px';
    main.append(...words);
    // After React has cleared its place.
    setTimeout(() => root.replaceChildren(main), 0);
  };
}
