import { useTexts } from '@alongside/ui';
import { Badge, Tabs, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import classes from './session-page.module.css';
import type { ChatLine } from './session-view.ts';

export const SESSION_TABS = ['screen', 'commands', 'diagnosis', 'actions', 'conversation'] as const;
/** Where there is nothing but a picture to look at, and words. */
export const FEW_TABS: readonly SessionTab[] = ['screen', 'conversation'];
export type SessionTab = (typeof SESSION_TABS)[number];

export interface SessionTabsProps {
  readonly tabs: readonly SessionTab[];
  readonly tab: SessionTab;
  readonly onTab: (tab: SessionTab) => void;
  readonly chat: readonly ChatLine[];
  /** A panel for each tab. */
  readonly children: ReactNode;
}

export function SessionTabs({ tabs, tab, onTab, chat, children }: SessionTabsProps) {
  const { t } = useTexts();
  const unread = useUnread(chat, tab === 'conversation');
  return (
    <Tabs
      value={tab}
      onChange={(next) => onTab(tabs.find((each) => each === next) ?? 'screen')}
      className={classes.tabs}
      // A terminal and a picture that are not looked at go on.
      keepMounted
      keepMountedMode="display-none"
    >
      <VisuallyHidden role="status">{unread === 0 ? '' : t('chat.unread', { count: unread })}</VisuallyHidden>
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
      {children}
    </Tabs>
  );
}

export function SessionPanel({ of, children }: { readonly of: SessionTab; readonly children: ReactNode }) {
  return (
    <Tabs.Panel value={of} className={classes.panel}>
      {children}
    </Tabs.Panel>
  );
}

/** Messages of the others that came while another tab was open. */
function useUnread(chat: readonly ChatLine[], isOpen: boolean): number {
  const theirs = chat.filter((line) => line.from === 'user' || line.passedOn === true).length;
  const [seen, setSeen] = useState(theirs);
  useEffect(() => {
    if (isOpen) setSeen(theirs);
  }, [isOpen, theirs]);
  return isOpen ? 0 : theirs - seen;
}
