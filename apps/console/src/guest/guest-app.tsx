import {
  ChatComposer,
  Ended,
  FailureNote,
  Foot,
  isAlarm,
  Join,
  Notices,
  Page,
  Session,
  useBarFollowsSession,
  useCore,
  useHeadingAfter,
  useObservable,
  Warned,
} from '@alongside/agent-ui/browser';
import type { AppError } from '@alongside/base';
import type { AgentView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Loader, Stack, Text } from '@mantine/core';
import { GuestOver } from './guest-over.tsx';
import { Refused } from './guest-refused.tsx';
import { GuestWaiting } from './guest-waiting.tsx';

export interface GuestAppProps {
  readonly token: string;
  /** The server will not have this page; what was live goes on without it. */
  readonly refused: AppError | undefined;
}

/** Draws what the core of this page says: the agent's own join, session and end, and a waiting of its own. */
export function GuestApp({ token, refused }: GuestAppProps) {
  const { client } = useCore();
  const view = useObservable(client.view);
  const { t } = useTexts();
  useBarFollowsSession(view);
  const between = view?.phase.phase !== 'session' && view?.phase.phase !== 'ended' && view?.phase.phase !== 'warned';
  if (refused !== undefined && between) return <Refused code={refused.code} token={token} />;
  if (view === undefined || view.phase.phase === 'sending') {
    return (
      <Stack align="center" justify="center" h="100dvh" role="status">
        <Loader aria-hidden />
        <Text>{t(view?.server === 'away' ? 'guest.away' : 'connection.connecting')}</Text>
      </Stack>
    );
  }
  return <PhasePage view={view} token={token} />;
}

function PhasePage({ view, token }: { readonly view: AgentView; readonly token: string }) {
  const { phase, notices } = view;
  useHeadingAfter(phase);
  if (phase.phase === 'session') return <Session view={view} phase={phase} />;
  if (phase.phase === 'join') return <Join view={view} phase={phase} />;
  const name = phase.phase === 'ended' ? phase.technician.name : undefined;
  const writes = phase.phase === 'waiting' || (phase.phase === 'ended' && phase.requestOpen && !isAlarm(phase.reason));
  return (
    <Page composer={writes ? <ChatComposer /> : undefined} foot={<Foot view={view} />}>
      <FailureNote />
      <Notices notices={notices} name={name} />
      {phase.phase === 'waiting' ? <GuestWaiting view={view} phase={phase} token={token} /> : null}
      {phase.phase === 'warned' ? <Warned view={view} phase={phase} /> : null}
      {phase.phase === 'ended' ? <Ended view={view} phase={phase} /> : null}
      {phase.phase === 'home' ? <GuestOver token={token} /> : null}
    </Page>
  );
}
