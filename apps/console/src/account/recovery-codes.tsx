import { useTexts } from '@alongside/ui';
import { Button, Code, CopyButton, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';

/** Shown this once: the server keeps only their hashes. */
export function RecoveryCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const { t } = useTexts();
  return (
    <Paper p="md" w="100%" role="status">
      <Stack gap="sm">
        <Text fw={500}>{t('security.recovery')}</Text>
        <Text c="dimmed">{t('security.recoveryWhy')}</Text>
        <SimpleGrid cols={2} spacing="xs" verticalSpacing={4} w="fit-content">
          {codes.map((code) => (
            <Code key={code} fz="sm">
              {code}
            </Code>
          ))}
        </SimpleGrid>
        <Group gap="xs">
          <CopyButton value={codes.join('\n')}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('security.copied') : t('security.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onKept}>{t('security.kept')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}
