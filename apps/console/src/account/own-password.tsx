import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { NewPassword, PASSWORD_LENGTH } from '../entry/new-password.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useAccountChange } from './use-account-change.ts';

/** Another password; who is here is asked before, and every other place is signed out. */
export function OwnPassword() {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const [password, setPassword] = useState('');
  const change = useAccountChange(
    () => api.callRoute(http.passwordChange, { body: { password } }),
    () => {
      setPassword('');
      notices.said(t('security.passwordChanged'));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined);
  };
  return (
    <section aria-labelledby="security-password">
      <Title order={2} size="h3" id="security-password" mb={4}>
        {t('account.password')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('security.passwordWhy')}
      </Text>
      <form onSubmit={submit}>
        <Group align="end" gap="sm">
          <div style={{ width: 320 }}>
            <NewPassword value={password} onChange={setPassword} />
          </div>
          <Button type="submit" variant="default" loading={change.isPending} disabled={password.length < PASSWORD_LENGTH.least}>
            {t('security.changePassword')}
          </Button>
        </Group>
      </form>
    </section>
  );
}
