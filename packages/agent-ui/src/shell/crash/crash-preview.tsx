import { type ShownCrash, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import dialog from '../dialog/dialog.module.css';
import { type GuardTold, useDialogGuard } from '../dialog/use-dialog-guard.ts';
import { WORDS } from '../dialog/words.ts';
import send from '../send/send.module.css';
import { CrashText } from './crash-text.tsx';

interface CrashPreviewProps {
  readonly shown: ShownCrash;
  readonly organisation: string;
  readonly sending: boolean;
  readonly onBack: () => void;
  /** With the words that stand there. */
  readonly onSend: (words: string) => void;
}

/** What is in the file, and below it what sending it means. The no is first; the yes waits until it could be read. */
export function CrashPreview({ shown, organisation, sending, onBack, onSend }: CrashPreviewProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { client } = useCore();
  const { name, kind, memory, bytes, sha256, units, strings } = shown;
  const [isRead, setRead] = useState(units === null);
  const handleAll = useCallback(() => setRead(true), []);
  const heading = useRef<HTMLHeadingElement>(null);
  const root = useRef<HTMLElement>(null);
  const told = useMemo<GuardTold>(
    () => ({ visible: (_, drawn) => client.notify(shellPage.crashVisible, { sha256, ...drawn }) }),
    [client, sha256],
  );
  // Looked at anew once the report is read to its end: its second begins then.
  const guard = useDialogGuard({ sessionId: null, dialogId: isRead ? sha256 : 'unread' }, root, isRead, told);
  useEffect(() => heading.current?.focus(), []);
  const named = { name, size: formats.bytes(bytes) };
  return (
    <Stack gap="sm">
      <Title order={3} ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
        {t('crash.file', named)}
      </Title>
      <Text size="sm">{t(kind === 'text' && memory ? 'crash.kind.textAndMemory' : `crash.kind.${kind}`)}</Text>
      {units === null ? (
        <Strings strings={strings} />
      ) : (
        <CrashText key={sha256} sha256={sha256} units={units} onAll={handleAll} />
      )}
      <Text size="xs" c="dimmed" className={send.hash}>
        {t('send.exact.hash', { hash: sha256 })}
      </Text>
      <section ref={root} aria-label={t('crash.question', { organisation })}>
        <Text fw={620} {...WORDS}>
          {t('crash.question', { organisation })}
        </Text>
        <Text size="sm" {...WORDS}>
          {t(memory ? 'crash.meansMemory' : 'crash.meansText')}
        </Text>
        <Text size="sm" {...WORDS}>
          {t('crash.whoAndHowLong')}
        </Text>
        <div className={dialog.answers} data-answers>
          <Button variant="default" className={dialog.answer ?? ''} onClick={onBack}>
            <span {...WORDS}>{t('crash.doNotSend')}</span>
          </Button>
          <Button
            className={dialog.answer ?? ''}
            disabled={!guard.ready}
            loading={sending}
            onClick={() => {
              if (guard.ready) onSend(guard.words());
            }}
          >
            <span {...WORDS}>{t('crash.send', named)}</span>
          </Button>
        </div>
      </section>
    </Stack>
  );
}

/** Some of what can be read in the memory of a program. */
function Strings({ strings }: { readonly strings: readonly string[] }) {
  const { t } = useTexts();
  if (strings.length === 0) return <Text size="sm">{t('crash.noStrings')}</Text>;
  return (
    <>
      <Text size="sm">{t('crash.strings', { count: strings.length })}</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={send.exact} tabIndex={0} aria-label={t('crash.stringsLabel')}>
        {strings.join('\n')}
      </section>
    </>
  );
}
