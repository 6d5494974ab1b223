import { BarWindow, BarWindowProvider, CoreProvider, ScreenDelegateProvider } from '@alongside/agent-ui/browser';
import { type AppError, type Crypto, toAppError } from '@alongside/base';
import type { Language } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useEffect, useMemo, useState } from 'react';
import { useObservable } from '../shared/use-observable.ts';
import { GuestApp } from './guest-app.tsx';
import { type RunningGuest, startGuest } from './guest-core.ts';
import { pageDesktop } from './guest-desktop.ts';
import { Refused } from './guest-refused.tsx';
import { GuestStart } from './guest-start.tsx';

export interface GuestPageProps {
  /** Of the ticket's link; undefined where the address has none. */
  readonly token: string | undefined;
  readonly crypto: Crypto;
  readonly language: Language;
}

type Stage =
  | { readonly stage: 'start' }
  | { readonly stage: 'starting' }
  | { readonly stage: 'running'; readonly guest: RunningGuest }
  | { readonly stage: 'failed'; readonly error: AppError };

/** `/guest/#TOKEN`: help in a page, without anything installed. Nothing begins before its user presses. */
export function GuestPage({ token, crypto, language }: GuestPageProps) {
  const { t } = useTexts();
  const [stage, setStage] = useState<Stage>({ stage: 'start' });
  const guest = stage.stage === 'running' ? stage.guest : undefined;
  useEffect(() => {
    if (guest === undefined) return;
    // The page is the user's only hand, and the machine's side too: without it nothing goes on.
    const end = () => guest.end();
    window.addEventListener('pagehide', end);
    return () => window.removeEventListener('pagehide', end);
  }, [guest]);
  // Without it browsers have neither keys nor screens, whatever their age; what they would say of that is no help.
  if (!window.isSecureContext) return <Refused code="environment.not-secure" {...(token === undefined ? {} : { token })} />;
  if (token === undefined) return <Refused code="auth.refused" />;
  const start = async () => {
    setStage({ stage: 'starting' });
    try {
      const desktop = pageDesktop(document, () => ({ calm: t('guest.title'), asked: t('guest.titleAsked') }));
      setStage({ stage: 'running', guest: await startGuest({ token, crypto, language, desktop }) });
    } catch (thrown) {
      setStage({ stage: 'failed', error: toAppError(thrown) });
    }
  };
  if (stage.stage === 'failed') return <Refused code={stage.error.code} token={token} />;
  if (stage.stage !== 'running') {
    return <GuestStart token={token} starting={stage.stage === 'starting'} onStart={() => void start()} />;
  }
  return <Running guest={stage.guest} token={token} />;
}

function Running({ guest, token }: { readonly guest: RunningGuest; readonly token: string }) {
  const refused = useObservable(guest.refused);
  const bar = useMemo(() => new BarWindow(), []);
  return (
    <CoreProvider client={guest.client}>
      <BarWindowProvider value={bar}>
        {/* The click is this page's own: there is nobody to hand it to. */}
        <ScreenDelegateProvider value={() => true}>
          <GuestApp token={token} refused={refused} />
        </ScreenDelegateProvider>
      </BarWindowProvider>
    </CoreProvider>
  );
}
