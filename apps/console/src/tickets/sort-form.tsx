import { priorityOf, type TicketCase } from '@alongside/desk';
import { LANGUAGES, type Language, MAX_TICKET_TAGS, type TicketChange, ticketKind } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useTicketTags } from '../replies/use-replies.ts';
import { useCheckTitle } from '../shared/use-check-title.ts';
import { AnswerSourceNote } from './answer-source.tsx';
import { EditButtons } from './edit-buttons.tsx';
import { MeanwhileNotice } from './meanwhile-notice.tsx';
import { useCaseEdit } from './use-case-edit.ts';
import { useGuide } from './use-guide.ts';

const GRADES = [1, 2, 3, 4, 5] as const;
const KINDS = ticketKind.options;

/** What kind of thing it is, how much depends on it, and the tags. */
export function SortForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { urgency, impact, major, version } = ticket;
  const current = {
    kind: ticket.kind ?? ('incident' as const),
    category: ticket.category ?? '',
    urgency,
    impact,
    major,
    tags: ticket.tags,
    language: ticket.language,
  };
  const edit = useCaseEdit(ticketId, current, version);
  const { value } = edit;
  const known = useTicketTags();
  const set = (parts: Partial<typeof current>) => edit.set({ ...value, ...parts });
  const save = (anew = false) => edit.save(changesOf(ticket, value), { anew });
  const grade = (part: 'urgency' | 'impact') => (
    <NativeSelect
      size="sm"
      label={t(`case.${part}`)}
      value={String(value[part])}
      onChange={(event) => set({ [part]: Number(event.currentTarget.value) })}
      data={GRADES.map((each) => ({ value: String(each), label: t(`case.grade.${each}`) }))}
    />
  );
  return (
    <Stack gap="xs">
      <NativeSelect
        size="sm"
        label={t('case.kind')}
        value={value.kind}
        onChange={(event) => set({ kind: KINDS.find((each) => each === event.currentTarget.value) ?? value.kind })}
        data={KINDS.map((each) => ({ value: each, label: t(`ticketKind.${each}`) }))}
      />
      <TextInput
        size="sm"
        label={t('case.category')}
        maxLength={60}
        value={value.category}
        onChange={(event) => set({ category: event.currentTarget.value })}
      />
      {value.category === '' ? <CategoryFromReport ticketId={ticketId} onTake={(category) => set({ category })} /> : null}
      <Group grow gap="xs">
        {grade('urgency')}
        {grade('impact')}
      </Group>
      <Checkbox
        size="sm"
        label={t('case.major')}
        checked={value.major}
        onChange={(event) => set({ major: event.currentTarget.checked })}
      />
      <Text size="sm" c="dimmed">
        {t('case.makes', { priority: t(`tickets.priority.${priorityOf(value)}`) })}
      </Text>
      <TagsInput
        size="sm"
        label={t('case.tags')}
        description={t('case.tagsHow')}
        maxTags={MAX_TICKET_TAGS}
        maxDropdownHeight={200}
        data={known}
        value={[...value.tags]}
        onChange={(tags) => set({ tags })}
      />
      <NativeSelect
        size="sm"
        label={t('case.fact.language')}
        description={t('case.spokenHow')}
        value={value.language ?? ''}
        onChange={(event) => set({ language: LANGUAGES.find((each) => each === event.currentTarget.value) ?? null })}
        data={[
          ...(ticket.language === null ? [{ value: '', label: t('calls.noLanguage') }] : []),
          ...LANGUAGES.map((each) => ({ value: each, label: t(`case.language.${each}`) })),
        ]}
      />
      {edit.isChanged ? <EditButtons pending={edit.isPending} onSave={() => save()} onDrop={edit.drop} /> : null}
      <MeanwhileNotice
        meanwhile={edit.meanwhile}
        now={[t('case.grades', { urgency, impact }), ticket.category, ticket.tags.join(', ')].filter(Boolean).join(' · ')}
        onAnew={() => save(true)}
        onDrop={edit.drop}
      />
    </Stack>
  );
}

/** What the newest report of the computer speaks for; somebody takes it, and saves it like any other. */
function CategoryFromReport({ ticketId, onTake }: { readonly ticketId: string; readonly onTake: (category: string) => void }) {
  const { t } = useTexts();
  const title = useCheckTitle();
  const found = useGuide(ticketId).data?.category ?? null;
  if (found === null) return null;
  const { value, check, source } = found;
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        {t('case.categorySpeaks', { category: t(`kb.category.${value}`), check: title(check) })}{' '}
        <AnswerSourceNote source={source} kept={false} />
      </Text>
      <Button size="compact-xs" variant="default" onClick={() => onTake(value)}>
        {t('case.takeCategory')}
      </Button>
    </Group>
  );
}

interface Sorted {
  readonly kind: NonNullable<TicketCase['kind']>;
  readonly category: string;
  readonly urgency: number;
  readonly impact: number;
  readonly major: boolean;
  readonly tags: readonly string[];
  readonly language: Language | null;
}

/** Only what was changed is written, so that it is in nobody's way. */
export function changesOf(
  ticket: TicketCase,
  { kind, category, urgency, impact, major, tags, language }: Sorted,
): TicketChange[] {
  const wanted = [...new Set(tags.map((tag) => tag.trim()))].filter((tag) => tag !== '');
  const add = wanted.filter((tag) => !ticket.tags.includes(tag));
  const remove = ticket.tags.filter((tag) => !wanted.includes(tag));
  const isRanked = urgency !== ticket.urgency || impact !== ticket.impact || major !== ticket.major;
  const isSorted = category.trim() !== (ticket.category ?? '') || (ticket.kind !== null && kind !== ticket.kind);
  return [
    ...(isSorted ? [{ type: 'classified' as const, kind, category: category.trim() }] : []),
    ...(isRanked ? [{ type: 'ranked' as const, urgency, impact, major }] : []),
    ...(language !== null && language !== ticket.language ? [{ type: 'spoken' as const, language }] : []),
    ...(add.length + remove.length > 0 ? [{ type: 'tagged' as const, add, remove: [...remove] }] : []),
  ];
}
