import { GIVEN_BY_HAND, http, type SupportGroup } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { AssignmentFields } from '../assignment/assignment-fields.tsx';
import { SkillsList } from '../assignment/skills-list.tsx';
import { useMay } from '../desk/desk-context.ts';
import { drawAndFocus } from '../shared/draw-and-focus.ts';
import { Failure } from '../shared/failure.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
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
};
const TIERS = ['1', '2', '3', '4'];

/** Groups of support: a tier is there once a group is of it. One group of the first tier is a whole desk. */
export function GroupsSection() {
  const { t } = useTexts();
  const may = useMay();
  const read = useSupportGroups();
  const [adding, setAdding] = useState(false);
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
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [editing, setEditing] = useState(false);
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
  const [name, setName] = useState(group.name);
  const [tier, setTier] = useState(group.tier);
  const [specialisation, setSpecialisation] = useState(group.specialisation);
  const [minutes, setMinutes] = useState(group.acceptWithinMin);
  const [members, setMembers] = useState<readonly string[]>(group.members.map(({ id }) => id));
  const [assignment, setAssignment] = useState(group.assignment);
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        name: name.trim(),
        tier,
        specialisation,
        acceptWithinMin: minutes,
        memberIds: [...members],
        assignment,
      };
      if (group.id === '') await api.callRoute(http.supportGroupCreate, { body });
      else await api.callRoute(http.supportGroupWrite, { params: { id: group.id }, body });
    },
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: ['support-groups'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Paper withBorder p="sm" component="form" onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('groups.name')}
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('groups.tier')}
          value={String(tier)}
          onChange={(event) => setTier(Number(event.currentTarget.value))}
          data={TIERS.map((value) => ({ value, label: t(`groups.tiers.${value}`) }))}
        />
        <TextInput
          label={t('groups.specialisation')}
          maxLength={120}
          value={specialisation}
          onChange={(event) => setSpecialisation(event.currentTarget.value)}
        />
        <NumberInput
          label={t('groups.acceptWithin')}
          description={t('groups.acceptWithinWhy')}
          min={1}
          max={10_080}
          allowDecimal={false}
          value={minutes}
          onChange={(value) => setMinutes(Number(value) || 1)}
        />
        <Checkbox.Group label={t('groups.members')} value={[...members]} onChange={setMembers}>
          <Stack gap={4} mt={4}>
            {people.map((person) => (
              <Checkbox key={person.id} size="sm" value={person.id} label={person.name} />
            ))}
          </Stack>
        </Checkbox.Group>
        <AssignmentFields value={assignment} onChange={setAssignment} />
        {save.error === null ? null : <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('groups.save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('groups.cancel')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
