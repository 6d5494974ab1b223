import type { TicketCase, VendorHand } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { saveText, useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Code, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useNow } from '../shared/use-observable.ts';
import { useVendorChange, useVendors } from './use-vendors.ts';

interface VendorPartProps {
  readonly ticketId: string;
  readonly ticket: TicketCase;
}

/** The way to a vendor: what they would get, the user's answer to it, and then the reference and the time. */
export function VendorPart({ ticketId, ticket }: VendorPartProps) {
  const { t } = useTexts();
  const hand = ticket.vendor;
  return (
    <Stack gap="xs">
      {hand === null ? null : (
        <Text size="sm" role="status">
          {t(`vendors.state.${hand.state}`, { vendor: hand.vendor.name })}
        </Text>
      )}
      {hand?.state === 'agreed' || hand?.state === 'sent' ? <Sending ticketId={ticketId} hand={hand} /> : null}
      {hand?.state === 'sent' ? null : <Asking ticketId={ticketId} />}
    </Stack>
  );
}

function Asking({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const vendors = useVendors().data ?? [];
  const [chosen, setChosen] = useState('');
  const vendorId = vendors.some(({ id }) => id === chosen) ? chosen : (vendors[0]?.id ?? '');
  const preview = useMutation({
    mutationFn: () => api.callRoute(http.vendorPreview, { params: { id: ticketId }, body: { vendorId } }),
    onError: notices.failed,
  });
  const ask = useVendorChange(
    () => api.callRoute(http.vendorAsk, { params: { id: ticketId }, body: { vendorId } }).then(preview.reset),
    ticketId,
  );
  if (vendors.length === 0) return <Text size="sm">{t('vendors.noneMore')}</Text>;
  return (
    <>
      <NativeSelect
        size="sm"
        label={t('vendors.vendor')}
        value={vendorId}
        onChange={(event) => {
          setChosen(event.currentTarget.value);
          preview.reset();
        }}
        data={vendors.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {preview.data === undefined ? null : (
        <Code
          block
          tabIndex={0}
          mah={240}
          style={{ overflow: 'auto', whiteSpace: 'pre-wrap' }}
          aria-label={t('vendors.wouldGet')}
        >
          {JSON.stringify(JSON.parse(preview.data.text), null, 2)}
        </Code>
      )}
      {preview.data?.reduced ? <Text size="sm">{t('vendors.reduced')}</Text> : null}
      <Group gap="xs">
        <Button size="compact-sm" variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
          {t('vendors.preview')}
        </Button>
        <Button size="compact-sm" loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
          {t('vendors.ask')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('vendors.askWhy')}
      </Text>
    </>
  );
}

function Sending({ ticketId, hand }: { readonly ticketId: string; readonly hand: VendorHand & { state: 'agreed' | 'sent' } }) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const [typed, setTyped] = useState<string>();
  const reference = typed ?? (hand.state === 'sent' ? hand.reference : '');
  const save = useMutation({
    mutationFn: async () => {
      const { text } = await api.callRoute(http.vendorPackageRead, { params: { id: ticketId } });
      saveText(`vendor-package-${hand.package.slice(0, 8)}.json`, text, 'application/json');
    },
    onError: notices.failed,
  });
  const sent = useVendorChange(
    () => api.callRoute(http.vendorSent, { params: { id: ticketId }, body: { reference: reference.trim() } }),
    ticketId,
  );
  return (
    <>
      {hand.state === 'sent' ? <Promised dueAt={hand.dueAt} /> : null}
      <Group>
        <Button size="compact-sm" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t('vendors.savePackage')}
        </Button>
      </Group>
      <TextInput
        size="sm"
        label={t('work.reference')}
        maxLength={120}
        value={reference}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group>
        <Button
          size="compact-sm"
          loading={sent.isPending}
          disabled={reference.trim() === ''}
          onClick={() => sent.mutate(undefined, { onSuccess: () => setTyped(undefined) })}
        >
          {t(hand.state === 'sent' ? 'vendors.otherReference' : 'vendors.isSent')}
        </Button>
      </Group>
    </>
  );
}

/** By when they promised to answer; it stands out once that has passed. */
function Promised({ dueAt }: { readonly dueAt: number }) {
  const { t } = useTexts();
  const time = useFormats().dayAndTime(dueAt);
  if (useNow(30_000) <= dueAt) return <Text size="sm">{t('vendors.due', { time })}</Text>;
  return (
    <Alert color="viewed" p="xs">
      {t('vendors.late', { time })}
    </Alert>
  );
}
