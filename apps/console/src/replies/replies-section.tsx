import { type CannedReply, http, LANGUAGES, type ReplyText } from '@alongside/protocol';
import { EmptyState, MessageText, useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { z } from 'zod';
import { useMay } from '../desk/desk-context.ts';
import { ChangedMeanwhile, isChangedMeanwhile } from '../shared/changed-meanwhile.tsx';
import { Failure } from '../shared/failure.tsx';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useEditedRow } from '../shared/use-edited-row.ts';
import { useKeptForm } from '../shared/use-kept-form.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useSupportGroups } from '../tickets/use-tickets.ts';
import { useReplies } from './use-replies.ts';

/** As they are written; the last with the name of an article. */
const GAPS = { name: '{{name}}', number: '{{number}}', technician: '{{technician}}', article: '{{article:printer}}' };
const NEW: CannedReply = { id: '', title: '', language: 'en', groupId: null, text: '', version: 0 };
/** With what is half written. */
const draftSchema = z.strictObject({
  title: z.string(),
  language: z.enum(LANGUAGES),
  groupId: z.string().nullable(),
  text: z.string(),
  /** That the change began with. */
  version: z.int(),
});
/** Where the draft of one is kept; '' is a new one. */
const placeOf = (id: string) => `reply.${id}`;

/** Answers that are given often. Those who lead the desk write them; everybody puts them in by `/`. */
export function RepliesSection() {
  const { t } = useTexts();
  const may = useMay();
  const read = useReplies();
  const { preferences } = useServices();
  const replies = read.data ?? [];
  const canEdit = may('tickets.manage');
  const isDrafted = (id: string) => canEdit && preferences.draft(placeOf(id)) !== '';
  const { box, edited, edit, close } = useEditedRow(['', ...replies.map(({ id }) => id)].find(isDrafted));
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return (
    <Stack ref={box} gap="md" maw={640}>
      <Text c="dimmed">{t('replies.why')}</Text>
      {read.isSuccess && replies.length === 0 ? (
        <EmptyState order={2} title={t('replies.none')}>
          {t(canEdit ? 'replies.noneMore' : 'replies.noneYet')}
        </EmptyState>
      ) : null}
      {replies.map((reply) =>
        edited === reply.id ? (
          <ReplyForm key={reply.id} reply={reply} onDone={close} />
        ) : (
          <ReplyCard key={reply.id} reply={reply} canEdit={canEdit} onEdit={() => edit(reply.id)} />
        ),
      )}
      {canEdit && edited !== '' ? (
        <Group>
          <Button data-edit="" variant="default" onClick={() => edit('')}>
            {t('replies.add')}
          </Button>
        </Group>
      ) : null}
      {edited === '' ? <ReplyForm reply={NEW} onDone={close} /> : null}
    </Stack>
  );
}

interface ReplyCardProps {
  readonly reply: CannedReply;
  readonly canEdit: boolean;
  readonly onEdit: () => void;
}

function ReplyCard({ reply, canEdit, onEdit }: ReplyCardProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const { groups } = useSupportGroups().data ?? { groups: [] };
  const remove = useMutation({
    mutationFn: () => api.callRoute(http.replyRemove, { params: { id: reply.id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['replies'] }),
    onError: notices.failed,
  });
  const group = groups.find(({ id }) => id === reply.groupId)?.name;
  return (
    <Paper withBorder p="sm">
      <Text fw={620}>{reply.title}</Text>
      <Text size="sm" c="dimmed" mb={4}>
        {[t(`replies.language.${reply.language}`), group ?? t('replies.allGroups')].join(' · ')}
      </Text>
      <MessageText text={reply.text} links="told" />
      {canEdit ? (
        <Group gap="xs" mt="xs">
          <Button
            data-edit={reply.id}
            size="compact-sm"
            variant="default"
            aria-label={t('replies.changeName', { name: reply.title })}
            onClick={onEdit}
          >
            {t('replies.change')}
          </Button>
          <RemoveButton
            size="compact-sm"
            label={t('replies.removeName', { name: reply.title })}
            why={t('replies.removeWhy')}
            pending={remove.isPending}
            onRemove={() => remove.mutate()}
          />
        </Group>
      ) : null}
    </Paper>
  );
}

function ReplyForm({ reply, onDone }: { readonly reply: CannedReply; readonly onDone: () => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const { groups } = useSupportGroups().data ?? { groups: [] };
  const { id, ...before } = reply;
  const { value, set, drop } = useKeptForm(placeOf(id), draftSchema, before);
  const differences = useDifferences(groups);
  const leave = () => {
    drop();
    onDone();
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      const { version: _, ...text } = value;
      const body: ReplyText = { ...text, title: value.title.trim(), text: value.text.trim() };
      if (id === '') await api.callRoute(http.replyCreate, { body });
      else await api.callRoute(http.replyWrite, { params: { id }, body: { ...body, version } });
    },
    onSuccess: leave,
    // Also where somebody else was faster: what is there now is shown then.
    onSettled: () => queries.invalidateQueries({ queryKey: ['replies'] }),
  });
  const takeTheirs = () => {
    set(before);
    save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(value.version);
  };
  return (
    <Paper withBorder p="sm" component="form" onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('replies.title')}
          required
          maxLength={80}
          value={value.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Group grow>
          <NativeSelect
            label={t('replies.inLanguage')}
            value={value.language}
            onChange={(event) => set({ language: LANGUAGES.find((each) => each === event.currentTarget.value) ?? 'en' })}
            data={LANGUAGES.map((each) => ({ value: each, label: t(`replies.language.${each}`) }))}
          />
          <NativeSelect
            label={t('replies.group')}
            value={value.groupId ?? ''}
            onChange={(event) => set({ groupId: event.currentTarget.value === '' ? null : event.currentTarget.value })}
            data={[
              { value: '', label: t('replies.allGroups') },
              ...groups.map((group) => ({ value: group.id, label: group.name })),
            ]}
          />
        </Group>
        <Textarea
          label={t('replies.text')}
          description={t('replies.gaps', GAPS)}
          required
          autosize
          minRows={3}
          maxRows={14}
          maxLength={4000}
          value={value.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        {save.error === null || isChangedMeanwhile(save.error) ? null : <Failure error={save.error} />}
        <ChangedMeanwhile
          error={save.error}
          now={differences(before, value)}
          pending={save.isPending}
          onTheirs={takeTheirs}
          onMine={() => save.mutate(reply.version)}
        />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={value.title.trim() === '' || value.text.trim() === ''}>
            {t('replies.save')}
          </Button>
          <Button variant="default" onClick={leave}>
            {t('replies.cancel')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** What is there and is another than what was typed, field by field. */
function useDifferences(
  groups: readonly { readonly id: string; readonly name: string }[],
): (there: ReplyText, typed: ReplyText) => string[] {
  const { t } = useTexts();
  const fields: [string, (reply: ReplyText) => string][] = [
    [t('replies.title'), ({ title }) => title],
    [t('replies.inLanguage'), ({ language }) => t(`replies.language.${language}`)],
    [t('replies.group'), ({ groupId }) => groups.find(({ id }) => id === groupId)?.name ?? t('replies.allGroups')],
    [t('replies.text'), ({ text }) => text],
  ];
  return (there, typed) => fields.flatMap(([label, read]) => (read(there) === read(typed) ? [] : [`${label}: ${read(there)}`]));
}
