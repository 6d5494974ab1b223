import { toAppError } from '@alongside/base';
import { http, type ProblemText, type Signature } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, NumberInput, Skeleton, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { DropButton } from '../editing/drop-button.tsx';
import { useArticles } from '../knowledge/use-knowledge.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import { draftOfProblem, newProblem, type ProblemDraft, readProblemDraft, textOfProblem } from './problem-draft.ts';
import classes from './problems.module.css';
import { SignatureEditor } from './signature-editor.tsx';
import { useProblem, useProblemAddress, useProblemChange, useProblemDraft } from './use-problems.ts';

export interface ProblemFormProps {
  /** Undefined for a new one. */
  readonly problem: string | undefined;
  /** The ticket whose signs a new one begins with. */
  readonly ticketId: string | undefined;
}

/** Writing: a new problem, or one that is there. What is typed survives a reload until it is saved or dropped. */
export function ProblemForm({ problem, ticketId }: ProblemFormProps) {
  if (problem !== undefined) return <Existing id={problem} />;
  return ticketId === undefined ? <Editor id={undefined} place="" now={newProblem(EMPTY)} /> : <FromTicket ticketId={ticketId} />;
}

const EMPTY: { symptoms: string; signature: Signature } = { symptoms: '', signature: [] };

function FromTicket({ ticketId }: { readonly ticketId: string }) {
  const draft = useProblemDraft(ticketId);
  if (draft.error) return <Failure error={draft.error} onRetry={() => void draft.refetch()} />;
  if (draft.data === undefined) return <Loading />;
  return <Editor id={undefined} place={ticketId} ticketId={ticketId} now={newProblem(draft.data)} />;
}

function Existing({ id }: { readonly id: string }) {
  const problem = useProblem(id);
  if (problem.error) return <Failure error={problem.error} onRetry={() => void problem.refetch()} />;
  if (problem.data === undefined) return <Loading />;
  return <Editor id={id} place={id} now={draftOfProblem(problem.data.text, problem.data.version)} />;
}

interface EditorProps {
  readonly id: string | undefined;
  readonly place: string;
  readonly ticketId?: string;
  /** As the server has it. */
  readonly now: ProblemDraft;
}

function Editor({ id, place, ticketId, now }: EditorProps) {
  const { t } = useTexts();
  const notices = useNotices();
  const { go } = useProblemAddress();
  const [kept, keep] = useDraft(`problem.${place}`);
  const [draft, setDraft] = useState(() => readProblemDraft(kept) ?? now);
  const [missing, setMissing] = useState<string>();
  const articles = useArticles().data;
  const change = (part: Partial<ProblemDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keep(JSON.stringify(next));
  };
  const save = useProblemChange(async (api, text: ProblemText) => {
    if (id !== undefined) {
      await api.callRoute(http.problemWrite, { params: { id }, body: { seen: draft.base ?? 0, text } });
      return id;
    }
    const made = await api.callRoute(http.problemCreate, { body: { text } });
    // Whose signs it begins with has it: that is why somebody writes it.
    const verdict = { problemId: made.id, verdict: 'confirmed' } as const;
    if (ticketId !== undefined) await api.callRoute(http.ticketProblemJudge, { params: { id: ticketId }, body: verdict });
    return made.id;
  });
  const leave = (to = id) => {
    keep('');
    go(to);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = textOfProblem(draft);
    setMissing('field' in made ? made.field : undefined);
    if (!('text' in made)) return document.getElementById(`problem-${made.field}`)?.focus();
    const { article } = made.text;
    // What the technician at the next ticket opens must be there.
    if (article !== null && articles?.some((each) => each.id === article) === false) {
      setMissing('no-article');
      return document.getElementById('problem-article')?.focus();
    }
    save.mutate(made.text, {
      onSuccess: (saved) => {
        notices.said(t('problems.saved'));
        leave(saved);
      },
    });
  };
  const isBehind = draft.base !== now.base;
  const failed = save.error !== null && toAppError(save.error).code !== 'problem.changed';
  const area = (name: 'symptoms' | 'impact' | 'cause' | 'workaround', maxLength: number) => (
    <Textarea
      id={`problem-${name}`}
      label={t(`problems.field.${name}`)}
      description={t(`problems.how.${name}`)}
      autosize
      minRows={2}
      maxRows={12}
      maxLength={maxLength}
      value={draft[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Group justify="space-between">
          <Anchor component="button" type="button" onClick={() => go(id)}>
            {t('knowledge.later')}
          </Anchor>
          <Group gap="xs">
            <DropButton isWritten={kept !== ''} onDrop={() => leave()} />
            <Button type="submit" loading={save.isPending}>
              {t('problems.save')}
            </Button>
          </Group>
        </Group>
        <PageTitle>{id === undefined ? t('problems.writeTitle') : t('problems.editTitle')}</PageTitle>
        {failed ? <Failure error={save.error} safe={t('knowledge.safe')} /> : null}
        {isBehind ? (
          <Alert variant="outline" color="viewed" title={t('problems.behind')}>
            <Group gap="xs">
              <Button variant="default" onClick={() => change({ base: now.base })}>
                {t('knowledge.mine')}
              </Button>
              <Button variant="default" onClick={() => change(now)}>
                {t('problems.theirs')}
              </Button>
            </Group>
          </Alert>
        ) : null}
        <div className={classes.columns}>
          <Stack gap="sm">
            <TextInput
              id="problem-title"
              label={t('problems.field.title')}
              required
              maxLength={120}
              error={missing === 'title' ? t('problems.titleMissing') : null}
              value={draft.title}
              onChange={(event) => change({ title: event.currentTarget.value })}
            />
            {area('symptoms', 2000)}
            {area('impact', 1000)}
            {area('cause', 2000)}
            {area('workaround', 2000)}
          </Stack>
          <Stack gap="sm">
            <TextInput
              id="problem-article"
              label={t('problems.field.article')}
              description={t('problems.how.article')}
              maxLength={60}
              error={
                missing === 'article'
                  ? t('problems.articleWrong')
                  : missing === 'no-article'
                    ? t('knowledge.flaw.link', { id: draft.article.trim() })
                    : null
              }
              value={draft.article}
              onChange={(event) => change({ article: event.currentTarget.value })}
            />
            <NumberInput
              id="problem-askAt"
              label={t('problems.field.askAt')}
              description={t('problems.how.askAt')}
              min={2}
              max={1000}
              allowDecimal={false}
              error={missing === 'askAt' ? t('problems.askAtWrong') : null}
              value={draft.askAt}
              onChange={(askAt) => change({ askAt: Number(askAt) })}
            />
          </Stack>
        </div>
        <Title order={2} size="h3">
          {t('problems.signature')}
        </Title>
        <SignatureEditor signature={draft.signature} onChange={(signature) => change({ signature })} />
      </Stack>
    </form>
  );
}

function Loading() {
  const { t } = useTexts();
  return <Skeleton height={320} aria-busy aria-label={t('app.loading')} role="group" />;
}
