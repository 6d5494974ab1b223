import { useTexts } from '@alongside/ui';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { CallProvider } from '../calls/call-context.tsx';
import { CallPanel } from '../calls/call-panel.tsx';
import { KeyBanner } from '../keys/key-banner.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { TrustReminder } from '../trust/trust-reminder.tsx';
import { useDesk } from './desk-context.ts';
import classes from './desk-layout.module.css';
import { KeysHelp } from './keys-help.tsx';
import { QueueColumn } from './queue-column.tsx';

/** As in the style sheet: the queue above the page, not beside it. */
const ONE_COLUMN = '(max-width: 800px), (max-height: 500px)';

/**
 * In one column what was chosen in the queue, or by a link, begins below it: the way there is gone for its reader. Whoever is
 * on the page itself stays where they are.
 */
function useWayToPage(main: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const go = () => {
      const element = main.current;
      const { pathname } = router.state.location;
      if (element === null || pathname === '/' || !window.matchMedia(ONE_COLUMN).matches) return;
      if (element.contains(document.activeElement)) return;
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'start' });
    };
    go();
    // The router goes to the upper edge with each new page; this comes after it.
    return router.subscribe('onRendered', ({ pathChanged }) => pathChanged && go());
  }, [main, router]);
}

/** The queue on the left of every page. */
export function DeskLayout({ organisationName, children }: { readonly organisationName: string; readonly children: ReactNode }) {
  const { t } = useTexts();
  const { client } = useDesk();
  const state = useObservable(client.state);
  const search = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);
  useWayToPage(main);
  const navigate = useNavigate();
  const [keysShown, setKeysShown] = useState(false);
  useShortcuts({
    '?': () => setKeysShown(true),
    q: () => void navigate({ to: '/desk/{-$queue}', params: { queue: 'mine' } }),
  });
  return (
    <CallProvider>
      <div className={classes.layout}>
        <a className={classes.skip} href="#main">
          {t('app.skip')}
        </a>
        <QueueColumn
          organisationName={state.state === 'online' ? state.organisation.name : organisationName}
          searchRef={search}
          onShowKeys={() => setKeysShown(true)}
        />
        <main ref={main} id="main" className={classes.main} tabIndex={-1}>
          <div>
            <KeyBanner />
            <TrustReminder />
          </div>
          <div className={classes.page}>{children}</div>
          <CallPanel />
        </main>
        <KeysHelp opened={keysShown} onClose={() => setKeysShown(false)} />
      </div>
    </CallProvider>
  );
}
