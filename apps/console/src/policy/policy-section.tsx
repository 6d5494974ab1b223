import { NO_RULES, type PolicyRules } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { TrustView } from '../trust/trust-view.ts';
import { PolicyForm } from './policy-form.tsx';
import { RuleList } from './rule-list.tsx';

export interface PolicySectionProps {
  /** The newest that this browser verified; undefined where there is none. */
  readonly current:
    | {
        readonly number: number;
        readonly at: number;
        readonly by: string;
        readonly rules: PolicyRules;
        readonly trouble: TrustView['policyTrouble'];
      }
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
  /** The number of what is being changed. */
  const [editing, setEditing] = useState<number | null>(null);
  const rules = current?.rules ?? NO_RULES;
  const number = current?.number ?? 0;
  // What this browser signed itself and could not publish is signed once more from the same form.
  const isOvertaken = editing !== null && editing !== number && current?.trouble !== 'not-published';
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
          {current?.trouble === undefined ? null : (
            <StatusLight of="fail" filled>
              {t(`policy.trouble.${current.trouble}`)}
            </StatusLight>
          )}
          {editing === null || isOvertaken ? <RuleList rules={rules} /> : null}
          {isOvertaken ? (
            <Alert variant="outline" color="red" title={t('policy.overtaken', { by: current?.by ?? '' })}>
              <Button variant="default" size="compact-sm" onClick={() => setEditing(number)}>
                {t('policy.anew')}
              </Button>
            </Alert>
          ) : null}
          {editing !== null ? (
            <PolicyForm key={editing} before={rules} isOvertaken={isOvertaken} sign={sign} onDone={() => setEditing(null)} />
          ) : (
            <Group>
              <Button variant="default" size="compact-sm" disabled={!canSign} onClick={() => setEditing(number)}>
                {t('policy.change')}
              </Button>
            </Group>
          )}
        </Stack>
      </Paper>
    </Stack>
  );
}
