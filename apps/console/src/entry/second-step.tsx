import type { FactorMethod } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { askPasskey, passkeysWork } from '../account/passkeys.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';

export interface SecondStepProps {
  readonly factors: readonly FactorMethod[];
  readonly onSignedIn: () => Promise<unknown>;
  readonly onBack: () => void;
}

/** After the right password: a code from the app, a recovery code, or a passkey. */
export function SecondStep({ factors, onSignedIn, onBack }: SecondStepProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [method, setMethod] = useState<FactorMethod>(factors[0] ?? 'totp');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () => (method === 'passkey' ? api.signInByPasskey(askPasskey) : api.signInByCode(method, code)),
    onSuccess: onSignedIn,
  });
  const choose = (next: FactorMethod) => {
    setMethod(next);
    setCode('');
    signIn.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const others = factors.filter((each) => each !== method && (each !== 'passkey' || passkeysWork()));
  return (
    <EntryFrame title={t('signIn.second')} lead={t(`signIn.lead.${method}`)}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {signIn.error === null ? null : <Failure error={signIn.error} safe={t('signIn.safe')} />}
        {method === 'passkey' ? null : (
          <TextInput
            key={method}
            label={t(`signIn.code.${method}`)}
            inputMode={method === 'totp' ? 'numeric' : 'text'}
            autoComplete="one-time-code"
            required
            autoFocus
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t(method === 'passkey' ? 'signIn.passkey' : 'signIn.go')}
        </Button>
        <Group gap="md">
          {others.map((each) => (
            <Anchor key={each} component="button" type="button" size="sm" onClick={() => choose(each)}>
              {t(`signIn.use.${each}`)}
            </Anchor>
          ))}
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            {t('signIn.back')}
          </Anchor>
        </Group>
      </form>
    </EntryFrame>
  );
}
