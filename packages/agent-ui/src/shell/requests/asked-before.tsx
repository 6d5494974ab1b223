import { randomId, systemRandom } from '@alongside/base';
import { type AgentView, type KnownRequest, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { useKnownRequests } from './use-known-requests.ts';

const OVER = new Set<KnownRequest['step']>(['check-solution', 'closed', 'joined-other']);

export interface AskedBeforeProps {
  readonly view: AgentView;
  /** What was typed until now. */
  readonly text: string;
  /** It was added to the one that is open. */
  readonly onAdded: () => void;
  readonly onList: () => void;
}

/** "You already asked on Tuesday about …": the open one is offered before another is asked. */
export function AskedBefore({ view, text, onAdded, onList }: AskedBeforeProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const [adding, setAdding] = useState(false);
  const { known } = useKnownRequests(view.server);
  const open = known.state === 'there' ? known.requests.filter(({ step }) => !OVER.has(step)) : [];
  const [newest, ...others] = open;
  if (newest === undefined) return null;
  const { requestId, number, subject, createdAt } = newest;
  const day = formats.dayAndTime(createdAt);
  const add = async () => {
    setAdding(true);
    const words = text.trim();
    const messageId = randomId(systemRandom());
    const said = words === '' || (await ask(shellPage.ownAnswer, { requestId, messageId, text: words }));
    if (said) {
      if (words !== '') onAdded();
      if (newest.here) await ask(shellPage.ownForward, { requestId });
      else onList();
    }
    setAdding(false);
  };
  return (
    <Alert
      role="region"
      variant="outline"
      title={subject === '' ? t('requests.before', { day, number }) : t('requests.beforeAbout', { day, number, subject })}
    >
      <Stack gap="xs">
        <Text size="sm">{t('requests.beforeHow')}</Text>
        <Group gap="md">
          <Button variant="default" loading={adding} onClick={() => void add()}>
            {t(text.trim() === '' ? 'requests.showIt' : 'requests.addToIt', { number })}
          </Button>
          {others.length === 0 ? null : (
            <Anchor component="button" type="button" size="sm" onClick={onList}>
              {t('requests.others', { count: others.length })}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
