import type { AgentView, Phase } from '@alongside/protocol';
import { Stack } from '@mantine/core';
import { JoinDialog } from '../dialog/join-dialog.tsx';
import { ChatComposer, ChatList } from '../parts/chat.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Foot } from '../parts/foot.tsx';
import { Page } from '../parts/page.tsx';

export interface JoinProps {
  readonly view: AgentView;
  readonly phase: Extract<Phase, { phase: 'join' }>;
}

/** May this technician join? */
export function Join({ view, phase }: JoinProps) {
  return (
    <Page dialog composer={<JoinChat phase={phase} />} foot={<Foot view={view} />}>
      <FailureNote />
      <JoinDialog
        key={phase.sessionId}
        join={phase}
        sessionId={phase.sessionId}
        number={phase.number}
        technician={phase.technician}
      />
    </Page>
  );
}

/** What was written before goes on while the question is read. */
function JoinChat({ phase }: { phase: JoinProps['phase'] }) {
  return (
    <Stack gap="sm">
      {phase.chat.length === 0 ? null : <ChatList messages={phase.chat.slice(-2)} />}
      <ChatComposer />
    </Stack>
  );
}
