import { wordsOfOrganisation } from '@alongside/identity';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import keys from '../keys/keys.module.css';

/** An organisation's hash as twelve words, and as it stands in links. */
export function OrganisationWords({ hash }: { readonly hash: string }) {
  const { t } = useTexts();
  return (
    <>
      <ol className={keys.words} aria-label={t('trust.words')}>
        {wordsOfOrganisation(hash).map((word, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same word may stand in two places, which never move
          <li key={at}>{word}</li>
        ))}
      </ol>
      <Text size="xs" c="dimmed" ff="monospace" mt={4}>
        {hash}
      </Text>
    </>
  );
}
