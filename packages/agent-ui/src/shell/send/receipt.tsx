import { type HealthSent, type PastCheck, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import classes from './send.module.css';

/** That a report left the machine: when, which categories, of which bytes; and how to have it deleted there. */
export function Receipt({ check, sent }: { check: PastCheck; sent: HealthSent }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const [deleting, setDeleting] = useState(false);
  const takeBack = async () => {
    setDeleting(true);
    await ask(shellPage.sendTakeBack, { reportId: check.reportId });
    setDeleting(false);
  };
  const levels = sent.levels.flatMap((level) => (level === 'P3' ? [] : [t(`send.levels.${level}`)]));
  return (
    <Stack gap={4} component="section" aria-label={t('send.receipt.title')}>
      <Text size="sm">{t('send.receipt.text', { when: formats.dayAndTime(sent.at), levels: formats.list(levels) })}</Text>
      <Text size="xs" c="dimmed" className={classes.hash}>
        {t('send.exact.hash', { hash: sent.sha256 })}
      </Text>
      <Group>
        <Button
          variant="default"
          size="xs"
          loading={deleting}
          aria-label={t('send.receipt.deleteLabel', { when: formats.dayAndTime(check.startedAt) })}
          onClick={() => void takeBack()}
        >
          {t('send.receipt.delete')}
        </Button>
      </Group>
    </Stack>
  );
}
