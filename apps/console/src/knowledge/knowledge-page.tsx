import { EmptyState, useTexts } from '@alongside/ui';
import { useMay } from '../desk/desk-context.ts';
import { ArticleForm } from './article-form.tsx';
import { ArticleList } from './article-list.tsx';
import { ArticleVersions } from './article-versions.tsx';
import { ArticleView } from './article-view.tsx';
import classes from './knowledge.module.css';
import { useKnowledgeAddress } from './use-knowledge.ts';

/** Articles: found, read, written, looked through again. */
export function KnowledgePage() {
  const { t } = useTexts();
  const may = useMay();
  if (!may('kb.read')) return <EmptyState title={t('knowledge.notYours')}>{t('knowledge.notYoursMore')}</EmptyState>;
  return (
    <div className={classes.page}>
      <Shown />
    </div>
  );
}

function Shown() {
  const { article, search } = useKnowledgeAddress();
  const may = useMay();
  const act = may('kb.write') ? search.act : undefined;
  // Its own for each article: what is typed for one is not the other's.
  if (act === 'edit') return <ArticleForm key={article ?? ''} article={article} />;
  if (article === undefined) return <ArticleList />;
  return act === 'versions' ? <ArticleVersions article={article} /> : <ArticleView key={article} article={article} />;
}
