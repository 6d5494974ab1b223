import { AppError, toAppError } from '@alongside/base';
import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { askPasskey, passkeysWork } from './passkeys.ts';

type Confirmed = <T>(action: () => Promise<T>) => Promise<T>;
const Context = createContext<Confirmed | undefined>(undefined);

/** Runs an action; where the server first wants to know who is here, asks and runs it again. */
export function useConfirmed(): Confirmed {
  const confirmed = useContext(Context);
  if (confirmed === undefined) throw new Error('useConfirmed outside of ConfirmProvider');
  return confirmed;
}

interface Waiting {
  readonly done: () => void;
  readonly cancelled: () => void;
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [waiting, setWaiting] = useState<Waiting>();
  const ask = useCallback(
    () =>
      new Promise<void>((resolve, reject) => {
        setWaiting({
          done: resolve,
          cancelled: () => reject(new AppError('request.cancelled', 'not confirmed')),
        });
      }).finally(() => setWaiting(undefined)),
    [],
  );
  const confirmed = useMemo<Confirmed>(
    () => async (action) => {
      try {
        return await action();
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'auth.confirm') throw error;
        await ask();
        return action();
      }
    },
    [ask],
  );
  return (
    <Context.Provider value={confirmed}>
      {children}
      <Modal
        opened={waiting !== undefined}
        onClose={() => waiting?.cancelled()}
        title={t('confirm.title')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {waiting === undefined ? null : <ConfirmForm onDone={waiting.done} />}
      </Modal>
    </Context.Provider>
  );
}

/** By the second factor where there is one, by the password where there is none. */
function ConfirmForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const account = useQuery({ queryKey: ['account'], queryFn: () => api.callRoute(http.account) });
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const isThere = account.data !== undefined;
  useEffect(() => {
    // The dialog has taken the focus before there was a field.
    if (isThere) field.current?.focus();
  }, [isThere]);
  const byTyping = useMutation({
    mutationFn: (by: 'password' | 'totp') =>
      api.callRoute(http.confirm, { body: by === 'totp' ? { by, code: typed } : { by, password: typed } }),
    onSuccess: onDone,
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      const { options } = await api.callRoute(http.confirmOptions, { body: {} });
      return api.callRoute(http.confirm, { body: { by: 'passkey', response: await askPasskey(options) } });
    },
    onSuccess: onDone,
  });
  if (account.data === undefined) {
    return account.error === null ? (
      <Skeleton height={80} />
    ) : (
      <Failure error={account.error} onRetry={() => void account.refetch()} />
    );
  }
  const { totp, passkeys } = account.data;
  const hasPasskey = passkeys.length > 0 && passkeysWork();
  const typing = totp ? 'totp' : passkeys.length > 0 ? undefined : 'password';
  const isWrong = typing === 'password' && byTyping.error !== null && toAppError(byTyping.error).code === 'auth.refused';
  const error = isWrong ? null : (byTyping.error ?? byPasskey.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typing !== undefined) byTyping.mutate(typing);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text c="dimmed">{t('confirm.why')}</Text>
        {error === null ? null : <Failure error={error} safe={t('confirm.safe')} />}
        {typing === 'password' ? (
          <PasswordInput
            ref={field}
            label={t('account.password')}
            error={isWrong ? t('confirm.wrong') : undefined}
            autoComplete="current-password"
            required
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': t('account.showPassword') }}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        {typing === 'totp' ? (
          <TextInput
            ref={field}
            label={t('security.code')}
            description={t('security.codeWhy')}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            data-autofocus
            maxLength={7}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <Group justify="end">
          {hasPasskey ? (
            <Button
              variant={typing === undefined ? 'filled' : 'default'}
              loading={byPasskey.isPending}
              onClick={() => byPasskey.mutate()}
            >
              {t('confirm.passkey')}
            </Button>
          ) : null}
          {typing === undefined ? null : (
            <Button type="submit" loading={byTyping.isPending}>
              {t('confirm.go')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
