import { ChatList, ThroughServer } from '@alongside/agent-ui/browser';
import type { AgentView, Phase } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { GuestRecords } from './guest-records.tsx';

export interface GuestWaitingProps {
  readonly view: AgentView;
  readonly phase: Extract<Phase, { phase: 'waiting' }>;
  readonly token: string;
}

/** The page is where the desk can reach its user: who is there, what is said, and that nobody sees anything. */
export function GuestWaiting({ view, phase, token }: GuestWaitingProps) {
  const { t } = useTexts();
  const { number, claimedBy, chat, techniciansAvailable } = phase;
  const who =
    claimedBy !== null
      ? t('waiting.claimed', { name: claimedBy })
      : techniciansAvailable === 0
        ? t('waiting.nobodyNoTime', { number })
        : t('guest.waiting.here');
  return (
    <Stack gap="md">
      <Title order={1}>{t('guest.waiting.title', { number })}</Title>
      <Stack gap="xs" role="status">
        <Text fz="lg">{who}</Text>
        <Text>{t('guest.waiting.safe')}</Text>
      </Stack>
      {view.limits.includes('no-screen') ? <Alert variant="outline">{t('guest.start.noScreen')}</Alert> : null}
      <Paper p="md" component="section" aria-label={t('chat.title')}>
        <Stack gap="sm">
          <Title order={2}>{claimedBy === null ? t('chat.title') : t('chat.titleWith', { name: claimedBy })}</Title>
          <ThroughServer view={view} />
          <ChatList messages={chat} />
        </Stack>
      </Paper>
      <GuestRecords />
      <Text size="sm" c="dimmed">
        {t('guest.waiting.stay')} {/* Beside this page: in its place nobody would wait here any more. */}
        <Anchor href={`/#follow=${token}`} target="_blank" rel="noopener" underline="always">
          {t('guest.back')}
        </Anchor>
      </Text>
    </Stack>
  );
}
