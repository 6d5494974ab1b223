import { isOnce } from '@alongside/consent';
import type { Capability, TicketEvent, TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Badge, Tabs } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ActionsTab } from '../actions/actions-tab.tsx';
import { CommandsTab } from '../commands/commands-tab.tsx';
import { ConversationTab } from '../conversation/conversation-tab.tsx';
import { DiagnosisTab } from '../diagnosis/diagnosis-tab.tsx';
import { ScreenTab } from '../screen/screen-tab.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { ContextColumn } from './context-column.tsx';
import { HandoverNotice } from './handover-notice.tsx';
import { SessionHeader } from './session-header.tsx';
import classes from './session-page.module.css';
import { StageLine } from './stage-line.tsx';
import { StageTrouble } from './stage-trouble.tsx';
import { WordsPanel } from './words-panel.tsx';

const TABS = ['screen', 'commands', 'diagnosis', 'actions', 'conversation'] as const;
/** A page in a browser can be looked at and written to, and nothing else. */
const GUEST_TABS: readonly Tab[] = ['screen', 'conversation'];
type Tab = (typeof TABS)[number];

export interface SessionPageProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  readonly session: ClaimedTicket;
}

/** One's own request: header, five tabs, and on the right what is known and what is allowed. */
export function SessionPage({ ticket, text, events, session }: SessionPageProps) {
  const { t } = useTexts();
  const stage = useObservable(session.stage);
  const asks = useObservable(session.asks);
  const { live: grants } = useObservable(session.grants);
  const chat = useObservable(session.chat);
  const [tab, setTab] = useState<Tab>('screen');
  const [asking, setAsking] = useState<Capability>();
  const composer = useRef<HTMLTextAreaElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const canAsk = stage.stage === 'live';
  const userName = session.userName;
  const tabs: readonly Tab[] = session.guest === undefined ? TABS : GUEST_TABS;
  const show = (wanted: Tab) => {
    if (tabs.includes(wanted)) setTab(wanted);
  };
  useShortcuts({
    s: () => show('screen'),
    t: () => show('commands'),
    d: () => show('diagnosis'),
    a: () => show('actions'),
    r: () => {
      setTab('conversation');
      requestAnimationFrame(() => composer.current?.focus());
    },
    n: () => note.current?.focus(),
  });
  const ask = useCallback((capability: Capability | undefined) => {
    // Which one is chosen in its tab.
    if (capability !== undefined && isOnce(capability)) return setTab('actions');
    setAsking(capability);
  }, []);
  const unread = useUnread(chat, tab === 'conversation');
  return (
    <div className={classes.page}>
      <SessionHeader ticket={ticket} session={session} />
      <StageLine session={session} ticket={ticket} anyAllowed={Object.keys(grants).length > 0} />
      <HandoverNotice session={session} events={events} />
      <StageTrouble session={session} />
      <WordsPanel session={session} />
      <Tabs
        value={tab}
        onChange={(next) => setTab(TABS.find((each) => each === next) ?? 'screen')}
        className={classes.tabs}
        // A terminal and a picture that are not looked at go on.
        keepMounted
        keepMountedMode="display-none"
      >
        <Tabs.List className={classes.tabList}>
          {tabs.map((each) => (
            <Tabs.Tab
              key={each}
              value={each}
              rightSection={
                each === 'conversation' && unread > 0 ? (
                  <Badge size="sm" circle aria-label={t('chat.unread', { count: unread })}>
                    {unread}
                  </Badge>
                ) : null
              }
            >
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="screen" className={classes.panel}>
          <ScreenTab session={session} ticketNumber={ticket.number} onAsk={() => ask('screen.view')} />
        </Tabs.Panel>
        <Tabs.Panel value="commands" className={classes.panel}>
          <CommandsTab
            session={session}
            userName={userName}
            allowed={grants['shell.run'] !== undefined}
            canAsk={canAsk}
            onAsk={() => ask('shell.run')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="diagnosis" className={classes.panel}>
          <DiagnosisTab
            session={session}
            userName={userName}
            allowed={grants['diagnostics.read'] !== undefined}
            canAsk={canAsk}
            onAsk={() => ask('diagnostics.read')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="actions" className={classes.panel}>
          <ActionsTab session={session} userName={userName} canAsk={canAsk} />
        </Tabs.Panel>
        <Tabs.Panel value="conversation" className={classes.panel}>
          <ConversationTab
            ticketId={ticket.id}
            userName={userName}
            events={events}
            chat={chat}
            way={wayOf(stage.stage)}
            composerRef={composer}
            onSay={(said) => session.say(said)}
          />
        </Tabs.Panel>
      </Tabs>
      <ContextColumn
        ticket={ticket}
        text={text}
        events={events}
        session={session}
        asks={asks}
        grants={grants}
        canAsk={canAsk}
        asking={asking}
        onAsking={ask}
        noteRef={note}
      />
    </div>
  );
}

function wayOf(stage: string): 'link' | 'server' | 'none' {
  if (stage === 'live' || stage === 'lost') return 'link';
  return stage === 'ended' ? 'none' : 'server';
}

/** Messages of the user that came while another tab was open. */
function useUnread(chat: readonly { readonly id: string; readonly from: string }[], isOpen: boolean): number {
  const theirs = chat.filter((line) => line.from === 'user').length;
  const [seen, setSeen] = useState(theirs);
  useEffect(() => {
    if (isOpen) setSeen(theirs);
  }, [isOpen, theirs]);
  return isOpen ? 0 : theirs - seen;
}
