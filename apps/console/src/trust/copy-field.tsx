import { useTexts } from '@alongside/ui';
import { Button, CopyButton, Group, Textarea } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './trust.module.css';

/** Text for a program on another machine. */
export function CopyField({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTexts();
  return (
    <Group align="end" wrap="nowrap" gap="sm" mt="xs">
      <Textarea
        label={label}
        readOnly
        autosize
        maxRows={8}
        value={text}
        style={{ flex: 1 }}
        classNames={{ input: classes.mono ?? '' }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={text} timeout={3000}>
        {({ copied, copy }) => (
          <Button
            variant="default"
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
  );
}
