import { GIVEN_BY_HAND, http, type SupportGroup, supportGroup } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { z } from 'zod';
import { AssignmentFields } from '../assignment/assignment-fields.tsx';
import { SkillsList } from '../assignment/skills-list.tsx';
import { useMay } from '../desk/desk-context.ts';
import { ChangedMeanwhile, isChangedMeanwhile } from '../shared/changed-meanwhile.tsx';
import { drawAndFocus } from '../shared/draw-and-focus.ts';
import { Failure } from '../shared/failure.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useKeptForm } from '../shared/use-kept-form.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useSupportGroups } from '../tickets/use-tickets.ts';

type People = readonly { readonly id: string; readonly name: string }[];
const NEW: SupportGroup = {
  id: '',
  name: '',
  tier: 1,
  specialisation: '',
  acceptWithinMin: 30,
  members: [],
  assignment: GIVEN_BY_HAND,
  version: 0,
};
/** With what is half written: the server says of it what is wrong. */
const draftSchema = z.strictObject({
  name: z.string(),
  tier: z.int(),
  specialisation: z.string(),
  acceptWithinMin: z.number(),
  memberIds: z.array(z.string()),
  assignment: supportGroup.shape.assignment,
  /** That the change began with. */
  version: z.int(),
});
type Draft = z.infer<typeof draftSchema>;
const TIERS = ['1', '2', '3', '4'];

/** Groups of support: a tier is there once a group is of it. One group of the first tier is a whole desk. */
export function GroupsSection() {
  const { t } = useTexts();
  const { preferences } = useServices();
  const may = useMay();
  const read = useSupportGroups();
  // What was being written before a reload stands open again.
  const [adding, setAdding] = useState(() => may('groups.manage') && preferences.draft(placeOf(NEW)) !== '');
  const box = useRef<HTMLDivElement>(null);
  const doneAdding = () => {
    setAdding(false);
    focusWhenThere(() => box.current?.querySelector('[data-add]'));
  };
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  const { groups, people } = read.data ?? { groups: [], people: [] };
  return (
    <Stack ref={box} gap="md" maw={560}>
      <Text c="dimmed">{t('groups.why')}</Text>
      {read.isSuccess && groups.length === 0 ? (
        <EmptyState order={2} title={t('groups.none')}>
          {t('groups.noneMore')}
        </EmptyState>
      ) : null}
      {groups.map((group) => (
        <GroupCard key={group.id} group={group} people={people} canEdit={may('groups.manage')} />
      ))}
      {may('groups.manage') && !adding ? (
        <Group>
          <Button
            data-add
            variant="default"
            onClick={() =>
              drawAndFocus(
                () => setAdding(true),
                () => box.current?.querySelector('form input'),
              )
            }
          >
            {t('groups.add')}
          </Button>
        </Group>
      ) : null}
      {adding ? <GroupForm group={NEW} people={people} onDone={doneAdding} /> : null}
      {may('groups.manage') && groups.length > 0 ? <SkillsList /> : null}
    </Stack>
  );
}

interface GroupCardProps {
  readonly group: SupportGroup;
  readonly people: People;
  readonly canEdit: boolean;
}

function GroupCard({ group, people, canEdit }: GroupCardProps) {
  const { t } = useTexts();
  const { api, preferences } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [editing, setEditing] = useState(() => canEdit && preferences.draft(placeOf(group)) !== '');
  const remove = useMutation({
    mutationFn: () => api.callRoute(http.supportGroupRemove, { params: { id: group.id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['support-groups'] }),
    onError: notices.failed,
  });
  const edit = () => {
    setEditing(true);
    focusWhenThere(() => document.querySelector(`[data-group="${group.id}"] input`));
  };
  const done = () => {
    setEditing(false);
    focusWhenThere(() => document.querySelector(`[data-group="${group.id}"] button`));
  };
  if (editing) {
    return (
      <div data-group={group.id}>
        <GroupForm group={group} people={people} onDone={done} />
      </div>
    );
  }
  return (
    <Paper data-group={group.id} withBorder p="sm">
      <Text fw={620}>{t('handover.groupOf', { name: group.name, tier: group.tier })}</Text>
      <Text size="sm" c="dimmed">
        {group.specialisation}
      </Text>
      <Text size="sm">{t(`assignment.is.${group.assignment.how}`)}</Text>
      <Text size="sm">{group.members.length === 0 ? t('groups.nobody') : group.members.map(({ name }) => name).join(', ')}</Text>
      {canEdit ? (
        <Group gap="xs" mt="xs">
          <Button size="compact-sm" variant="default" aria-label={t('groups.changeName', { name: group.name })} onClick={edit}>
            {t('groups.change')}
          </Button>
          <RemoveButton
            size="compact-sm"
            label={t('groups.removeName', { name: group.name })}
            why={t('groups.removeWhy')}
            pending={remove.isPending}
            onRemove={() => remove.mutate()}
          />
        </Group>
      ) : null}
    </Paper>
  );
}

interface GroupFormProps {
  readonly group: SupportGroup;
  readonly people: People;
  readonly onDone: () => void;
}

function GroupForm({ group, people, onDone }: GroupFormProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const { value, set, drop } = useKeptForm(placeOf(group), draftSchema, draftOf(group));
  const { name, tier, specialisation, acceptWithinMin, memberIds, assignment } = value;
  // Another one than was dropped: its fields begin anew.
  const [drops, setDrops] = useState(0);
  const save = useMutation({
    mutationFn: async (version: number) => {
      const { version: _, ...fields } = value;
      const body = { ...fields, name: name.trim() };
      if (group.id === '') await api.callRoute(http.supportGroupCreate, { body });
      else await api.callRoute(http.supportGroupWrite, { params: { id: group.id }, body: { ...body, version } });
    },
    onSuccess: () => {
      drop();
      onDone();
    },
    // Also where somebody else was faster: what is there now is shown then.
    onSettled: () => queries.invalidateQueries({ queryKey: ['support-groups'] }),
  });
  const leave = () => {
    drop();
    onDone();
  };
  const takeTheirs = () => {
    set(draftOf(group));
    setDrops(drops + 1);
    save.reset();
  };
  const differences = useDifferences(people);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(value.version);
  };
  return (
    <Paper withBorder p="sm" component="form" onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('groups.name')}
          required
          maxLength={60}
          value={name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('groups.tier')}
          value={String(tier)}
          onChange={(event) => set({ tier: Number(event.currentTarget.value) })}
          data={TIERS.map((value) => ({ value, label: t(`groups.tiers.${value}`) }))}
        />
        <TextInput
          label={t('groups.specialisation')}
          maxLength={120}
          value={specialisation}
          onChange={(event) => set({ specialisation: event.currentTarget.value })}
        />
        <NumberInput
          label={t('groups.acceptWithin')}
          description={t('groups.acceptWithinWhy')}
          min={1}
          max={10_080}
          allowDecimal={false}
          value={acceptWithinMin}
          onChange={(minutes) => set({ acceptWithinMin: Number(minutes) || 1 })}
        />
        <Checkbox.Group label={t('groups.members')} value={[...memberIds]} onChange={(ids) => set({ memberIds: ids })}>
          <Stack gap={4} mt={4}>
            {people.map((person) => (
              <Checkbox key={person.id} size="sm" value={person.id} label={person.name} />
            ))}
          </Stack>
        </Checkbox.Group>
        <AssignmentFields key={drops} value={assignment} onChange={(next) => set({ assignment: next })} />
        {save.error === null || isChangedMeanwhile(save.error) ? null : <Failure error={save.error} safe={t('groups.safe')} />}
        <ChangedMeanwhile
          error={save.error}
          now={differences(group, value)}
          pending={save.isPending}
          onTheirs={takeTheirs}
          onMine={() => save.mutate(group.version)}
        />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('groups.save')}
          </Button>
          <Button variant="default" onClick={leave}>
            {t('groups.cancel')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function placeOf({ id }: SupportGroup): string {
  return `group.${id}`;
}

function draftOf({ id: _, members, ...group }: SupportGroup): Draft {
  return { ...group, memberIds: members.map((member) => member.id) };
}

/** What is there and is another than what was typed, field by field. */
function useDifferences(people: People): (group: SupportGroup, typed: Draft) => string[] {
  const { t } = useTexts();
  return (group, typed) => {
    const fields: [string, (draft: Draft) => string][] = [
      [t('groups.name'), ({ name }) => name],
      [t('groups.tier'), ({ tier }) => String(tier)],
      [t('groups.specialisation'), ({ specialisation }) => specialisation],
      [t('groups.acceptWithin'), ({ acceptWithinMin }) => String(acceptWithinMin)],
      [t('groups.members'), ({ memberIds }) => namesOf(memberIds, [...people, ...group.members])],
      [t('assignment.how'), ({ assignment }) => wayOf(assignment)],
    ];
    const wayOf = ({ how, ...rest }: Draft['assignment']) => [t(`assignment.is.${how}`), ...Object.values(rest)].join(', ');
    const there = draftOf(group);
    return fields.flatMap(([label, read]) => (read(there) === read(typed) ? [] : [`${label}: ${read(there) || '–'}`]));
  };
}

function namesOf(ids: readonly string[], people: People): string {
  const names = ids.map((id) => people.find((person) => person.id === id)?.name ?? id);
  return names.sort((one, other) => one.localeCompare(other)).join(', ');
}
