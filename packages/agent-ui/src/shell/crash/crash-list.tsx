import { type FoundCrash, MAX_CRASH_FILE_BYTES } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import classes from '../files/files.module.css';

interface CrashListProps {
  readonly files: readonly FoundCrash[];
  readonly onChoose: (crashId: string) => void;
}

/** What programs have left here: which, when and how much. Looking into one sends nothing. */
export function CrashList({ files, onChoose }: CrashListProps) {
  const { t } = useTexts();
  const formats = useFormats();
  if (files.length === 0) return <Text>{t('crash.none')}</Text>;
  return (
    <Stack gap="xs">
      <Text>{t('crash.choose')}</Text>
      <ul className={classes.list}>
        {files.map(({ crashId, name, program, at, bytes }) => {
          const isTooLarge = bytes > MAX_CRASH_FILE_BYTES;
          const facts = { time: formats.dayAndTime(at), size: formats.bytes(bytes) };
          return (
            <li key={crashId}>
              <Group gap="sm" justify="space-between">
                <Stack gap={2} className={classes.words ?? ''}>
                  <Text fw={620}>{program === '' ? name : program}</Text>
                  <Text size="sm" c="dimmed">
                    {isTooLarge ? t('crash.tooLarge', facts) : t('crash.row', facts)}
                  </Text>
                </Stack>
                {isTooLarge ? null : (
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={t('crash.showLabel', { program: program === '' ? name : program, ...facts })}
                    onClick={() => onChoose(crashId)}
                  >
                    {t('crash.show')}
                  </Button>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}
