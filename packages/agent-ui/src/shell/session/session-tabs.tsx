import { type SessionView, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Badge, Box, Button, Tabs, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { ChatList } from '../parts/chat.tsx';
import { FeedList } from '../parts/feed-list.tsx';
import { Note } from '../parts/note.tsx';
import { ShellMirrors } from './shell-mirror.tsx';
import { readerOf } from './watching.ts';

type Tab = 'chat' | 'feed' | 'commands';

/** Messages, what happened, and the mirrored commands. */
export function SessionTabs({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const { chat, earlier, feed, link, shells, technician } = session;
  const path = link.state === 'live' ? link.path : undefined;
  const { name } = technician;
  const reader = readerOf(session)?.technician.name;
  const [tab, setTab] = useState<Tab>('chat');
  const [read, setRead] = useState(chat.length);
  const shown = tab === 'commands' && shells.length === 0 ? 'feed' : tab;
  useEffect(() => {
    if (shown === 'chat') setRead(chat.length);
  }, [shown, chat.length]);
  const unread = chat.slice(read).filter(({ from }) => from === 'technician').length;
  return (
    <Tabs value={shown} onChange={(value) => setTab((value ?? 'chat') as Tab)} keepMounted={false}>
      <VisuallyHidden role="status">{unread === 0 ? '' : t('chat.unread', { count: unread })}</VisuallyHidden>
      <Tabs.List>
        <Tabs.Tab
          value="chat"
          rightSection={unread === 0 ? null : <Badge variant="light">{t('chat.new', { count: unread })}</Badge>}
        >
          {t('session.tabs.chat')}
        </Tabs.Tab>
        <Tabs.Tab value="feed">{t('session.tabs.feed')}</Tabs.Tab>
        {shells.length === 0 ? null : <Tabs.Tab value="commands">{t('session.tabs.commands')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="chat" pt="md">
        <Text size="sm" c="dimmed" mb="sm">
          {reader === undefined ? t(`chat.${path ?? 'toOne'}`, { name }) : t('chat.toBoth', { helper: name, name: reader })}
        </Text>
        {earlier === undefined ? null : (
          <Box mb="sm">
            <PassOn name={name} />
          </Box>
        )}
        <ChatList messages={chat} />
      </Tabs.Panel>
      <Tabs.Panel value="feed" pt="md">
        <FeedList items={feed} name={name} />
      </Tabs.Panel>
      {shells.length === 0 ? null : (
        <Tabs.Panel value="commands" pt="md">
          <ShellMirrors session={session} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}

/** What was written with somebody else before is the user's to pass on. */
function PassOn({ name }: { readonly name: string }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Note
      actions={
        <Button variant="default" onClick={() => void ask(shellPage.chatPassOn, {})}>
          {t('chat.passOn', { name })}
        </Button>
      }
    >
      {t('chat.earlier', { name })}
    </Note>
  );
}
