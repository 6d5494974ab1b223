import type { DesktopPort } from '@alongside/agent-core';

const nothing = async () => undefined;

/** What a page can do of the agent's windows: its title says that something is asked, for who looks at another tab. */
export function pageDesktop(page: Document, title: () => { readonly calm: string; readonly asked: string }): DesktopPort {
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState === 'visible') page.title = title().calm;
  });
  return {
    keepBarAbove: nothing,
    rememberFocus: nothing,
    restoreFocus: nothing,
    attention: async () => {
      if (page.visibilityState !== 'visible') page.title = title().asked;
    },
  };
}
