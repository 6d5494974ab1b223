import { Button, Group, Stack, Textarea } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';

export interface RequestAnswerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** It opens what was thought to be solved. */
  readonly reopens: boolean;
  readonly pending: boolean;
  readonly failure: ReactNode;
  /** Where files can go with it, or alone. */
  readonly files?: { readonly list: ReactNode; readonly button: ReactNode; readonly some: boolean };
  readonly onSay: (words: { readonly messageId: string; readonly text: string }) => void;
  readonly newId: () => string;
}

/** Where one writes to the desk about a request. */
export function RequestAnswer({ text, onText, reopens, pending, failure, files, onSay, newId }: RequestAnswerProps) {
  const t = useUiTexts();
  // The same message, sent again because its answer was lost, is known by it.
  const message = useRef<{ messageId: string; text: string }>(undefined);
  const say = () => {
    const said = text.trim();
    if (message.current?.text !== said) message.current = { messageId: newId(), text: said };
    onSay(message.current);
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('request.answer')}
        description={reopens ? t('request.answerReopens') : undefined}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4000}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {files?.list}
      {failure}
      <Group>
        {files?.button}
        <Button variant="default" loading={pending} disabled={text.trim() === '' && files?.some !== true} onClick={say}>
          {t('request.send')}
        </Button>
      </Group>
    </Stack>
  );
}
