import { Button, Group, Text } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';
import { lineCount } from './silence.ts';
import classes from './terminal.module.css';

/** Asks before several lines are pasted; the safe button has the focus. */
export function PasteQuestion({ text, onDecide }: { text: string; onDecide: (text: string | undefined) => void }) {
  const t = useUiTexts();
  const title = useId();
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), []);
  const count = lineCount(text);
  return (
    <div
      role="alertdialog"
      aria-labelledby={title}
      className={classes.bar}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDecide(undefined);
      }}
    >
      <Text id={title} size="sm">
        {t('terminal.paste.question', { count })}
      </Text>
      <Group gap="sm">
        <Button ref={safe} size="xs" variant="default" onClick={() => onDecide(undefined)}>
          {t('terminal.paste.cancel')}
        </Button>
        <Button size="xs" onClick={() => onDecide(text)}>
          {t('terminal.paste.go', { count })}
        </Button>
      </Group>
    </div>
  );
}
