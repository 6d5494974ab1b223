import { useTexts } from '@alongside/ui';
import { Stack, Text, TextInput } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import { findInText } from './find-in-text.ts';
import classes from './send.module.css';

/** All of what would be sent, character by character, with a search. */
export function ExactText({ body, sha256 }: { body: string; sha256: string }) {
  const { t } = useTexts();
  const [wanted, setWanted] = useState('');
  const looked = useDeferredValue(wanted);
  const pieces = useMemo(() => findInText(body, looked), [body, looked]);
  const count = pieces.filter(({ found }) => found).length;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('send.exact.lead')}</Text>
      <TextInput label={t('send.exact.search')} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
      <Text size="sm" role="status">
        {looked === '' ? '' : t('send.exact.found', { count })}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.exact} tabIndex={0} aria-label={t('send.exact.label')}>
        {pieces.map(({ text, found }, place) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
          found ? <mark key={place}>{text}</mark> : text,
        )}
      </section>
      <Text size="xs" c="dimmed" className={classes.hash}>
        {t('send.exact.hash', { hash: sha256 })}
      </Text>
    </Stack>
  );
}
