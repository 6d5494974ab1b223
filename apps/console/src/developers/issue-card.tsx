import type { DeveloperIssueView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { AnswerForm } from './answer-form.tsx';
import classes from './developers.module.css';
import { IssueLine } from './issue-line.tsx';
import { QuestionView } from './question-view.tsx';

interface IssueCardProps {
  readonly issue: DeveloperIssueView;
  readonly ticketId?: string | undefined;
}

/** One thing that the developers were asked: how it stands, what they were told, and a place for their answer. */
export function IssueCard({ issue, ticketId }: IssueCardProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay();
  const [open, setOpen] = useState<'question' | 'answer'>();
  const { number, askedAt, askedBy, answeredAt, question } = issue;
  const asked = { day: formats.dayAndTime(askedAt), name: askedBy?.name ?? '' };
  return (
    <article className={classes.issue} aria-label={t('developers.issue', { number })}>
      <IssueLine number={number} at={issue} />
      <Text size="xs" c="dimmed">
        {t(askedBy === null ? 'developers.askedByItself' : 'developers.askedBy', asked)}
        {answeredAt === null ? '' : ` · ${t('developers.answeredAt', { day: formats.dayAndTime(answeredAt) })}`}
      </Text>
      {open === 'question' ? <QuestionView question={question} /> : null}
      {open === 'answer' ? <AnswerForm issue={issue} ticketId={ticketId} onDone={() => setOpen(undefined)} /> : null}
      <span>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={open === 'question'}
          onClick={() => setOpen(open === 'question' ? undefined : 'question')}
        >
          {t('developers.wasSent')}
        </Button>
        {may('developers.answer') && open !== 'answer' ? (
          <Button size="compact-xs" variant="subtle" onClick={() => setOpen('answer')}>
            {t('developers.enter')}
          </Button>
        ) : null}
      </span>
    </article>
  );
}
