import { ISSUE_ANSWERS } from '@alongside/desk';
import { type DeveloperIssueView, type DevelopersAnswer, http, trackerUrl } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDevelopersChange } from './use-developers.ts';

interface AnswerFormProps {
  readonly issue: DeveloperIssueView;
  readonly ticketId?: string | undefined;
  readonly onDone: () => void;
}

/** What the developers said by another way than their tracker's. */
export function AnswerForm({ issue, ticketId, onDone }: AnswerFormProps) {
  const { t } = useTexts();
  const states = ISSUE_ANSWERS[issue.state];
  const [draft, setDraft] = useState({
    state: states.find((each) => each !== issue.state) ?? issue.state,
    reference: issue.reference,
    url: issue.url ?? '',
    fixedIn: issue.fixedIn,
    reason: issue.reason,
  });
  const { state, reference, url, fixedIn, reason } = draft;
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const isAddress = url.trim() === '' || trackerUrl.safeParse(url.trim()).success;
  const answer = answerOf({ ...draft, reference: reference.trim(), url: url.trim() === '' ? null : url.trim() });
  const save = useDevelopersChange(
    (api, said: DevelopersAnswer) =>
      api.callRoute(http.developersAnswerWrite, { params: { id: issue.id }, body: { seen: issue.version, answer: said } }),
    ticketId,
  );
  return (
    <Stack gap="xs">
      <NativeSelect
        size="sm"
        label={t('developers.answer')}
        value={state}
        onChange={(event) => set({ state: states.find((each) => each === event.currentTarget.value) ?? state })}
        data={states.map((each) => ({ value: each, label: t(`developers.state.${each}`) }))}
      />
      <TextInput
        size="sm"
        label={t('developers.reference')}
        required={state === 'accepted'}
        maxLength={120}
        value={reference}
        onChange={(event) => set({ reference: event.currentTarget.value })}
      />
      <TextInput
        size="sm"
        type="url"
        label={t('developers.url')}
        error={isAddress ? undefined : t('developers.urlHow')}
        maxLength={500}
        value={url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      {state === 'fixed' ? (
        <TextInput
          size="sm"
          label={t('problems.fixedInField')}
          required
          maxLength={60}
          value={fixedIn}
          onChange={(event) => set({ fixedIn: event.currentTarget.value })}
        />
      ) : null}
      {state === 'declined' ? (
        <Textarea
          size="sm"
          label={t('developers.reason')}
          required
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          value={reason}
          onChange={(event) => set({ reason: event.currentTarget.value })}
        />
      ) : null}
      <Group gap="xs">
        <Button
          size="compact-sm"
          loading={save.isPending}
          disabled={answer === undefined || !isAddress}
          onClick={() => answer && save.mutate(answer, { onSuccess: onDone })}
        >
          {t('developers.save')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t('case.drop')}
        </Button>
      </Group>
    </Stack>
  );
}

interface Draft {
  readonly state: DevelopersAnswer['state'] | 'asked';
  readonly reference: string;
  readonly url: string | null;
  readonly fixedIn: string;
  readonly reason: string;
}

/** Undefined while something is missing. */
function answerOf({ state, reference, url, fixedIn, reason }: Draft): DevelopersAnswer | undefined {
  switch (state) {
    case 'asked':
      return undefined;
    case 'accepted':
      return reference === '' ? undefined : { state, reference, url };
    case 'fixed':
      return fixedIn.trim() === '' ? undefined : { state, reference, url, fixedIn: fixedIn.trim() };
    case 'declined':
      return reason.trim() === '' ? undefined : { state, reference, url, reason: reason.trim() };
  }
}
