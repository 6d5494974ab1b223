import { type FollowedRequest, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { CrashFlow } from './crash-flow.tsx';

interface CrashPartProps {
  readonly requestId: string;
  readonly request: FollowedRequest;
  readonly onChanged: () => Promise<void>;
}

/** Steps in which somebody could still do something with such a file. */
const OPEN: readonly FollowedRequest['step'][] = ['waiting', 'being-helped', 'in-progress', 'answer-us'];

/** Somebody asks for a crash file, and what the user says to that; or the user begins without having been asked. */
export function CrashPart({ requestId, request, onChanged }: CrashPartProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const { crash, step } = request;
  if (!OPEN.includes(step)) return null;
  const question = crash?.state === 'asked' ? crash : undefined;
  const leave = () => setOpen(false);
  const sent = async () => {
    setOpen(false);
    await onChanged();
  };
  const refuse = async (why: 'no' | 'none') => {
    if (question === undefined) return leave();
    setPending(true);
    const verdict = { type: 'crash-refused', askId: question.askId, why } as const;
    if (await ask(shellPage.ownJudge, { requestId, verdict })) await sent();
    setPending(false);
  };
  if (!open && question === undefined) {
    return (
      <Stack gap={4}>
        {crash === undefined ? null : (
          <Text size="sm" role="status">
            {t(`crash.answered.${crash.state === 'sent' ? 'sent' : 'refused'}`, { name: crash.by })}
          </Text>
        )}
        <div>
          <Anchor component="button" type="button" size="sm" ta="start" onClick={() => setOpen(true)}>
            {t('crash.begin')}
          </Anchor>
        </div>
      </Stack>
    );
  }
  return (
    <Paper p="md" withBorder component="section" aria-label={t('crash.label')}>
      <Stack gap="sm">
        <Title order={2}>
          {question === undefined ? t('crash.title') : t('crash.asked', { name: question.by, program: question.program })}
        </Title>
        <Text size="sm">{t('crash.what')}</Text>
        {open ? (
          <CrashFlow
            requestId={requestId}
            askId={question?.askId ?? null}
            organisation={request.organisation.name}
            onLeave={leave}
            onNone={() => void refuse('none')}
            onSent={() => void sent()}
          />
        ) : (
          <Group gap="sm">
            <Button variant="default" loading={pending} onClick={() => void refuse('no')}>
              {t('crash.no')}
            </Button>
            <Button variant="default" onClick={() => setOpen(true)}>
              {t('crash.look')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
