import { http, type VendorRecord } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NumberInput, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useVendorChange } from './use-vendors.ts';

export const NEW_VENDOR: VendorRecord = { id: '', name: '', contacts: '', contract: '', portal: '', answerWithinHours: 24 };
const LENGTHS = { name: 120, contract: 200, portal: 300 } as const;

/** Who they are, how they are reached, and by when they promise to answer. */
export function VendorForm({ vendor, onDone }: { readonly vendor: VendorRecord; readonly onDone: () => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const [draft, setDraft] = useState(vendor);
  const set = (parts: Partial<VendorRecord>) => setDraft({ ...draft, ...parts });
  const save = useVendorChange(({ id, ...body }: VendorRecord) =>
    id === '' ? api.callRoute(http.vendorCreate, { body }) : api.callRoute(http.vendorWrite, { params: { id }, body }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft, { onSuccess: onDone });
  };
  const field = (name: keyof typeof LENGTHS) => (
    <TextInput
      size="sm"
      label={t(`vendors.${name}`)}
      type={name === 'portal' ? 'url' : 'text'}
      required={name === 'name'}
      maxLength={LENGTHS[name]}
      value={draft[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit}>
      <Stack gap="sm">
        {field('name')}
        <Textarea
          size="sm"
          label={t('vendors.contacts')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          value={draft.contacts}
          onChange={(event) => set({ contacts: event.currentTarget.value })}
        />
        {field('contract')}
        {field('portal')}
        <NumberInput
          size="sm"
          label={t('vendors.answerWithinHours')}
          min={1}
          max={2160}
          allowDecimal={false}
          value={draft.answerWithinHours}
          onChange={(value) => set({ answerWithinHours: Math.max(1, Number(value) || 1) })}
        />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={draft.name.trim() === ''}>
            {t('case.save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('case.drop')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
