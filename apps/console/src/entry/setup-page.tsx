import { AppError } from '@alongside/base';
import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Divider, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { EmailInput } from '../shared/email-input.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';
import { NewPassword, PASSWORD_LENGTH } from './new-password.tsx';
import { UsedLink } from './used-link.tsx';

export interface EntryLinkProps {
  readonly token: string;
  /** The account is ready and signed in, or the link is given up. */
  readonly onDone: () => void;
}

/** Codes with which the server says that a link is used, old or unknown; a route that is gone is 404. */
const GONE = new Set(['auth.token-used', 'setup.done', 'rpc.unknown-method', 'auth.refused']);
export const isUsedLink = (error: unknown) =>
  error instanceof AppError && (GONE.has(error.code) || (error.code === 'request.invalid' && error.message.endsWith('404')));

/** `/#setup=TOKEN`: the first admin and the organisation's name. */
export function SetupPage({ token, onDone }: EntryLinkProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [organisationName, setOrganisationName] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const make = useMutation({
    mutationFn: async () => {
      await api.callRoute(http.setup, {
        body: { token, name: name.trim(), email: email.trim(), password, organisationName: organisationName.trim() },
      });
      await api.signIn(email.trim(), password);
    },
    onSuccess: onDone,
  });
  if (isUsedLink(make.error)) return <UsedLink kind="setup" error={make.error} onLeave={onDone} />;
  const ready = organisationName.trim() !== '' && name.trim() !== '' && email !== '' && password.length >= PASSWORD_LENGTH.least;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <EntryFrame title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {make.error === null ? null : <Failure error={make.error} safe={t('setup.safe')} />}
        <TextInput
          label={t('setup.organisation')}
          description={t('setup.organisationWhy')}
          autoComplete="organization"
          required
          maxLength={120}
          value={organisationName}
          onChange={(event) => setOrganisationName(event.currentTarget.value)}
        />
        <Divider />
        <TextInput
          label={t('account.name')}
          description={t('account.nameWhy')}
          autoComplete="name"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <EmailInput autoComplete="username" required value={email} onValue={setEmail} />
        <NewPassword value={password} onChange={setPassword} />
        <Button type="submit" loading={make.isPending} disabled={!ready} fullWidth>
          {t('setup.go')}
        </Button>
      </form>
    </EntryFrame>
  );
}
