import type { Capability } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, SegmentedControl, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useServices } from '../shared/services.ts';
import classes from './allowed-list.module.css';

const MINUTE_MS = 60_000;
const DURATIONS_MS = [5, 10, 30].map((minutes) => minutes * MINUTE_MS);
/** No longer than the user's side takes. */
const WATCHED_MS = [5, 10, 20].map((minutes) => minutes * MINUTE_MS);
const USUAL_MS = 10 * MINUTE_MS;
const SHOWN_TEMPLATES = 4;

export interface AskFormProps {
  readonly capability: Capability;
  readonly userName: string;
  /** Whose session one watches: it is asked for what they are shown. */
  readonly watched?: string | undefined;
  readonly onAsk: (reason: string, durationMs: number) => void;
}

/** Why and for how long. The reason is read by the user word by word; the last one used stands there already. */
export function AskForm({ capability, userName, watched, onAsk }: AskFormProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { preferences } = useServices();
  const used = watched === undefined ? (preferences.reasons.value[capability] ?? []) : [];
  const usual = [1, 2].map((index) =>
    watched === undefined ? t(`ask.usual.${capability}.${index}`) : t(`watch.reason.${index}`, { technician: watched }),
  );
  const templates = [...new Set([...used, ...usual])].slice(0, SHOWN_TEMPLATES);
  const [reason, setReason] = useState(templates[0] ?? '');
  const [durationMs, setDurationMs] = useState(USUAL_MS);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const line = reason.trim();
    if (line === '') return;
    // Why one wants to watch somebody is no reason to see a screen of one's own.
    if (watched === undefined) preferences.rememberReason(capability, line);
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
          data={(watched === undefined ? DURATIONS_MS : WATCHED_MS).map((ms) => ({
            value: String(ms),
            label: formats.duration(ms),
          }))}
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
