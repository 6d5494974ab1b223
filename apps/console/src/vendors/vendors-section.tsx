import { http, type VendorRecord } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useVendorChange, useVendors } from './use-vendors.ts';
import { NEW_VENDOR, VendorForm } from './vendor-form.tsx';

/** Whom the desk passes on what it cannot help with itself. */
export function VendorsSection() {
  const { t } = useTexts();
  const may = useMay();
  const read = useVendors();
  const [adding, setAdding] = useState(false);
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return (
    <Stack gap="md" maw={560}>
      <Text c="dimmed">{t('vendors.why')}</Text>
      {read.data?.length === 0 && !adding ? (
        <EmptyState order={2} title={t('vendors.none')}>
          {t('vendors.noneHere')}
        </EmptyState>
      ) : null}
      {read.data?.map((vendor) => (
        <VendorCard key={vendor.id} vendor={vendor} canEdit={may('vendors.manage')} />
      ))}
      {adding ? <VendorForm vendor={NEW_VENDOR} onDone={() => setAdding(false)} /> : null}
      {may('vendors.manage') && !adding ? (
        <Group>
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('vendors.add')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function VendorCard({ vendor, canEdit }: { readonly vendor: VendorRecord; readonly canEdit: boolean }) {
  const { t } = useTexts();
  const { api } = useServices();
  const [editing, setEditing] = useState(false);
  const remove = useVendorChange(() => api.callRoute(http.vendorRemove, { params: { id: vendor.id }, body: {} }));
  if (editing) return <VendorForm vendor={vendor} onDone={() => setEditing(false)} />;
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
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {t('vendors.change')}
          </Button>
          <Button size="compact-sm" variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
            {t('vendors.remove')}
          </Button>
        </Group>
      ) : null}
    </Paper>
  );
}
