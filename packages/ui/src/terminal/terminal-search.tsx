import { ActionIcon, Group, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';
import classes from './terminal.module.css';

export interface TerminalSearchProps {
  /** False where nothing was found. */
  readonly onFind: (text: string, direction: 'next' | 'previous') => boolean;
  readonly onClose: () => void;
}

export function TerminalSearch({ onFind, onClose }: TerminalSearchProps) {
  const t = useUiTexts();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [found, setFound] = useState(true);
  useEffect(() => field.current?.focus(), []);
  const find = (direction: 'next' | 'previous') => setFound(text === '' || onFind(text, direction));
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') find(event.shiftKey ? 'previous' : 'next');
    if (event.key === 'Escape') onClose();
  };
  return (
    <search className={classes.bar}>
      <TextInput
        ref={field}
        size="xs"
        aria-label={t('terminal.find')}
        placeholder={t('terminal.find')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={handleKey}
      />
      <Text size="xs" role="status">
        {found ? '' : t('terminal.nothingFound')}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon variant="subtle" aria-label={t('terminal.findPrevious')} onClick={() => find('previous')}>
          <IconChevronUp size={16} stroke={1.5} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={t('terminal.findNext')} onClick={() => find('next')}>
          <IconChevronDown size={16} stroke={1.5} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={t('terminal.findClose')} onClick={onClose}>
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      </Group>
    </search>
  );
}
