import { type AppError, toAppError } from '@alongside/base';
import { type FixLooked, type FixName, shellPage } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Code, Fieldset, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';
import classes from '../health/health.module.css';
import { FixOutcome } from './fix-outcome.tsx';

export interface FixPanelProps {
  readonly fix: FixName;
  /** Whose finding it is about. */
  readonly check: string;
  readonly onClose: () => void;
}

type Loaded =
  | { readonly state: 'looking' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'looked'; readonly looked: FixLooked };

/** A safe fix: what it will do, to what, whether it can be undone; then how it went, before and after. */
export function FixPanel({ fix, check, onClose }: FixPanelProps) {
  const { t } = useTexts();
  const { client } = useCore();
  const state = useObservable(client.fix);
  const [loaded, setLoaded] = useState<Loaded>({ state: 'looking' });
  const heading = useRef<HTMLHeadingElement>(null);
  const look = useCallback(() => {
    setLoaded({ state: 'looking' });
    client
      .call(shellPage.fixLook, { fix, check })
      .then((looked) => setLoaded({ state: 'looked', looked }))
      .catch((thrown) => setLoaded({ state: 'failed', error: toAppError(thrown) }));
  }, [client, fix, check]);
  useEffect(look, [look]);
  useEffect(() => heading.current?.focus(), []);
  const working = state.state === 'working' && state.fix === fix;
  const over = (state.state === 'done' || state.state === 'failed') && state.fix === fix;
  return (
    <Paper p="md" component="section" aria-label={t(`fix.${fix}.title`)}>
      <Stack gap="sm">
        <Title order={4} ref={heading} tabIndex={-1}>
          {t(`fix.${fix}.title`)}
        </Title>
        {working ? <Working step={state.step} /> : null}
        {over ? <FixOutcome state={state} onAgain={look} onClose={onClose} /> : null}
        {working || over ? null : (
          <>
            <Text size="sm">{t(`fix.${fix}.does`)}</Text>
            <Text size="sm">{t(`fix.${fix}.undo`)}</Text>
            {loaded.state === 'looking' ? (
              <Skeleton height={80} aria-busy aria-label={t('fix.looking')} role="status" />
            ) : loaded.state === 'failed' ? (
              <Failed error={loaded.error} onAgain={look} onClose={onClose} />
            ) : (
              <Choice key={loaded.looked.lookId} looked={loaded.looked} onClose={onClose} />
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Working({ step }: { step: 'fixing' | 'checking' }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <>
      <Text role="status">{t(`fix.working.${step}`)}</Text>
      <Group>
        <Button variant="default" size="sm" onClick={() => void ask(shellPage.fixCancel, {})}>
          {t('fix.stop')}
        </Button>
      </Group>
    </>
  );
}

function Failed({ error, onAgain, onClose }: { error: AppError; onAgain: () => void; onClose: () => void }) {
  const { t } = useTexts();
  if (error.code === 'fix.unavailable') {
    return (
      <>
        <Text size="sm">{t('fix.unavailable')}</Text>
        <Group>
          <Button variant="default" size="sm" onClick={onClose}>
            {t('fix.close')}
          </Button>
        </Group>
      </>
    );
  }
  return (
    <ErrorState
      happened={t('fix.unread.happened')}
      safe={t('fix.unread.safe')}
      todo={t('fix.unread.todo')}
      code={error.code}
      onRetry={onAgain}
    />
  );
}

function Choice({ looked, onClose }: { looked: FixLooked; onClose: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const { lookId, fix, items, more, undoable, commands } = looked;
  const [ticked, setTicked] = useState(() => new Set(items.flatMap(({ chosen }, place) => (chosen ? [place] : []))));
  const tick = (place: number, on: boolean) =>
    setTicked((before) => new Set(on ? [...before, place] : [...before].filter((each) => each !== place)));
  const bytes = items.reduce((sum, item, place) => sum + (ticked.has(place) ? (item.bytes ?? 0) : 0), 0);
  const sized = items.some((item) => item.bytes !== null);
  return (
    <>
      {items.length === 0 ? (
        <Text size="sm" fw={550}>
          {t(`fix.${fix}.nothing`)}
        </Text>
      ) : (
        <Fieldset variant="unstyled" legend={t(`fix.${fix}.which`)}>
          <ul className={classes.items}>
            {items.map((item, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in this look
              <li key={place}>
                <Checkbox
                  checked={ticked.has(place)}
                  onChange={(event) => tick(place, event.currentTarget.checked)}
                  label={item.bytes === null ? item.name : t('fix.item', { name: item.name, size: formats.bytes(item.bytes) })}
                  description={item.detail}
                />
              </li>
            ))}
          </ul>
        </Fieldset>
      )}
      {more ? <Text size="sm">{t('fix.more')}</Text> : null}
      {commands.length === 0 ? null : <ByHand commands={commands} />}
      <Group gap="sm">
        {items.length === 0 ? null : (
          <Button
            size="sm"
            disabled={ticked.size === 0}
            onClick={() => void ask(shellPage.fixApply, { lookId, items: [...ticked] })}
          >
            {sized ? t(`fix.${fix}.doSized`, { size: formats.bytes(bytes) }) : t(`fix.${fix}.do`, { count: ticked.size })}
          </Button>
        )}
        <Button variant="default" size="sm" onClick={onClose}>
          {t('fix.leave')}
        </Button>
      </Group>
      {undoable.length === 0 ? null : (
        <section aria-label={t('fix.undoable')}>
          <Text size="sm" fw={550}>
            {t('fix.undoable')}
          </Text>
          <ul className={classes.items}>
            {undoable.map((item, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in this look
              <li key={place}>
                <Group justify="space-between" gap="sm">
                  <Text size="sm">{item.name}</Text>
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={t('fix.undoLabel', { name: item.name })}
                    onClick={() => void ask(shellPage.fixUndo, { lookId, item: place })}
                  >
                    {t('fix.undo')}
                  </Button>
                </Group>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** What needs an administrator: the machine's own prompt asks for the rights, not this page. */
function ByHand({ commands }: { commands: readonly string[] }) {
  const { t } = useTexts();
  return (
    <section aria-label={t('fix.rights.title')}>
      <Text size="sm" fw={550}>
        {t('fix.rights.title')}
      </Text>
      <Text size="sm">{t('fix.rights.text')}</Text>
      {commands.map((command) => (
        <Code block key={command} className={classes.command}>
          {command}
        </Code>
      ))}
    </section>
  );
}
