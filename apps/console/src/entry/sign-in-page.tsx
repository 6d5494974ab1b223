import type { FactorMethod } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { askPasskey, passkeysWork } from '../account/passkeys.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';
import { SecondStep } from './second-step.tsx';

export interface SignInPageProps {
  readonly organisationName: string;
  /** No admin exists yet: the way in is the address that the server printed. */
  readonly setupNeeded: boolean;
  /** Who forgot the password can have a link sent. */
  readonly canMail: boolean;
}

export function SignInPage({ organisationName, setupNeeded, canMail }: SignInPageProps) {
  const { t } = useTexts();
  return setupNeeded ? (
    <EntryFrame title={t('signIn.setupTitle')} lead={t('signIn.setupLead')}>
      {t('signIn.setupHow')}
    </EntryFrame>
  ) : (
    <SignInForm organisationName={organisationName} canMail={canMail} />
  );
}

function SignInForm({ organisationName, canMail }: Pick<SignInPageProps, 'organisationName' | 'canMail'>) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [factors, setFactors] = useState<readonly FactorMethod[]>([]);
  const [forgotten, setForgotten] = useState(false);
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
  if (forgotten) return <ForgottenPassword email={email} onBack={() => setForgotten(false)} />;
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
        {canMail ? (
          <Anchor component="button" type="button" size="sm" onClick={() => setForgotten(true)}>
            {t('signIn.forgotten')}
          </Anchor>
        ) : null}
      </form>
    </EntryFrame>
  );
}
