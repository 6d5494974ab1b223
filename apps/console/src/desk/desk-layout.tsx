import { useTexts } from '@alongside/ui';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
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

/** The queue on the left of every page. */
export function DeskLayout({ organisationName, children }: { readonly organisationName: string; readonly children: ReactNode }) {
  const { t } = useTexts();
  const { client } = useDesk();
  const state = useObservable(client.state);
  const search = useRef<HTMLInputElement>(null);
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
        <main id="main" className={classes.main} tabIndex={-1}>
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
