import { toAppError } from '@alongside/base';
import { inUse, newest } from '@alongside/desk';
import type { EditionState } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Difference } from '../knowledge/difference.tsx';
import { Failure } from '../shared/failure.tsx';
import { DropButton } from './drop-button.tsx';
import { EditionVersions, type Version } from './edition-versions.tsx';

export type Act = 'draft' | 'published' | 'withdraw';

export interface EditionFrameProps {
  readonly title: string;
  /** Newest first, what came with the program last. */
  readonly versions: readonly Version[];
  /** The version that the writer began with; null where there was none. */
  readonly base: number | null;
  readonly note: string;
  readonly onNote: (note: string) => void;
  /** What is being written, as lines. */
  readonly written: string;
  /** How many fields do not fit. */
  readonly flaws: number;
  readonly error: Error | null;
  readonly pending: boolean;
  readonly onAct: (act: Act) => void;
  /** Over the version that somebody else wrote meanwhile. */
  readonly onMine: (base: number) => void;
  readonly onTakeUp: (version: number) => void;
  /** Back to the list, where there is one. */
  readonly onLater?: () => void;
  /** Something was typed that is saved nowhere. */
  readonly isWritten: boolean;
  readonly onDrop: () => void;
  readonly children: ReactNode;
}

/** Around what is written: what becomes of it, what somebody else did meanwhile, and the versions before. */
export function EditionFrame(props: EditionFrameProps) {
  const { t } = useTexts();
  const { title, versions, base, note, written, flaws, error, pending, onAct, children } = props;
  const own = versions.flatMap((each) => (each.version === 0 ? [] : [{ ...each, state: each.state as EditionState }]));
  const last = newest(own);
  const isBehind = (last?.version ?? null) !== base;
  const hasShipped = versions.some(({ version }) => version === 0);
  const failed = error !== null && toAppError(error).code !== 'edition.changed';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onAct('draft');
      }}
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onAct('draft');
      }}
    >
      <Stack gap="md" maw={860}>
        <Group justify="space-between">
          {props.onLater === undefined ? (
            <span />
          ) : (
            <Anchor component="button" type="button" onClick={props.onLater}>
              {t('editing.later')}
            </Anchor>
          )}
          <Group gap="xs">
            <DropButton isWritten={props.isWritten} onDrop={props.onDrop} />
            <Button type="submit" variant="default" loading={pending} aria-keyshortcuts="Control+S">
              {t('editing.saveDraft')}
            </Button>
            <Button loading={pending} onClick={() => onAct('published')}>
              {t('editing.publish')}
            </Button>
          </Group>
        </Group>
        <Title order={2}>{title}</Title>
        {failed ? <Failure error={error} safe={t('editing.safe')} /> : null}
        {flaws === 0 ? null : (
          <Alert variant="outline" color="viewed" role="alert">
            {t('editing.flaws', { count: flaws })}
          </Alert>
        )}
        {isBehind ? (
          <Alert variant="outline" color="viewed" title={t('editing.behind', { name: last?.by ?? t('errors.somebody') })}>
            <Stack gap="sm" align="flex-start">
              {t('editing.behindMore')}
              <Difference before={last?.lines ?? ''} after={written} />
              <Button variant="default" onClick={() => props.onMine(last?.version ?? 0)}>
                {t('editing.mine')}
              </Button>
            </Stack>
          </Alert>
        ) : null}
        {children}
        <TextInput
          label={t('editing.note')}
          description={t('editing.noteHow')}
          maxLength={200}
          value={note}
          onChange={(event) => props.onNote(event.currentTarget.value)}
        />
        <EditionVersions versions={versions} onTakeUp={props.onTakeUp} />
        {inUse(own) === undefined && last?.state !== 'draft' ? null : (
          <Group align="center" gap="sm">
            <Button variant="default" loading={pending} onClick={() => onAct('withdraw')}>
              {t('editing.withdraw')}
            </Button>
            <Text size="sm" c="dimmed">
              {t(hasShipped ? 'editing.withdrawShipped' : 'editing.withdrawOwn')}
            </Text>
          </Group>
        )}
      </Stack>
    </form>
  );
}
