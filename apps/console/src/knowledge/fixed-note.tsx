import { saysVersion, withFixLine } from '@alongside/desk';
import type { KbArticle, ProblemSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import problems from '../problems/problems.module.css';
import { useProblems } from '../problems/use-problems.ts';
import { useServices } from '../shared/services.ts';
import { draftOf, readDraft } from './article-draft.ts';
import { useKnowledgeAddress } from './use-knowledge.ts';

/** A way around something is read differently once it is mended: which version has the fix, beside the article. */
export function FixedNotes({ article }: { readonly article: KbArticle }) {
  const may = useMay();
  return may('problems.read') ? <Notes article={article} /> : null;
}

function Notes({ article }: { readonly article: KbArticle }) {
  const all = useProblems().data ?? [];
  const fixed = all.filter((each) => each.article === article.id && (each.state === 'fixed' || each.state === 'verified'));
  return fixed.map((problem) => <FixedNote key={problem.id} article={article} problem={problem} />);
}

function FixedNote({ article, problem }: { readonly article: KbArticle; readonly problem: ProblemSummary }) {
  const { t } = useTexts();
  const may = useMay();
  const { preferences } = useServices();
  const { go } = useKnowledgeAddress();
  const { id, number, title, fixedIn } = problem;
  const isSaid = saysVersion(article.body, fixedIn);
  // Into what somebody is writing already, if anything; nobody reads it before it is saved.
  const offer = () => {
    const place = `article.${article.id}`;
    const draft = readDraft(preferences.draft(place)) ?? draftOf(article);
    const body = withFixLine(draft.body, fixedIn, article.locale.startsWith('de') ? 'de' : 'en');
    const note = draft.note === '' ? t('knowledge.fixedNote', { number, version: fixedIn }) : draft.note;
    preferences.keepDraft(place, JSON.stringify({ ...draft, body, note }));
    go(article.id, { act: 'edit' });
  };
  return (
    <Alert variant="outline" color="idle" title={t('knowledge.fixedIn', { version: fixedIn })}>
      <Stack gap="xs" align="flex-start">
        <Link to="/problems/{-$problem}" params={{ problem: id }} className={problems.link}>
          {t('problems.named', { number, title })}
        </Link>
        {isSaid ? null : <Text size="sm">{t('knowledge.fixedUnsaid')}</Text>}
        {isSaid || !may('kb.write') ? null : (
          <Button size="compact-sm" variant="default" onClick={offer}>
            {t('knowledge.fixedAdd')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
