import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AuthenticatorApp } from '../account/authenticator-app.tsx';
import { OwnPassword } from '../account/own-password.tsx';
import { Passkeys } from '../account/passkey-list.tsx';
import { SignIns } from '../account/sign-in-list.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';

/** What proves that it is you, and where you are signed in. */
export function SecuritySection() {
  const { t } = useTexts();
  const { api } = useServices();
  const { user } = useDesk();
  const account = useQuery({ queryKey: ['account'], queryFn: () => api.callRoute(http.account) });
  if (account.data === undefined) {
    if (account.error !== null) return <Failure error={account.error} onRetry={() => void account.refetch()} />;
    return (
      <Stack gap="md" aria-busy="true">
        <Skeleton height={90} />
        <Skeleton height={90} />
        <Skeleton height={160} />
      </Stack>
    );
  }
  return (
    <Stack gap="xl" maw={760}>
      {user.factorMissing ? (
        <Alert color="viewed" title={t('security.missing')}>
          {t('security.missingTodo')}
        </Alert>
      ) : null}
      {user.factorMissing ? null : <OwnPassword />}
      <AuthenticatorApp {...account.data} />
      <Passkeys {...account.data} />
      <SignIns signIns={account.data.signIns} />
    </Stack>
  );
}
