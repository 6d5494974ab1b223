import type { Capability } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, SegmentedControl, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useServices } from '../shared/services.ts';
import classes from './allowed-list.module.css';

const MINUTE_MS = 60_000;
const DURATIONS_MS = [5, 10, 30].map((minutes) => minutes * MINUTE_MS);
const USUAL_MS = 10 * MINUTE_MS;
const SHOWN_TEMPLATES = 4;

export interface AskFormProps {
  readonly capability: Capability;
  readonly userName: string;
  readonly onAsk: (reason: string, durationMs: number) => void;
}

/** Why and for how long. The reason is read by the user word by word; the last one used stands there already. */
export function AskForm({ capability, userName, onAsk }: AskFormProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { preferences } = useServices();
  const used = preferences.reasons.value[capability] ?? [];
  const usual = [1, 2].map((index) => t(`ask.usual.${capability}.${index}`));
  const templates = [...new Set([...used, ...usual])].slice(0, SHOWN_TEMPLATES);
  const [reason, setReason] = useState(templates[0] ?? '');
  const [durationMs, setDurationMs] = useState(USUAL_MS);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const line = reason.trim();
    if (line === '') return;
    preferences.rememberReason(capability, line);
    onAsk(line, durationMs);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('ask.reason')}
          description={t('ask.reasonWhy', { name: userName })}
          required
          data-autofocus
          maxLength={300}
          value={reason}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div>
          {templates
            .filter((template) => template !== reason)
            .map((template) => (
              <UnstyledButton key={template} className={classes.template} onClick={() => setReason(template)}>
                {template}
              </UnstyledButton>
            ))}
        </div>
        <Text size="sm" fw={500} id="ask-duration">
          {t('ask.duration')}
        </Text>
        <SegmentedControl
          aria-labelledby="ask-duration"
          size="sm"
          value={String(durationMs)}
          onChange={(value) => setDurationMs(Number(value))}
          data={DURATIONS_MS.map((ms) => ({ value: String(ms), label: formats.duration(ms) }))}
        />
        <Group justify="end">
          <Button type="submit" disabled={reason.trim() === ''}>
            {t('ask.go', { name: userName })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
