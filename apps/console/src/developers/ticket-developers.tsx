import type { TicketCase } from '@alongside/desk';
import { http, type TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { AskForm } from './ask-form.tsx';
import { IssueCard } from './issue-card.tsx';
import { IssueLine } from './issue-line.tsx';
import { useDevelopersChange, useIssues } from './use-developers.ts';

interface TicketDevelopersProps {
  readonly ticketId: string;
  readonly ticket: TicketCase;
  readonly events: readonly TicketEvent[];
}

/** What a ticket has heard of the developers, for everybody who may read it; nothing where there is nothing. */
export function DevelopersLine({ ticket }: Pick<TicketDevelopersProps, 'ticket'>) {
  return ticket.developers.map(({ issue, ...at }) => <IssueLine key={issue.issueId} number={issue.number} at={at} />);
}

/** Asking the developers for a ticket: for a known problem that it has, or for itself. */
export function TicketDevelopersPart({ ticketId, ticket, events }: TicketDevelopersProps) {
  const { t } = useTexts();
  const may = useMay();
  const issues = useIssues({ ticketId, entries: events.length });
  const [chosen, setChosen] = useState<string>();
  const problem = ticket.problems.find(({ problemId }) => problemId === chosen) ?? ticket.problems[0];
  const problemId = chosen === '' ? null : (problem?.problemId ?? null);
  if (issues.error) return <Failure error={issues.error} onRetry={() => void issues.refetch()} />;
  const open = issues.data?.find(
    (issue) => issue.problemId === problemId && (issue.state === 'asked' || issue.state === 'accepted'),
  );
  const isLinked = ticket.developers.some(({ issue }) => issue.issueId === open?.id);
  return (
    <Stack gap="xs">
      {issues.data?.map((issue) => (
        <IssueCard key={issue.id} issue={issue} ticketId={ticketId} />
      ))}
      {ticket.problems.length === 0 ? null : (
        <NativeSelect
          size="sm"
          label={t('developers.about')}
          value={problemId ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[
            ...ticket.problems.map((each) => ({ value: each.problemId, label: t('problems.named', each) })),
            { value: '', label: t('developers.thisAlone') },
          ]}
        />
      )}
      {!may('developers.ask') || isLinked || issues.data === undefined ? null : open === undefined ? (
        <AskForm key={problemId ?? ''} ticketId={ticketId} problemId={problemId} begun={begunWith(events)} />
      ) : (
        <JoinIssue ticketId={ticketId} problemId={problemId} number={open.number} />
      )}
    </Stack>
  );
}

interface JoinIssueProps {
  readonly ticketId: string;
  readonly problemId: string | null;
  readonly number: number;
}

/** The developers have it already: nothing is sent, and the ticket hears what becomes of it. */
function JoinIssue({ ticketId, problemId, number }: JoinIssueProps) {
  const { t } = useTexts();
  const body = { ticketId, problemId, title: '', symptoms: '', note: '' };
  const join = useDevelopersChange((api, _: undefined) => api.callRoute(http.developersAsk, { body }), ticketId);
  return (
    <>
      <Text size="sm">{t('developers.theyHaveIt', { number })}</Text>
      <Group>
        <Button size="compact-sm" variant="default" loading={join.isPending} onClick={() => join.mutate(undefined)}>
          {t('developers.join')}
        </Button>
      </Group>
    </>
  );
}

/** What its user wrote, to be put in the desk's words; the server leaves names out, and shows what is left. */
function begunWith(events: readonly TicketEvent[]): { title: string; symptoms: string } {
  const text = events.flatMap(({ body }) => (body.type === 'created' ? [body.text] : []))[0] ?? '';
  return { title: (text.trim().split('\n')[0] ?? '').slice(0, 120), symptoms: text.slice(0, 2000) };
}
