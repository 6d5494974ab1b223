import type { FactorMethod } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { askPasskey, passkeysWork } from '../account/passkeys.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';
import { SecondStep } from './second-step.tsx';

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
  const [factors, setFactors] = useState<readonly FactorMethod[]>([]);
  const signedIn = () => queries.invalidateQueries({ queryKey: ['me'] });
  const signIn = useMutation({
    mutationFn: () => api.signIn(email.trim(), password),
    onSuccess: (needed) => (needed.length > 0 ? setFactors(needed) : signedIn()),
  });
  const byPasskey = useMutation({ mutationFn: () => api.signInByPasskey(askPasskey), onSuccess: signedIn });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  if (factors.length > 0) {
    const startAgain = () => {
      setFactors([]);
      setPassword('');
    };
    return <SecondStep factors={factors} onSignedIn={signedIn} onBack={startAgain} />;
  }
  const error = signIn.error ?? byPasskey.error;
  return (
    <EntryFrame title={t('signIn.title')} lead={organisationName === '' ? undefined : organisationName}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {error === null ? null : <Failure error={error} safe={t('signIn.safe')} />}
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
        {passkeysWork() ? (
          <Button variant="default" loading={byPasskey.isPending} fullWidth onClick={() => byPasskey.mutate()}>
            {t('signIn.passkey')}
          </Button>
        ) : null}
      </form>
    </EntryFrame>
  );
}
