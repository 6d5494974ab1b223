import { type FleetView, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { isFiltered, readFilter, sameFilter } from './fleet-search.ts';
import { useFleetChange } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** Filters with a name, for everybody at the desk. */
export function SavedViews({ views }: { readonly views: readonly FleetView[] }) {
  const { t } = useTexts();
  const may = useMay()('fleet.manage');
  const notices = useNotices();
  const { search, go } = useFleetSearch();
  const [saving, setSaving] = useState(false);
  const filter = readFilter({ ...search });
  const current = views.find((view) => sameFilter(view.filter, filter));
  const remove = useFleetChange((api, id: string) => api.callRoute(http.viewRemove, { params: { id }, body: {} }));
  const canSave = may && current === undefined && isFiltered(filter);
  if (views.length === 0 && !canSave) return null;
  return (
    <Group gap="xs" role="group" aria-label={t('fleet.views')}>
      <Text size="sm" c="dimmed">
        {t('fleet.views')}
      </Text>
      {views.map((view) => (
        <Group key={view.id} gap={2} wrap="nowrap">
          <Button
            size="compact-sm"
            variant={view === current ? 'filled' : 'default'}
            aria-pressed={view === current}
            onClick={() => go('devices', view.filter)}
          >
            {view.name}
          </Button>
          {may && view === current ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              c="inherit"
              aria-label={t('fleet.removeView', { name: view.name })}
              loading={remove.isPending}
              onClick={() => remove.mutate(view.id, { onError: notices.failed })}
            >
              <IconX size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          ) : null}
        </Group>
      ))}
      {canSave ? (
        <Button size="compact-sm" variant="subtle" onClick={() => setSaving(true)}>
          {t('fleet.saveView')}
        </Button>
      ) : null}
      <Modal
        opened={saving}
        onClose={() => setSaving(false)}
        title={t('fleet.saveViewTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        <SaveForm onDone={() => setSaving(false)} />
      </Modal>
    </Group>
  );
}

function SaveForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTexts();
  const { search } = useFleetSearch();
  const [name, setName] = useState('');
  const save = useFleetChange((api, body: { name: string }) =>
    api.callRoute(http.viewCreate, { body: { ...body, filter: readFilter({ ...search }) } }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t('fleet.viewName')}
          description={t('fleet.viewWhy')}
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {save.error === null ? null : <Failure error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('fleet.saveViewGo')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
