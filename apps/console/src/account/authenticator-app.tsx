import { http } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, PasswordInput, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useServices } from '../shared/services.ts';
import { QrPicture } from './qr-picture.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useAccountChange } from './use-account-change.ts';

type Doing = 'nothing' | 'starting' | 'renewing' | { readonly uri: string; readonly recoveryCodes: readonly string[] };

/** Codes from an app on another device, and recovery codes for the day on which that is lost. */
export function AuthenticatorApp({ totp, recoveryCodesLeft }: { readonly totp: boolean; readonly recoveryCodesLeft: number }) {
  const { t } = useTexts();
  const { api } = useServices();
  const [doing, setDoing] = useState<Doing>('nothing');
  const [codes, setCodes] = useState<readonly string[]>([]);
  const start = useAccountChange((password: string) => api.callRoute(http.totpStart, { body: { password } }), setDoing);
  const renew = useAccountChange(
    (password: string) => api.callRoute(http.recoveryCodes, { body: { password } }),
    (made) => {
      setDoing('nothing');
      setCodes(made.recoveryCodes);
    },
  );
  const remove = useAccountChange(() => api.callRoute(http.totpRemove, { body: {} }));
  return (
    <section aria-labelledby="security-app">
      <Title order={2} size="h3" id="security-app" mb={4}>
        {t('security.app')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('security.appWhy')}
      </Text>
      <Stack gap="sm" align="start">
        <StatusLight of={totp ? 'idle' : 'offline'} filled={totp}>
          {totp ? t('security.appOn', { count: recoveryCodesLeft }) : t('security.off')}
        </StatusLight>
        {codes.length > 0 ? <RecoveryCodes codes={codes} onKept={() => setCodes([])} /> : null}
        {typeof doing === 'object' ? (
          <NewApp
            {...doing}
            onDone={() => {
              setDoing('nothing');
              setCodes(doing.recoveryCodes);
            }}
            onCancel={() => setDoing('nothing')}
          />
        ) : null}
        {doing === 'starting' || doing === 'renewing' ? (
          <PasswordForm
            action={doing === 'starting' ? t('security.appStart') : t('security.renew')}
            pending={start.isPending || renew.isPending}
            onPassword={(password) => (doing === 'starting' ? start : renew).mutate(password)}
            onCancel={() => setDoing('nothing')}
          />
        ) : null}
        {doing !== 'nothing' ? null : totp ? (
          <Group gap="xs">
            <Button variant="default" size="compact-md" onClick={() => setDoing('renewing')}>
              {t('security.renew')}
            </Button>
            <Button variant="default" size="compact-md" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
              {t('security.appRemove')}
            </Button>
          </Group>
        ) : (
          <Button variant="default" size="compact-md" onClick={() => setDoing('starting')}>
            {t('security.appStart')}
          </Button>
        )}
      </Stack>
    </section>
  );
}

interface PasswordFormProps {
  readonly action: string;
  readonly pending: boolean;
  readonly onPassword: (password: string) => void;
  readonly onCancel: () => void;
}

function PasswordForm({ action, pending, onPassword, onCancel }: PasswordFormProps) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPassword(password);
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm">
        <PasswordInput
          label={t('security.yourPassword')}
          autoComplete="current-password"
          required
          minLength={12}
          maxLength={128}
          w={260}
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('account.showPassword') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={pending}>
          {action}
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          {t('security.cancel')}
        </Button>
      </Group>
    </form>
  );
}

interface NewAppProps {
  readonly uri: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** The secret to type or to open, and a first code that shows that both sides have the same. */
function NewApp({ uri, onDone, onCancel }: NewAppProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [code, setCode] = useState('');
  const finish = useAccountChange(() => api.callRoute(http.totpConfirm, { body: { code } }), onDone);
  const secret = (new URL(uri).searchParams.get('secret') ?? '').replaceAll(/.{4}(?=.)/gu, '$& ');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish.mutate(undefined);
  };
  return (
    <Paper p="md" w="100%">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t('security.newApp')}</Text>
          <Group align="center" gap="lg" wrap="nowrap">
            <QrPicture text={uri} label={t('security.qr')} />
            <Stack gap="sm" style={{ flex: 1 }}>
              <Textarea
                rows={2}
                label={t('security.secret')}
                readOnly
                value={secret}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                onFocus={(event) => event.currentTarget.select()}
              />
              <Anchor href={uri} size="sm">
                {t('security.openApp')}
              </Anchor>
            </Stack>
          </Group>
          <Group align="end" gap="sm">
            <TextInput
              label={t('security.firstCode')}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              maxLength={7}
              w={180}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" loading={finish.isPending}>
              {t('security.switchOn')}
            </Button>
            <Button variant="subtle" onClick={onCancel}>
              {t('security.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
