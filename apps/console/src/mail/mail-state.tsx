import type { MailLine } from '@alongside/protocol';
import { StatusLight, type StatusLightProps, useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';

const LOOKS: Readonly<Record<MailLine['state'], StatusLightProps['of']>> = { waiting: 'unknown', sent: 'pass', failed: 'fail' };

/** What became of a mail: that the mail server took it, never that somebody read it. */
export function MailState({ mail }: { readonly mail: MailLine }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { state, attempts, nextAt, error } = mail;
  const when = nextAt === null ? '' : formats.dayAndTime(nextAt);
  return (
    <div>
      <StatusLight of={LOOKS[state]}>
        {state === 'waiting' && attempts > 0 ? t('mail.state.again', { when }) : t(`mail.state.${state}`)}
      </StatusLight>
      {error === null ? null : (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {error}
        </Text>
      )}
    </div>
  );
}
