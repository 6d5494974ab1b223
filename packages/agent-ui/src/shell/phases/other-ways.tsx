import { type Phase, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useAsk, useCore } from '../core/core-context.tsx';
import { Details } from '../parts/details.tsx';

type HomePhase = Extract<Phase, { phase: 'home' }>;

/** Refusals of a link that have words of their own. */
const REASONS = ['request.invalid', 'auth.refused', 'auth.token-used'] as const;
type Reason = (typeof REASONS)[number] | 'other';

/** For who is on the phone with a technician, or has got a link from one. */
export function OtherWays({ name, disabled }: { readonly name: string; readonly disabled: boolean }) {
  const { t } = useTexts();
  const ask = useAsk();
  if (disabled) return null;
  return (
    <Stack gap="sm">
      <div>
        <Anchor component="button" type="button" size="sm" onClick={() => void ask(shellPage.helpCode, { name })}>
          {t('home.code')}
        </Anchor>
      </div>
      <Details label={t('home.invitation.open')}>
        <LinkField />
      </Details>
    </Stack>
  );
}

function LinkField() {
  const { t } = useTexts();
  const { client } = useCore();
  const [link, setLink] = useState('');
  const [reason, setReason] = useState<Reason>();
  const [reading, setReading] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const read = async () => {
    setReading(true);
    try {
      await client.call(shellPage.helpInvitation, { link: link.slice(0, 500) });
      setReason(undefined);
    } catch (thrown) {
      const { code } = thrown as { code?: unknown };
      setReason(REASONS.find((known) => known === code) ?? 'other');
      // Where the reason stands, and is read out with it.
      field.current?.focus();
    }
    setReading(false);
  };
  return (
    <Group align="end" gap="sm">
      <TextInput
        ref={field}
        label={t('home.invitation.field')}
        description={t('home.invitation.hint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="off"
        maxLength={500}
        value={link}
        error={reason === undefined ? undefined : t(`home.invitation.reason.${reason.replace('.', '-')}`)}
        onChange={(event) => setLink(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Within the form of the request, which this must not send.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void read();
        }}
        style={{ flex: 1 }}
      />
      <Button variant="default" loading={reading} disabled={link.trim() === ''} onClick={() => void read()}>
        {t('home.invitation.use')}
      </Button>
    </Group>
  );
}

/** Whom the request goes to first, where a link led to it. */
export function ForTechnician({ invitation }: { invitation: NonNullable<HomePhase['invitation']> }) {
  const { t } = useTexts();
  const ask = useAsk();
  const { technician } = invitation;
  return (
    <Alert variant="outline" title={t('home.invitation.for', { name: technician })}>
      <Text size="sm">{t('home.invitation.check', { name: technician })}</Text>
      <Anchor component="button" type="button" size="sm" mt="xs" onClick={() => void ask(shellPage.helpInvitationDrop, {})}>
        {t('home.invitation.drop')}
      </Anchor>
    </Alert>
  );
}
