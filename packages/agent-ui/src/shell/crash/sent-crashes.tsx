import type { SentCrash } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Stack, Text } from '@mantine/core';
import classes from '../files/files.module.css';

/** What went from this computer by its user's yes; nothing where nothing did. */
export function SentCrashes({ sent }: { readonly sent: readonly SentCrash[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  if (sent.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={t('crash.sent.label')}>
      <Text>{t('crash.sent.title')}</Text>
      <ul className={classes.list}>
        {sent.map(({ at, name, bytes, sha256 }) => (
          <li key={`${at} ${sha256}`}>
            <Text className={classes.words ?? ''}>{name}</Text>
            <Text size="sm" c="dimmed">
              {t('crash.row', { time: formats.dayAndTime(at), size: formats.bytes(bytes) })}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {t('crash.sent.where')}
      </Text>
    </Stack>
  );
}
