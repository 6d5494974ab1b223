import { type AgentView, isAnythingAllowed, shellPage } from '@alongside/protocol';
import { ErrorState, useTexts } from '@alongside/ui';
import { Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useBarFollowsSession } from './bar/use-bar-follows-session.ts';
import { useCore, useObservable } from './core/core-context.tsx';
import { useBridge } from './core/page-host.ts';
import { useAskedToAsk } from './core/use-asked-to-ask.ts';
import { HealthPage } from './health/health-page.tsx';
import { NewsRead } from './news/news-read.tsx';
import { useNewsOutside } from './news/use-news.ts';
import { ChatComposer } from './parts/chat.tsx';
import { FailureNote } from './parts/failure-note.tsx';
import { Foot } from './parts/foot.tsx';
import { Logo } from './parts/logo.tsx';
import { Notices } from './parts/notices.tsx';
import { Page } from './parts/page.tsx';
import { useHeadingAfter } from './parts/use-heading-after.ts';
import { Code } from './phases/code.tsx';
import { Ended } from './phases/ended.tsx';
import { History } from './phases/history.tsx';
import { Home } from './phases/home.tsx';
import { Join } from './phases/join.tsx';
import { Over } from './phases/over.tsx';
import { Sending } from './phases/sending.tsx';
import { Session } from './phases/session.tsx';
import { isAlarm } from './phases/story.ts';
import { Waiting } from './phases/waiting.tsx';
import { Warned } from './phases/warned.tsx';
import { NO_PICTURE, type PictureStage } from './picture/picture-field.tsx';
import { OwnRequests } from './requests/own-requests.tsx';
import { ScanCard } from './scans/scan-card.tsx';
import { Permissions } from './standing/permissions.tsx';
import { StandingDialog } from './standing/standing-dialog.tsx';
import { Elsewhere } from './windows/elsewhere.tsx';

/** Where one asks and waits: never beside a question what somebody may do. */
const WITH_LOGO: ReadonlySet<string> = new Set(['home', 'sending', 'waiting', 'over']);

/** Draws what the core says. */
export function App() {
  const { client } = useCore();
  const state = useObservable(client.state);
  const view = useObservable(client.view);
  const scans = useObservable(client.scans);
  const { t } = useTexts();
  useCloseIsStop(view);
  useBarFollowsSession(view);
  useNewsOutside(view, scans.waiting !== null);
  if (state.state === 'open' && view !== undefined) return <PhasePage view={view} />;
  if (state.state === 'connecting' || state.state === 'open') {
    return (
      <Stack align="center" justify="center" h="100dvh" role="status">
        <Loader aria-hidden />
        <Text>{t('connection.connecting')}</Text>
      </Stack>
    );
  }
  return (
    <Page foot={view === undefined ? null : <Foot view={view} />}>
      <ErrorState
        happened={t(`connection.${state.state}.happened`)}
        safe={t(`connection.${state.state}.safe`)}
        todo={t(`connection.${state.state}.todo`)}
        code={state.state === 'refused' ? state.code : 'rpc.closed'}
      />
    </Page>
  );
}

function PhasePage({ view }: { view: AgentView }) {
  const [page, setPage] = useState<'phase' | 'history' | 'permissions' | 'health' | 'requests'>('phase');
  const [picture, setPicture] = useState<PictureStage>(NO_PICTURE);
  const [went, setWent] = useState(false);
  const ownWindows = useBridge() !== undefined;
  const { phase, notices } = view;
  const asked = useAskedToAsk();
  useHeadingAfter(phase, page);
  useEffect(() => {
    if (asked > 0) setPage('phase');
  }, [asked]);
  useEffect(() => {
    // A question or a session comes before what one looks up.
    if (phase.phase === 'join' || phase.phase === 'session') setPage('phase');
  }, [phase.phase]);
  useEffect(() => {
    // It went with its request. One that comes back unsent has it still, and so has one that waits behind another.
    if (!went || phase.phase !== 'waiting') return;
    setPicture(NO_PICTURE);
    setWent(false);
  }, [went, phase.phase]);
  if (phase.phase === 'session') return <Session view={view} phase={phase} />;
  if (phase.phase === 'join' && !ownWindows) return <Join view={view} phase={phase} />;
  if (phase.phase === 'join' || phase.phase === 'standing') {
    return (
      <Page dialog={!ownWindows} foot={<Foot view={view} />}>
        <FailureNote />
        {phase.phase === 'join' || ownWindows ? <Elsewhere /> : <StandingDialog key={phase.proposalId} phase={phase} />}
      </Page>
    );
  }
  if (page !== 'phase') {
    const back = () => setPage('phase');
    return (
      <Page foot={<Foot view={view} />}>
        <FailureNote />
        <Notices notices={notices} name={undefined} />
        {page === 'history' ? <History onBack={back} /> : null}
        {page === 'requests' ? <OwnRequests view={view} onBack={back} /> : null}
        {page === 'permissions' ? <Permissions view={view} onBack={back} /> : null}
        {page === 'health' ? <HealthPage onBack={back} /> : null}
      </Page>
    );
  }
  const name = phase.phase === 'ended' ? phase.technician.name : undefined;
  const writes = phase.phase === 'waiting' || (phase.phase === 'ended' && phase.requestOpen && !isAlarm(phase.reason));
  return (
    <Page {...(writes ? { composer: <ChatComposer /> } : {})} foot={<Foot view={view} onOpen={setPage} />}>
      {WITH_LOGO.has(phase.phase) ? <Logo view={view} /> : null}
      <FailureNote />
      <Notices notices={notices} name={name} />
      {phase.phase === 'home' ? (
        <Home
          view={view}
          phase={phase}
          asked={asked}
          picture={picture}
          onPicture={setPicture}
          onSent={() => setWent(true)}
          onOpen={setPage}
        />
      ) : null}
      {phase.phase === 'code' ? <Code phase={phase} /> : null}
      {phase.phase === 'sending' ? <Sending phase={phase} /> : null}
      {phase.phase === 'waiting' ? <Waiting view={view} phase={phase} onCheck={() => setPage('health')} /> : null}
      {phase.phase === 'over' ? <Over phase={phase} /> : null}
      {writes || phase.phase === 'over' ? <NewsRead number={phase.number} /> : null}
      {phase.phase === 'warned' ? <Warned view={view} phase={phase} /> : null}
      {phase.phase === 'ended' ? <Ended view={view} phase={phase} /> : null}
      {/* Last: nothing that one reads or is about to press moves when it comes. The start page has its own place for it. */}
      {phase.phase === 'waiting' || phase.phase === 'over' || phase.phase === 'ended' ? <ScanCard /> : null}
    </Page>
  );
}

/** Closing this window while anything is allowed is Stop. The core takes the lost socket as that too; this is faster. */
function useCloseIsStop(view: AgentView | undefined): void {
  const { client } = useCore();
  const session = view?.phase.phase === 'session' ? view.phase.session : undefined;
  const anythingAllowed = session !== undefined && (isAnythingAllowed(session) || session.standing !== null);
  useEffect(() => {
    if (!anythingAllowed) return;
    const handlePageHide = () => {
      // Nobody is left to tell when this fails.
      client.call(shellPage.sessionStop, { by: 'window-closed' }).catch(() => undefined);
    };
    window.addEventListener('pagehide', handlePageHide);
    return () => window.removeEventListener('pagehide', handlePageHide);
  }, [client, anythingAllowed]);
}
