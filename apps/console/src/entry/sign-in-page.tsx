import { useTexts } from '@alongside/ui';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';

export interface SignInPageProps {
  readonly organisationName: string;
  /** No admin exists yet: the way in is the address that the server printed. */
  readonly setupNeeded: boolean;
}

export function SignInPage({ organisationName, setupNeeded }: SignInPageProps) {
  const { t } = useTexts();
  return setupNeeded ? (
    <EntryFrame title={t('signIn.setupTitle')} lead={t('signIn.setupLead')}>
      {t('signIn.setupHow')}
    </EntryFrame>
  ) : (
    <SignInForm organisationName={organisationName} />
  );
}

function SignInForm({ organisationName }: { readonly organisationName: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => api.signIn(email.trim(), password),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <EntryFrame title={t('signIn.title')} lead={organisationName === '' ? undefined : organisationName}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {signIn.error === null ? null : <Failure error={signIn.error} safe={t('signIn.safe')} />}
        <TextInput
          label={t('account.email')}
          type="email"
          autoComplete="username"
          required
          data-autofocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('account.password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('account.showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn.go')}
        </Button>
      </form>
    </EntryFrame>
  );
}
