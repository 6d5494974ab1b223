import { API_KEY_DAYS, API_KEY_SCOPES, type ApiKeyScope, apiKeyScope, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAccountChange } from '../account/use-account-change.ts';
import { useServices } from '../shared/services.ts';

type Days = (typeof API_KEY_DAYS)[number];

/** Another key; the server asks who one is first. */
export function ApiKeyForm({ onMade }: { readonly onMade: (key: string) => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>([]);
  const [days, setDays] = useState<Days>(API_KEY_DAYS[1]);
  const make = useAccountChange(
    () => api.callRoute(http.apiKeyCreate, { body: { name: name.trim(), scopes: [...scopes], days } }),
    ({ key }) => {
      setName('');
      setScopes([]);
      onMade(key);
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm" mb="sm">
        <TextInput
          label={t('programs.name')}
          required
          maxLength={40}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('programs.days')}
          value={String(days)}
          onChange={(event) =>
            setDays(API_KEY_DAYS.find((each) => String(each) === event.currentTarget.value) ?? API_KEY_DAYS[1])
          }
          data={API_KEY_DAYS.map((each) => ({ value: String(each), label: t('programs.forDays', { count: each }) }))}
        />
      </Group>
      <Checkbox.Group
        label={t('programs.scopes')}
        description={t('programs.scopesWhy')}
        value={[...scopes]}
        onChange={(next) => setScopes(next.flatMap((each) => apiKeyScope.safeParse(each).data ?? []))}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={4} mt={4}>
          {API_KEY_SCOPES.map((scope) => (
            <Checkbox key={scope} size="sm" value={scope} label={t(`programs.scope.${scope}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Button type="submit" mt="sm" loading={make.isPending} disabled={name.trim() === '' || scopes.length === 0}>
        {t('programs.make')}
      </Button>
    </form>
  );
}
