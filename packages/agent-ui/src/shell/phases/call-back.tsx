import { MAX_CALL_BACK_AHEAD_MS, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface CallBackProps {
  /** What was left before. */
  readonly kept: { readonly phone: string; readonly when: string } | null;
}

/** Leaves a number and a time to be called. */
export function CallBack({ kept }: CallBackProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const formats = useFormats();
  const [phone, setPhone] = useState(kept?.phone ?? '');
  const [when, setWhen] = useState(kept?.when ?? '');
  const [at, setAt] = useState('');
  const [tried, setTried] = useState(false);
  const [changing, setChanging] = useState(false);
  const phoneField = useRef<HTMLInputElement>(null);
  const whenField = useRef<HTMLInputElement>(null);
  const atField = useRef<HTMLInputElement>(null);
  const wrong = wrongTime(at, Date.now());
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const instant = new Date(at).getTime();
    const words = when.trim() === '' && Number.isFinite(instant) ? formats.dayAndTime(instant) : when;
    const missing = phone.trim() === '' ? phoneField : words.trim() === '' ? whenField : wrong ? atField : undefined;
    if (missing !== undefined) return missing.current?.focus();
    const dueAt = Number.isFinite(instant) ? { dueAt: instant } : {};
    if (await ask(shellPage.helpCallBack, { phone, when: words, ...dueAt })) setChanging(false);
  };
  if (kept !== null && !changing) {
    return (
      <Paper p="md" component="section">
        <Group justify="space-between">
          <Text role="status">{t('waiting.callBack.noted', { phone: kept.phone, when: kept.when })}</Text>
          <Anchor component="button" type="button" size="sm" onClick={() => setChanging(true)}>
            {t('waiting.callBack.change')}
          </Anchor>
        </Group>
      </Paper>
    );
  }
  return (
    <Paper p="md" component="form" noValidate onSubmit={(event) => void send(event)}>
      <Stack gap="sm">
        <Title order={2}>{t('waiting.callBack.title')}</Title>
        <TextInput
          ref={phoneField}
          label={t('waiting.callBack.phone')}
          type="tel"
          autoComplete="tel"
          maxLength={40}
          value={phone}
          error={tried && phone.trim() === '' ? t('waiting.callBack.noPhone') : undefined}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <TextInput
          ref={whenField}
          label={t('waiting.callBack.when')}
          description={t('waiting.callBack.whenHint')}
          maxLength={80}
          value={when}
          error={tried && when.trim() === '' && at === '' ? t('waiting.callBack.noWhen') : undefined}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
        <TextInput
          ref={atField}
          label={t('waiting.callBack.at')}
          type="datetime-local"
          value={at}
          error={wrong && t(`waiting.callBack.${wrong}`, { count: MAX_CALL_BACK_AHEAD_MS / DAY_MS })}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" variant="default">
            {t('waiting.callBack.send')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** The field knows minutes: the one that runs is now. */
function wrongTime(at: string, now: number): 'past' | 'far' | undefined {
  const ahead = new Date(at).getTime() - now;
  if (ahead < -MINUTE_MS) return 'past';
  return ahead > MAX_CALL_BACK_AHEAD_MS ? 'far' : undefined;
}
