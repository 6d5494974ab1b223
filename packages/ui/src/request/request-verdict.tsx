import { userMay } from '@alongside/desk';
import type { FollowedRequest, UserVerdict } from '@alongside/protocol';
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';
import { RateRequest } from './rate-request.tsx';
import classes from './request.module.css';

export interface RequestVerdictProps {
  readonly request: FollowedRequest;
  readonly now: number;
  readonly pending: boolean;
  /** Of the last verdict, where it did not come through. */
  readonly failure: ReactNode;
  /** True where it came through. */
  readonly onVerdict: (verdict: UserVerdict) => Promise<boolean>;
  /** For a message: sent again because its answer was lost, it is known by it. */
  readonly newId: () => string;
}

/** Solved or not, how good it was, and the way to whoever leads the desk. */
export function RequestVerdict({ request, now, pending, failure, onVerdict, newId }: RequestVerdictProps) {
  const t = useUiTexts();
  const [words, setWords] = useState<string>();
  const message = useRef<{ messageId: string; text: string }>(undefined);
  const may = userMay(request, now);
  const { stars, managerAsked } = request;
  const reopen = async () => {
    const text = (words ?? '').trim();
    if (message.current?.text !== text) message.current = { messageId: newId(), text };
    if (await onVerdict({ type: 'reopened', ...(text === '' ? {} : { words: message.current }) })) setWords(undefined);
  };
  const isAsked = words === undefined;
  const field = useRef<HTMLTextAreaElement>(null);
  const reopenButton = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(true);
  useEffect(() => {
    // What was pressed is gone: one goes on in the field, and from there back to where one was.
    if (isAsked !== wasAsked.current) (isAsked ? reopenButton : field).current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  if (!may.accept && !may.reopen && !may.rate && !may.askManager && stars === null && !managerAsked) return null;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {may.accept && isAsked ? (
          <Button loading={pending} onClick={() => void onVerdict({ type: 'accepted' })}>
            {t('request.accept')}
          </Button>
        ) : null}
        {may.reopen && isAsked ? (
          <Button ref={reopenButton} variant="default" onClick={() => setWords('')}>
            {t('request.reopen')}
          </Button>
        ) : null}
        {may.askManager && isAsked ? (
          <Button
            className={classes.long}
            variant={may.accept ? 'subtle' : 'default'}
            loading={pending}
            onClick={() => void onVerdict({ type: 'manager-asked', reason: '' })}
          >
            {t('request.manager')}
          </Button>
        ) : null}
      </Group>
      {isAsked ? null : (
        <Stack gap="xs">
          <Textarea
            label={t('request.notYet')}
            description={t('request.notYetHow')}
            autosize
            minRows={3}
            maxRows={10}
            maxLength={4000}
            ref={field}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Group gap="xs">
            <Button loading={pending} onClick={() => void reopen()}>
              {t('request.goOn')}
            </Button>
            <Button variant="default" onClick={() => setWords(undefined)}>
              {t('request.leaveIt')}
            </Button>
          </Group>
        </Stack>
      )}
      {managerAsked ? <Text size="sm">{t('request.managerAsked')}</Text> : null}
      {stars === null ? null : <Text size="sm">{t('request.rated', { stars })}</Text>}
      {may.rate && isAsked ? (
        <RateRequest pending={pending} onRate={(given, comment) => void onVerdict({ type: 'rated', stars: given, comment })} />
      ) : null}
      {failure}
    </Stack>
  );
}
