import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import classes from './session-page.module.css';

/** The four words to read aloud while the user is asked for them, and that the user could not hear them. */
export function WordsPanel({ session }: { session: ClaimedTicket }) {
  const { t } = useTexts();
  const reading = useObservable(session.words);
  const name = session.userName;
  if (reading.state === 'over' && reading.outcome === 'not-on-phone') {
    return (
      <section className={classes.words} aria-label={t('words.label')}>
        <Text role="status">{t('words.notOnPhone', { name })}</Text>
      </section>
    );
  }
  if (reading.state !== 'shown') return null;
  return (
    <section className={classes.words} aria-labelledby="words-title">
      <h2 id="words-title" className={classes.wordsTitle}>
        <span role="status">{t('words.title', { name })}</span>
      </h2>
      <ol className={classes.fourWords} aria-label={t('words.label')}>
        {reading.words.map((word, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same word may come twice, and none moves
          <li key={place}>{word}</li>
        ))}
      </ol>
      <Text size="sm">{t('words.how', { name })}</Text>
    </section>
  );
}
