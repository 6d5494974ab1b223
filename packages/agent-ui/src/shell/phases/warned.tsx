import { type AgentView, type Phase, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { WrongReport } from '../parts/wrong-report.tsx';

export interface WarnedProps {
  readonly view: AgentView;
  readonly phase: Extract<Phase, { phase: 'warned' }>;
}

/** The user said what scams look like: nobody got in, and what to do now. */
export function Warned({ view, phase }: WarnedProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const { technician, because, number, hasMessages, reported } = phase;
  const { name } = technician;
  const organisation = view.organisation?.name ?? technician.organisation;
  const phone = view.organisation?.phone ?? '';
  return (
    <Stack gap="md">
      <Title order={1}>{t(because === null ? 'warned.titlePressed' : 'warned.title')}</Title>
      <Stack gap="xs" role="status">
        <Text fz="lg">{t(`warned.because.${because ?? 'pressed'}`)}</Text>
        <Text>{t('warned.safe', { name })}</Text>
      </Stack>
      <Alert variant="outline" color="stop" title={t('warned.todoTitle')}>
        {phone === '' ? t('warned.todoNoPhone', { organisation }) : t('warned.todo', { organisation, phone })}
      </Alert>
      {because === 'money' ? <Text>{t('warned.bank')}</Text> : null}
      <Group gap="sm">
        {phone === '' ? null : (
          <Button component="a" href={`tel:${phone.replace(/[^+\d]/gu, '')}`}>
            {t('ended.call', { phone })}
          </Button>
        )}
        <Button variant="default" onClick={() => void ask(shellPage.helpDismiss, {})}>
          {t('warned.home')}
        </Button>
      </Group>
      <WrongReport organisation={organisation} name={name} number={number} hasMessages={hasMessages} reported={reported} />
    </Stack>
  );
}
