import type { KbVersion } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { Difference } from './difference.tsx';
import { useKnowledgeAddress, useVersions } from './use-knowledge.ts';

/** Who wrote which version, and what became of one in the next. */
export function ArticleVersions({ article }: { readonly article: string }) {
  const { t } = useTexts();
  const { go } = useKnowledgeAddress();
  const versions = useVersions(article);
  return (
    <Stack gap="md">
      <div>
        <Anchor component="button" type="button" onClick={() => go(article)}>
          {t('knowledge.backToArticle')}
        </Anchor>
      </div>
      <PageTitle>{t('knowledge.versionsOf', { title: versions.data?.[0]?.title ?? article })}</PageTitle>
      {versions.error ? <Failure error={versions.error} onRetry={() => void versions.refetch()} /> : null}
      {versions.isPending ? <Skeleton height={240} aria-busy aria-label={t('app.loading')} role="group" /> : null}
      {versions.data === undefined ? null : <Compared versions={versions.data} />}
    </Stack>
  );
}

function Compared({ versions }: { readonly versions: readonly KbVersion[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  const [chosen, setChosen] = useState(0);
  const now = versions[chosen];
  const before = versions[chosen + 1];
  if (now === undefined) return null;
  const name = ({ version, changedAt, changedBy, note }: KbVersion) =>
    changedAt === null || changedBy === null
      ? t('knowledge.versionShipped')
      : [t('knowledge.version', { version, name: changedBy, when: formats.dayAndTime(changedAt) }), note]
          .filter(Boolean)
          .join(' · ');
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('knowledge.chooseVersion')}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        data={versions.map((version, place) => ({ value: String(place), label: name(version) }))}
      />
      <Text size="sm" c="dimmed">
        {before === undefined ? t('knowledge.firstVersion') : t('knowledge.comparedWith', { version: name(before) })}
      </Text>
      <Difference before={before === undefined ? wholeOf(now) : wholeOf(before)} after={wholeOf(now)} />
    </Stack>
  );
}

/** Everything that can change, as lines. */
function wholeOf({ title, visibility, category, owner, reviewBy, checkedHow, words, body }: KbVersion): string {
  return [`# ${title}`, `${visibility} · ${category} · ${owner} · ${reviewBy}`, checkedHow, words.join(', '), '', body].join(
    '\n',
  );
}
