import { http, type VendorRecord } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useEditedRow } from '../shared/use-edited-row.ts';
import { useVendorChange, useVendors } from './use-vendors.ts';
import { NEW_VENDOR, VendorForm, vendorPlace } from './vendor-form.tsx';

/** Whom the desk passes on what it cannot help with itself. */
export function VendorsSection() {
  const { t } = useTexts();
  const may = useMay();
  const read = useVendors();
  const { preferences } = useServices();
  const isDrafted = (id: string) => may('vendors.manage') && preferences.draft(vendorPlace(id)) !== '';
  const drafted = ['', ...(read.data ?? []).map(({ id }) => id)].find(isDrafted);
  const { box, edited, edit, close } = useEditedRow(drafted);
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return (
    <Stack ref={box} gap="md" maw={560}>
      <Text c="dimmed">{t('vendors.why')}</Text>
      {read.data?.length === 0 && edited !== '' ? (
        <EmptyState order={2} title={t('vendors.none')}>
          {t('vendors.noneHere')}
        </EmptyState>
      ) : null}
      {read.data?.map((vendor) =>
        edited === vendor.id ? (
          <VendorForm key={vendor.id} vendor={vendor} onDone={close} />
        ) : (
          <VendorCard key={vendor.id} vendor={vendor} canEdit={may('vendors.manage')} onEdit={() => edit(vendor.id)} />
        ),
      )}
      {edited === '' ? <VendorForm vendor={NEW_VENDOR} onDone={close} /> : null}
      {may('vendors.manage') && edited !== '' ? (
        <Group>
          <Button data-edit="" variant="default" onClick={() => edit('')}>
            {t('vendors.add')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

interface VendorCardProps {
  readonly vendor: VendorRecord;
  readonly canEdit: boolean;
  readonly onEdit: () => void;
}

function VendorCard({ vendor, canEdit, onEdit }: VendorCardProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const remove = useVendorChange(() => api.callRoute(http.vendorRemove, { params: { id: vendor.id }, body: {} }));
  const { name, contacts, contract, portal, answerWithinHours } = vendor;
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Title order={2} size="h4">
        {name}
      </Title>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {contacts}
      </Text>
      <Text size="sm">
        {[contract, t('vendors.within', { count: answerWithinHours })].filter((part) => part !== '').join(' · ')}
      </Text>
      {portal === '' ? null : (
        <Anchor size="sm" href={portal} target="_blank" rel="noreferrer noopener">
          {portal}
        </Anchor>
      )}
      {canEdit ? (
        <Group gap="xs" mt="xs">
          <Button data-edit={vendor.id} size="compact-sm" variant="default" onClick={onEdit}>
            {t('vendors.change')}
          </Button>
          <RemoveButton
            size="compact-sm"
            label={t('vendors.removeName', { name })}
            why={t('vendors.removeWhy')}
            pending={remove.isPending}
            onRemove={() => remove.mutate(undefined)}
          />
        </Group>
      ) : null}
    </Paper>
  );
}
