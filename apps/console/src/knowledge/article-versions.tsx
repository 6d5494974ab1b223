import type { KbVersion } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Stack } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { ComparedVersions, useVersionName } from './compared-versions.tsx';
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
  const nameOf = useVersionName();
  const nameOfOne = ({ version, changedAt, changedBy, note }: KbVersion) =>
    changedAt === null || changedBy === null
      ? t('knowledge.versionShipped')
      : nameOf({ version, by: changedBy, at: changedAt }, note);
  return <ComparedVersions versions={versions.map((version) => ({ name: nameOfOne(version), lines: wholeOf(version) }))} />;
}

/** Everything that can change, as lines. */
function wholeOf({ title, visibility, category, owner, reviewBy, checkedHow, words, body }: KbVersion): string {
  return [`# ${title}`, `${visibility} · ${category} · ${owner} · ${reviewBy}`, checkedHow, words.join(', '), '', body].join(
    '\n',
  );
}
