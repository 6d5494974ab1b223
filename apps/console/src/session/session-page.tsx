import { isOnce } from '@alongside/consent';
import type { Capability, TicketEvent, TicketSummary } from '@alongside/protocol';
import { useCallback, useRef, useState } from 'react';
import { ActionsTab } from '../actions/actions-tab.tsx';
import { CommandsTab } from '../commands/commands-tab.tsx';
import { ConversationTab } from '../conversation/conversation-tab.tsx';
import { DiagnosisTab } from '../diagnosis/diagnosis-tab.tsx';
import { ScreenTab } from '../screen/screen-tab.tsx';
import { drawAndFocus, focusAtEnd } from '../shared/draw-and-focus.ts';
import { useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { WatchOffer } from '../watch/watch-offer.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { ContextColumn } from './context-column.tsx';
import { HandoverNotice } from './handover-notice.tsx';
import { SessionHeader } from './session-header.tsx';
import classes from './session-page.module.css';
import { FEW_TABS, SESSION_TABS, SessionPanel, type SessionTab, SessionTabs } from './session-tabs.tsx';
import { isHandedOver, type Stage } from './session-view.ts';
import { StageLine } from './stage-line.tsx';
import { StageTrouble } from './stage-trouble.tsx';
import { WordsPanel } from './words-panel.tsx';

export interface SessionPageProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  readonly session: ClaimedTicket;
}

/** One's own request: header, five tabs, and on the right what is known and what is allowed. */
export function SessionPage({ ticket, text, events, session }: SessionPageProps) {
  const stage = useObservable(session.stage);
  const { live: grants } = useObservable(session.grants);
  const chat = useObservable(session.chat);
  const company = useObservable(session.company);
  const [tab, setTab] = useState<SessionTab>('screen');
  const [asking, setAsking] = useState<Capability>();
  const composer = useRef<HTMLTextAreaElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const canAsk = stage.stage === 'live';
  const userName = session.userName;
  const tabs: readonly SessionTab[] = session.guest === undefined ? SESSION_TABS : FEW_TABS;
  const show = (wanted: SessionTab) => {
    if (tabs.includes(wanted)) setTab(wanted);
  };
  useShortcuts({
    s: () => show('screen'),
    t: () => show('commands'),
    d: () => show('diagnosis'),
    a: () => show('actions'),
    r: () =>
      drawAndFocus(
        () => setTab('conversation'),
        () => composer.current,
      ),
    n: () => focusAtEnd(note.current),
  });
  const ask = useCallback((capability: Capability | undefined) => {
    // Which one is chosen in its tab.
    if (capability !== undefined && isOnce(capability)) return setTab('actions');
    setAsking(capability);
  }, []);
  return (
    <div className={classes.page}>
      <SessionHeader ticket={ticket} session={session} />
      <StageLine session={session} ticket={ticket} anyAllowed={Object.keys(grants).length > 0} />
      <div className={classes.between}>
        <HandoverNotice session={session} events={events} />
        {stage.stage === 'ended' ? <WatchOffer ticket={ticket} inset /> : null}
        <StageTrouble session={session} />
        <WordsPanel session={session} />
      </div>
      <SessionTabs tabs={tabs} tab={tab} onTab={setTab} chat={chat}>
        <SessionPanel of="screen">
          <ScreenTab
            session={session}
            ticketNumber={ticket.number}
            ticketOver={ticket.state === 'done' || ticket.state === 'cancelled'}
            onAsk={() => ask('screen.view')}
          />
        </SessionPanel>
        <SessionPanel of="commands">
          <CommandsTab
            session={session}
            userName={userName}
            allowed={grants['shell.run'] !== undefined}
            canAsk={canAsk}
            onAsk={() => ask('shell.run')}
          />
        </SessionPanel>
        <SessionPanel of="diagnosis">
          <DiagnosisTab
            session={session}
            userName={userName}
            allowed={grants['diagnostics.read'] !== undefined}
            canAsk={canAsk}
            onAsk={() => ask('diagnostics.read')}
          />
        </SessionPanel>
        <SessionPanel of="actions">
          <ActionsTab session={session} userName={userName} canAsk={canAsk} />
        </SessionPanel>
        <SessionPanel of="conversation">
          <ConversationTab
            ticketId={ticket.id}
            userName={userName}
            events={events}
            chat={chat}
            company={company}
            way={wayOf(stage, ticket)}
            composerRef={composer}
            onSay={(said) => session.say(said)}
          />
        </SessionPanel>
      </SessionTabs>
      <ContextColumn
        ticket={ticket}
        text={text}
        events={events}
        session={session}
        canAsk={canAsk}
        asking={asking}
        onAsking={ask}
        noteRef={note}
      />
    </div>
  );
}

function wayOf(at: Stage, { state }: TicketSummary): 'link' | 'server' | 'after' | 'none' {
  if (at.stage === 'live' || at.stage === 'lost') return 'link';
  if (at.stage !== 'ended') return 'server';
  // What is closed is told nothing more, and whoever goes on has the word.
  return state === 'done' || state === 'cancelled' || isHandedOver(at) ? 'none' : 'after';
}
