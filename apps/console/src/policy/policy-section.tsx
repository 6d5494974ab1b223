import { NO_RULES, type PolicyRules } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { PolicyForm } from './policy-form.tsx';
import { RuleList } from './rule-list.tsx';

export interface PolicySectionProps {
  /** The newest that this browser verified; undefined where there is none. */
  readonly current:
    | { readonly number: number; readonly at: number; readonly by: string; readonly rules: PolicyRules }
    | undefined;
  /** This browser's admin key counts now. */
  readonly canSign: boolean;
  /** Signs in this browser and sends. */
  readonly sign: (rules: PolicyRules) => Promise<void>;
}

/** What the organisation takes away on all of its computers: read here in plain words, written and signed here. */
export function PolicySection({ current, canSign, sign }: PolicySectionProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const [editing, setEditing] = useState(false);
  const rules = current?.rules ?? NO_RULES;
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t('policy.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('policy.why')}
      </Text>
      <Paper withBorder p="md">
        <Stack gap="sm">
          {current === undefined ? null : (
            <Text size="sm" c="dimmed">
              {t('policy.number', { number: current.number, by: current.by, at: formats.dayAndTime(current.at) })}
            </Text>
          )}
          {editing ? null : <RuleList rules={rules} />}
          {editing ? (
            <PolicyForm before={rules} sign={sign} onDone={() => setEditing(false)} />
          ) : (
            <Group>
              <Button variant="default" size="compact-sm" disabled={!canSign} onClick={() => setEditing(true)}>
                {t('policy.change')}
              </Button>
            </Group>
          )}
        </Stack>
      </Paper>
    </Stack>
  );
}
