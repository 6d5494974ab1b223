import { type AgentView, type KeptWithTicket, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import classes from '../send/send.module.css';
import { KeepForm } from './keep-form.tsx';

export interface KeepRecordProps {
  readonly sessionId: string;
  readonly number: number;
  /** With its ticket; null: here alone. Undefined where this host keeps none there. */
  readonly kept: KeptWithTicket | null | undefined;
  readonly view: Pick<AgentView, 'organisation' | 'server'>;
  /** It was kept or taken back. */
  readonly onChange?: (() => void) | undefined;
}

/** The record of a session is the user's to keep with the ticket, to take back, or to leave where it is. */
export function KeepRecord({ sessionId, number, kept, view, onChange }: KeepRecordProps) {
  const { t } = useTexts();
  const [step, setStep] = useState<'closed' | 'open' | 'declined'>('closed');
  const { organisation } = view;
  const rule = organisation?.records ?? 'outline';
  if (kept === undefined || organisation === null || (rule === 'never' && kept === null)) return null;
  return (
    <Paper p="md" component="section" aria-label={t('keep.title', { number })}>
      <Stack gap="sm">
        <Title order={2}>{t('keep.title', { number })}</Title>
        {kept !== null ? (
          <Kept sessionId={sessionId} kept={kept} organisation={organisation.name} onChange={() => onChange?.()} />
        ) : step === 'open' ? (
          <KeepForm
            sessionId={sessionId}
            number={number}
            proposesWords={rule === 'whole'}
            isOnline={view.server === 'online'}
            onNo={() => setStep('declined')}
            onKept={() => onChange?.()}
          />
        ) : (
          <>
            <Text size="sm" role="status">
              {t(step === 'declined' ? 'keep.stays' : 'keep.why', { organisation: organisation.name })}
            </Text>
            <Group>
              <Button variant="default" onClick={() => setStep('open')}>
                {t('keep.open')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}

interface KeptProps {
  readonly sessionId: string;
  readonly kept: KeptWithTicket;
  readonly organisation: string;
  readonly onChange: () => void;
}

function Kept({ sessionId, kept, organisation, onChange }: KeptProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const [going, setGoing] = useState(false);
  const takeBack = async () => {
    setGoing(true);
    if (await ask(shellPage.recordTakeBack, { sessionId })) onChange();
    setGoing(false);
  };
  return (
    <>
      <Text size="sm" role="status">
        {t(kept.words ? 'keep.keptWhole' : 'keep.keptOutline', { organisation, when: formats.dayAndTime(kept.at) })}
      </Text>
      <Text size="xs" c="dimmed" className={classes.hash}>
        {t('send.exact.hash', { hash: kept.sha256 })}
      </Text>
      <Group>
        <Button variant="default" size="xs" loading={going} onClick={() => void takeBack()}>
          {t('keep.takeBack')}
        </Button>
      </Group>
    </>
  );
}
