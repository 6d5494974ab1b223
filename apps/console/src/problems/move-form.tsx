import { toAppError } from '@alongside/base';
import { movesFrom } from '@alongside/desk';
import { http, type ProblemState } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useNotices } from '../shared/use-notices.ts';
import type { ReadProblem } from './read-problem.ts';
import { useProblemChange } from './use-problems.ts';

interface Draft {
  readonly to: ProblemState | '';
  readonly note: string;
  readonly fixedIn: string;
  readonly duplicateOf: number | null;
}
const NOTHING: Draft = { to: '', note: '', fixedIn: '', duplicateOf: null };

/** What is next with a problem, and what that step needs. */
export function MoveForm({ id, problem }: { readonly id: string; readonly problem: ReadProblem }) {
  const { t } = useTexts();
  const notices = useNotices();
  const { summary, text, version } = problem;
  const [draft, setDraft] = useState<Draft>(NOTHING);
  const { to, note, fixedIn, duplicateOf } = draft;
  const moves = movesFrom(summary.state);
  const needs = moves.find((move) => move.to === to)?.needs ?? [];
  // Causes and ways around it are written where the rest of the problem is.
  const unwritten = needs.filter((need) => (need === 'cause' || need === 'workaround') && text[need].trim() === '');
  const isFilled =
    (!needs.includes('note') || note.trim() !== '') &&
    (!needs.includes('fixed-in') || fixedIn.trim() !== '') &&
    (!needs.includes('duplicate') || duplicateOf !== null);
  const move = useProblemChange((api, next: ProblemState) =>
    api.callRoute(http.problemMove, {
      params: { id },
      body: { seen: version, to: next, note: note.trim(), fixedIn: fixedIn.trim(), duplicateOf },
    }),
  );
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">
        {t('problems.next')}
      </Title>
      <NativeSelect
        size="sm"
        label={t('problems.moveTo')}
        value={to}
        onChange={(event) => {
          const value = event.currentTarget.value;
          setDraft({ ...NOTHING, note, to: moves.find((each) => each.to === value)?.to ?? '' });
        }}
        data={[
          { value: '', label: t('case.stays') },
          ...moves.map((each) => ({ value: each.to, label: t(`problems.state.${each.to}`) })),
        ]}
      />
      {unwritten.length === 0 ? null : (
        <Text size="sm" role="status">
          {t('problems.unwritten', { parts: unwritten.map((need) => t(`problems.need.${need}`)).join(', ') })}
        </Text>
      )}
      {needs.includes('fixed-in') ? (
        <TextInput
          size="sm"
          label={t('problems.fixedInField')}
          maxLength={60}
          value={fixedIn}
          onChange={(event) => setDraft({ ...draft, fixedIn: event.currentTarget.value })}
        />
      ) : null}
      {needs.includes('duplicate') ? (
        <NumberInput
          size="sm"
          label={t('problems.duplicateField')}
          min={1}
          allowDecimal={false}
          value={duplicateOf ?? ''}
          onChange={(next) => setDraft({ ...draft, duplicateOf: typeof next === 'number' ? next : null })}
        />
      ) : null}
      {to === '' ? null : (
        <>
          <Textarea
            size="sm"
            label={t('case.note')}
            required={needs.includes('note')}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={1000}
            value={note}
            onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
          />
          <Group>
            <Button
              size="compact-sm"
              loading={move.isPending}
              disabled={!isFilled || unwritten.length > 0}
              onClick={() =>
                move.mutate(to, {
                  onSuccess: () => setDraft(NOTHING),
                  onError: (error) => notices.failed(toAppError(error)),
                })
              }
            >
              {t('case.save')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
