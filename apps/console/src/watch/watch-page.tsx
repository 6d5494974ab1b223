import type { Capability, TicketEvent, TicketSummary } from '@alongside/protocol';
import { useRef, useState } from 'react';
import { ConversationTab } from '../conversation/conversation-tab.tsx';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import classes from '../session/session-page.module.css';
import { FEW_TABS, SessionPanel, type SessionTab, SessionTabs } from '../session/session-tabs.tsx';
import { StageLine } from '../session/stage-line.tsx';
import { StageTrouble } from '../session/stage-trouble.tsx';
import { WordsPanel } from '../session/words-panel.tsx';
import { drawAndFocus, focusAtEnd } from '../shared/draw-and-focus.ts';
import { useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { WatchColumn } from './watch-column.tsx';
import { WatchHeader } from './watch-header.tsx';
import { WatchScreen } from './watch-screen.tsx';

export interface WatchPageProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  readonly session: ClaimedTicket;
  readonly watched: NonNullable<ClaimedTicket['watches']>;
}

/** Somebody else's session, watched: its picture and its words. The ticket is theirs, and so is all that is done in it. */
export function WatchPage({ ticket, text, events, session, watched }: WatchPageProps) {
  const { stage } = useObservable(session.stage);
  const { live: grants } = useObservable(session.grants);
  const chat = useObservable(session.chat);
  const company = useObservable(session.company);
  const [tab, setTab] = useState<SessionTab>('screen');
  const [asking, setAsking] = useState<Capability>();
  const composer = useRef<HTMLTextAreaElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  useShortcuts({
    s: () => setTab('screen'),
    r: () =>
      drawAndFocus(
        () => setTab('conversation'),
        () => composer.current,
      ),
    n: () => focusAtEnd(note.current),
  });
  return (
    <div className={classes.page}>
      <WatchHeader ticket={ticket} session={session} watched={watched} />
      <StageLine session={session} ticket={ticket} anyAllowed={grants['screen.view'] !== undefined} />
      <div className={classes.between}>
        <StageTrouble session={session} />
        <WordsPanel session={session} />
      </div>
      <SessionTabs tabs={FEW_TABS} tab={tab} onTab={setTab} chat={chat}>
        <SessionPanel of="screen">
          <WatchScreen session={session} technician={watched.technician} onAsk={() => setAsking('screen.view')} />
        </SessionPanel>
        <SessionPanel of="conversation">
          <ConversationTab
            ticketId={ticket.id}
            userName={session.userName}
            events={events}
            chat={chat}
            company={company}
            way={stage === 'live' || stage === 'lost' ? 'link' : 'watch'}
            composerRef={composer}
            onSay={(said) => session.say(said)}
          />
        </SessionPanel>
      </SessionTabs>
      <WatchColumn
        ticket={ticket}
        text={text}
        events={events}
        session={session}
        watched={watched}
        asking={asking}
        onAsking={setAsking}
        noteRef={note}
      />
    </div>
  );
}
