import { useFormats, useTexts } from '@alongside/ui';
import { Button, CopyButton, Group, Paper, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

export interface OneTimeLinkProps {
  readonly label: string;
  readonly url: string;
  readonly expiresAt: number;
  /** What else it carries. */
  readonly more?: string;
}

/** A link to hand on. It is shown this once: the server keeps only its hash. */
export function OneTimeLink({ label, url, expiresAt, more }: OneTimeLinkProps) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <Paper p="md" role="status">
      <Group align="end" wrap="nowrap" gap="sm">
        <TextInput
          label={label}
          readOnly
          value={url}
          style={{ flex: 1 }}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={url} timeout={3000}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={
                copied ? <IconCheck size={16} stroke={1.5} aria-hidden /> : <IconCopy size={16} stroke={1.5} aria-hidden />
              }
            >
              {copied ? t('link.copied') : t('link.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        {t('link.once', { until: formats.dayAndTime(expiresAt) })} {more}
      </Text>
    </Paper>
  );
}
