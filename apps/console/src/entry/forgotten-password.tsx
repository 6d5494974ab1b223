import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';

export interface ForgottenPasswordProps {
  readonly email: string;
  readonly onBack: () => void;
}

/** A link to one's mailbox. Whether there is such an account is not said. */
export function ForgottenPassword({ email: typed, onBack }: ForgottenPasswordProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [email, setEmail] = useState(typed);
  const send = useMutation({
    mutationFn: () => api.callRoute(http.passwordForgotten, { body: { email: email.trim() } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  const back = (
    <Button variant="default" fullWidth onClick={onBack}>
      {t('usedLink.toSignIn')}
    </Button>
  );
  if (send.isSuccess) {
    return (
      <EntryFrame title={t('forgotten.askedTitle')}>
        <Text role="status">{t('forgotten.asked', { email: email.trim() })}</Text>
        {back}
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={t('forgotten.title')} lead={t('forgotten.lead')}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {send.error === null ? null : <Failure error={send.error} safe={t('forgotten.safe')} />}
        <TextInput
          label={t('account.email')}
          type="email"
          autoComplete="username"
          required
          data-autofocus
          maxLength={200}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={send.isPending} fullWidth>
          {t('forgotten.go')}
        </Button>
        {back}
      </form>
    </EntryFrame>
  );
}
