import { type AgentView, isAnythingAllowed, type Phase } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Stack, Title } from '@mantine/core';
import { useBarWindow } from '../bar/bar-window-context.tsx';
import { FloatingBar } from '../bar/floating-bar.tsx';
import { SessionBar } from '../bar/session-bar.tsx';
import { useObservable } from '../core/core-context.tsx';
import { useBridge } from '../core/page-host.ts';
import { ChatComposer } from '../parts/chat.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Foot } from '../parts/foot.tsx';
import { Notices } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { SaidBeside, useUnseen } from '../parts/said-beside.tsx';
import { OpenMatters } from '../requests/open-matters.tsx';
import { ActionPanel } from '../session/action-panel.tsx';
import { ChoosingScreen } from '../session/choosing-screen.tsx';
import { LightsPanel } from '../session/lights-panel.tsx';
import { LinkNote } from '../session/link-note.tsx';
import { questionOf } from '../session/question.tsx';
import { SessionTabs } from '../session/session-tabs.tsx';
import { namesIn, readerOf } from '../session/watching.ts';
import { StandingNotice } from '../standing/standing-notice.tsx';
import { Elsewhere } from '../windows/elsewhere.tsx';

export interface SessionProps {
  readonly view: AgentView;
  readonly phase: Extract<Phase, { phase: 'session' }>;
}

/** A technician is in: the bar above, one question at a time, and all that happens below. */
export function Session({ view, phase }: SessionProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { session } = phase;
  const bar = useBarWindow();
  const lifted = useObservable(bar.window) !== undefined;
  const canLift = bar.available && !lifted && isAnythingAllowed(session);
  const { technician } = session;
  const { name } = technician;
  const reader = readerOf(session)?.technician.name;
  const readers = reader === undefined ? undefined : t('chat.both', { helper: name, name: reader });
  // A host with windows of its own asks in one of them, and lets the screen be chosen by itself.
  const ownWindows = useBridge() !== undefined;
  const asked = questionOf(session);
  const question = ownWindows ? null : (asked ?? (session.choosingScreen ? <ChoosingScreen /> : null));
  const unseen = useUnseen(session.chat, question !== null);
  return (
    <>
      <FloatingBar session={session} />
      <Page
        bar={<SessionBar session={session} onLift={canLift ? () => bar.open() : undefined} />}
        dialog={question !== null}
        {...(question === null ? {} : { beside: <SaidBeside messages={unseen} /> })}
        composer={<ChatComposer readers={readers} />}
        foot={<Foot view={view} />}
      >
        {question !== null ? (
          <>
            <FailureNote />
            <StandingNotice session={session} />
            {question}
          </>
        ) : (
          <Stack gap="md">
            <Title order={1}>{t('session.title', { number: session.number, name: namesIn(session, formats) })}</Title>
            <FailureNote />
            {ownWindows && asked !== null ? <Elsewhere /> : null}
            <StandingNotice session={session} />
            <LinkNote session={session} />
            <Notices notices={view.notices} name={name} watcher={session.watcher} phone={view.organisation?.phone} />
            {session.action === null ? null : <ActionPanel session={session} action={session.action} />}
            <LightsPanel session={session} />
            <SessionTabs session={session} />
            {session.requestId === undefined ? null : <OpenMatters requestId={session.requestId} />}
          </Stack>
        )}
      </Page>
    </>
  );
}
