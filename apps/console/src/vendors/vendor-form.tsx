import { http, type VendorRecord } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NumberInput, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { z } from 'zod';
import { ChangedMeanwhile } from '../shared/changed-meanwhile.tsx';
import { useServices } from '../shared/services.ts';
import { useKeptForm } from '../shared/use-kept-form.ts';
import { useVendorChange } from './use-vendors.ts';

export const NEW_VENDOR: VendorRecord = {
  id: '',
  name: '',
  contacts: '',
  contract: '',
  portal: '',
  answerWithinHours: 24,
  version: 0,
};
/** With what is half written: the server says of it what is wrong. */
const draftSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  contacts: z.string(),
  contract: z.string(),
  portal: z.string(),
  answerWithinHours: z.number(),
  /** That the change began with. */
  version: z.int(),
});
const LENGTHS = { name: 120, contract: 200, portal: 300 } as const;

/** Where the draft of one is kept; '' is a new one. */
export const vendorPlace = (id: string) => `vendor.${id}`;

/** Who they are, how they are reached, and by when they promise to answer. */
export function VendorForm({ vendor, onDone }: { readonly vendor: VendorRecord; readonly onDone: () => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const { value: draft, set, drop } = useKeptForm(vendorPlace(vendor.id), draftSchema, vendor);
  const save = useVendorChange(({ id, version, ...body }: VendorRecord) =>
    id === ''
      ? api.callRoute(http.vendorCreate, { body })
      : api.callRoute(http.vendorWrite, { params: { id }, body: { ...body, version } }),
  );
  const differences = useDifferences();
  const leave = () => {
    drop();
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft, { onSuccess: leave });
  };
  const takeTheirs = () => {
    set(vendor);
    save.reset();
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
        <ChangedMeanwhile
          error={save.error}
          now={differences(vendor, draft)}
          pending={save.isPending}
          onTheirs={takeTheirs}
          onMine={() => save.mutate({ ...draft, version: vendor.version }, { onSuccess: leave })}
        />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={draft.name.trim() === ''}>
            {t('case.save')}
          </Button>
          <Button variant="default" onClick={leave}>
            {t('case.drop')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** What is there and is another than what was typed, field by field. */
function useDifferences(): (there: VendorRecord, typed: VendorRecord) => string[] {
  const { t } = useTexts();
  const names = ['name', 'contacts', 'contract', 'portal', 'answerWithinHours'] as const;
  return (there, typed) =>
    names.flatMap((name) => (there[name] === typed[name] ? [] : [`${t(`vendors.${name}`)}: ${there[name] || '–'}`]));
}
