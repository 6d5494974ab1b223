import { CAPABILITIES, type PolicyRules } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Checkbox, Group, NumberInput, Stack, Switch, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { HoursEditor } from '../settings/hours-editor.tsx';
import { Failure } from '../shared/failure.tsx';
import { type CapabilityDraft, draftOf, problemOf, rulesOf, USUAL_HOURS } from './policy-draft.ts';
import { RuleList } from './rule-list.tsx';

export interface PolicyFormProps {
  readonly before: PolicyRules;
  /** `before` is another one by now than when this form was opened. */
  readonly isOvertaken: boolean;
  readonly sign: (rules: PolicyRules) => Promise<void>;
  readonly onDone: () => void;
}

/** The preview below says in the users' words what is about to be signed. */
export function PolicyForm({ before, isOvertaken, sign, onDone }: PolicyFormProps) {
  const { t } = useTexts();
  const [draft, setDraft] = useState(() => draftOf(before, Intl.DateTimeFormat().resolvedOptions().timeZone));
  const problem = problemOf(draft, before);
  const send = useMutation({ mutationFn: () => sign(rulesOf(draft, before)), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === undefined && !isOvertaken) send.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('policy.form.what')}</Table.Th>
              <Table.Th>{t('policy.form.forbidden')}</Table.Th>
              <Table.Th>{t('policy.form.longest')}</Table.Th>
              <Table.Th>{t('policy.form.secondFactor')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {CAPABILITIES.map((capability) => (
              <CapabilityFields
                key={capability}
                what={t(`capability.${capability}`)}
                draft={draft.capabilities[capability]}
                onChange={(next) => setDraft({ ...draft, capabilities: { ...draft.capabilities, [capability]: next } })}
              />
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          label={t('policy.form.hours')}
          checked={draft.hours !== null}
          onChange={(event) => setDraft({ ...draft, hours: event.currentTarget.checked ? USUAL_HOURS : null })}
        />
        {draft.hours === null ? null : (
          <>
            <HoursEditor
              title={t('policy.form.hoursTitle')}
              why={t('policy.form.hoursWhy')}
              hours={draft.hours}
              readOnly={false}
              onChange={(hours) => setDraft({ ...draft, hours })}
            />
            <TextInput
              label={t('policy.form.timeZone')}
              value={draft.timeZone}
              maxLength={64}
              onChange={(event) => setDraft({ ...draft, timeZone: event.currentTarget.value })}
            />
          </>
        )}
        <Switch
          label={t('policy.form.technicians')}
          checked={draft.technicians !== null}
          onChange={(event) => setDraft({ ...draft, technicians: event.currentTarget.checked ? '' : null })}
        />
        {draft.technicians === null ? null : (
          <Textarea
            label={t('policy.form.names')}
            description={t('policy.form.namesWhy')}
            autosize
            minRows={2}
            value={draft.technicians}
            onChange={(event) => setDraft({ ...draft, technicians: event.currentTarget.value })}
          />
        )}
        <Switch
          label={t('policy.form.noStanding')}
          checked={draft.noStanding}
          onChange={(event) => setDraft({ ...draft, noStanding: event.currentTarget.checked })}
        />
        <Alert variant="outline" color="gray" title={t('policy.form.preview')}>
          <RuleList rules={rulesOf(draft, before)} />
        </Alert>
        {problem === undefined ? null : (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t(`policy.form.problem.${problem}`)}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t('policy.form.consequence')}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onDone}>
            {t('policy.form.leave')}
          </Button>
          <Button type="submit" disabled={problem !== undefined || isOvertaken} loading={send.isPending}>
            {t('policy.form.sign')}
          </Button>
        </Group>
        {send.error === null ? null : <Failure error={send.error} />}
      </Stack>
    </form>
  );
}

interface CapabilityFieldsProps {
  readonly what: string;
  readonly draft: CapabilityDraft;
  readonly onChange: (draft: CapabilityDraft) => void;
}

function CapabilityFields({ what, draft, onChange }: CapabilityFieldsProps) {
  const { t } = useTexts();
  return (
    <Table.Tr>
      <Table.Td>{what}</Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={t('policy.form.forbiddenLabel', { what })}
          checked={draft.forbidden}
          onChange={(event) => onChange({ ...draft, forbidden: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        <NumberInput
          size="xs"
          w={110}
          aria-label={t('policy.form.longestLabel', { what })}
          placeholder={t('policy.form.unlimited')}
          suffix={t('policy.form.minutes')}
          min={1}
          max={480}
          allowDecimal={false}
          disabled={draft.forbidden}
          value={draft.longestMinutes ?? ''}
          onChange={(value) => onChange({ ...draft, longestMinutes: typeof value === 'number' ? value : null })}
        />
      </Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={t('policy.form.secondFactorLabel', { what })}
          disabled={draft.forbidden}
          checked={draft.secondFactor}
          onChange={(event) => onChange({ ...draft, secondFactor: event.currentTarget.checked })}
        />
      </Table.Td>
    </Table.Tr>
  );
}
