import { wordsOfKey } from '@alongside/identity';
import { useTexts } from '@alongside/ui';
import { useServices } from '../shared/services.ts';
import classes from './keys.module.css';

/** A key as eight words: short enough to read aloud, long enough that no other key with the same ones can be made. */
export function KeyWords({ publicKey, size = 'md' }: { readonly publicKey: string; readonly size?: 'sm' | 'md' }) {
  const { t } = useTexts();
  const { crypto } = useServices();
  return (
    <ol className={classes.words} data-size={size} aria-label={t('browserKeys.label')}>
      {wordsOfKey(publicKey, crypto).map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same word may stand in two places, which never move
        <li key={at}>{word}</li>
      ))}
    </ol>
  );
}
