import { AppError } from '@alongside/base';
import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';
import { NewPassword, PASSWORD_LENGTH } from './new-password.tsx';
import { type EntryLinkProps, isUsedLink } from './setup-page.tsx';
import { UsedLink } from './used-link.tsx';

/** `/#invite=TOKEN`: an invitation or a reset; sets the password and signs in. */
export function InvitePage({ token, onDone }: EntryLinkProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [password, setPassword] = useState('');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.callRoute(http.invitationRead, { body: { token } }),
    retry: false,
    // The form below must not be emptied by a second look at the link.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const accept = useMutation({
    mutationFn: async (email: string) => {
      await api.callRoute(http.invitationAccept, { body: { token, password } });
      await api.signIn(email, password);
    },
    onSuccess: onDone,
  });
  const error = accept.error ?? invitation.error;
  if (error instanceof AppError && error.code === 'auth.link-withdrawn') {
    return <UsedLink kind="withdrawn" error={error} onLeave={onDone} />;
  }
  if (isUsedLink(error)) return <UsedLink kind="invite" error={error} onLeave={onDone} />;
  if (invitation.data === undefined) {
    return (
      <EntryFrame title={t('invite.opening')}>
        {invitation.error === null ? (
          <Skeleton height={160} />
        ) : (
          <Failure error={invitation.error} safe={t('invite.safe')} onRetry={() => void invitation.refetch()} />
        )}
      </EntryFrame>
    );
  }
  const { kind, name, email } = invitation.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate(email);
  };
  return (
    <EntryFrame title={t(`invite.${kind}.title`, { name })} lead={t(`invite.${kind}.lead`)}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {accept.error === null ? null : <Failure error={accept.error} safe={t('invite.safe')} />}
        <TextInput label={t('account.email')} value={email} readOnly autoComplete="username" />
        <NewPassword value={password} onChange={setPassword} />
        <Button type="submit" loading={accept.isPending} disabled={password.length < PASSWORD_LENGTH.least} fullWidth>
          {t('invite.go')}
        </Button>
      </form>
    </EntryFrame>
  );
}
