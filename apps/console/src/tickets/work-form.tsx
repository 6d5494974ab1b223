import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useRecord } from './use-record.ts';
import { DECISIONS, itemOf, STEP_RESULTS, WORK_KINDS, type WorkDraft } from './work-item.ts';

/** One line beside the text, by its name. */
const MORE: Readonly<Partial<Record<WorkDraft['kind'], 'reference' | 'partNumber' | 'when'>>> = {
  vendor: 'reference',
  visit: 'when',
  'part-ordered': 'partNumber',
  'part-replaced': 'partNumber',
};

/** What was tried, decided or found out, so that nobody asks again. */
export function WorkForm({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const may = useMay();
  const record = useRecord(ticketId);
  const [text, setText] = useDraft(`${ticketId}.work`);
  const [more, setMore] = useDraft(`${ticketId}.more`);
  const [chosen, setChosen] = useState<Pick<WorkDraft, 'kind' | 'result' | 'decision'>>({
    kind: 'step',
    result: 'failed',
    decision: 'new',
  });
  const { kind, result, decision } = chosen;
  const item = itemOf({ ...chosen, text, more });
  const keep = () => {
    if (item === undefined) return;
    record.mutate(item, {
      onSuccess: () => {
        setText('');
        setMore('');
      },
    });
  };
  return (
    <Stack gap="xs">
      <NativeSelect
        size="sm"
        label={t('work.kind')}
        value={kind}
        onChange={(event) =>
          setChosen({ ...chosen, kind: WORK_KINDS.find((each) => each === event.currentTarget.value) ?? kind })
        }
        data={WORK_KINDS.filter((each) => each !== 'configuration' || may('evidence.read')).map((each) => ({
          value: each,
          label: t(`work.kinds.${each}`),
        }))}
      />
      {kind === 'known-or-new' ? (
        <NativeSelect
          size="sm"
          label={t('work.decision')}
          value={decision}
          onChange={(event) =>
            setChosen({ ...chosen, decision: DECISIONS.find((each) => each === event.currentTarget.value) ?? decision })
          }
          data={DECISIONS.map((each) => ({ value: each, label: t(`work.decisions.${each}`) }))}
        />
      ) : null}
      <Textarea
        size="sm"
        label={t(`work.text.${kind}`)}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={400}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {kind === 'step' ? (
        <NativeSelect
          size="sm"
          label={t('work.result')}
          value={result}
          onChange={(event) =>
            setChosen({ ...chosen, result: STEP_RESULTS.find((each) => each === event.currentTarget.value) ?? result })
          }
          data={STEP_RESULTS.map((each) => ({ value: each, label: t(`work.results.${each}`) }))}
        />
      ) : null}
      {kind === 'analysis' ? (
        <Textarea
          size="sm"
          label={t('work.evidence')}
          description={t('work.evidenceHow')}
          autosize
          minRows={2}
          maxRows={6}
          value={more}
          onChange={(event) => setMore(event.currentTarget.value)}
        />
      ) : null}
      {kind in MORE ? (
        <TextInput
          size="sm"
          label={t(`work.${MORE[kind] ?? 'reference'}`)}
          maxLength={kind === 'visit' ? 80 : 120}
          value={more}
          onChange={(event) => setMore(event.currentTarget.value)}
        />
      ) : null}
      <Group>
        <Button size="compact-sm" variant="default" loading={record.isPending} disabled={item === undefined} onClick={keep}>
          {t('work.keep')}
        </Button>
      </Group>
    </Stack>
  );
}
