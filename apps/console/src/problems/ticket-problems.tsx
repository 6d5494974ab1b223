import { http, type ProblemSuggestion, type ProblemVerdict } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import { useNotices } from '../shared/use-notices.ts';
import { ProblemBadges } from './problem-badges.tsx';
import classes from './problems.module.css';
import { RuleLine } from './rule-line.tsx';
import { useProblemAddress, useProblemChange, useTicketProblems } from './use-problems.ts';

export interface TicketProblemsProps {
  readonly ticketId: string;
  /** How many entries the ticket's log has. */
  readonly entries: number;
}

/** Known problems that fit a ticket, with why; a person says which it is. */
export function TicketProblems({ ticketId, entries }: TicketProblemsProps) {
  const may = useMay();
  return may('problems.read') ? <Found ticketId={ticketId} entries={entries} /> : null;
}

function Found({ ticketId, entries }: TicketProblemsProps) {
  const { t } = useTexts();
  const may = useMay();
  const { go } = useProblemAddress();
  const notices = useNotices();
  const found = useTicketProblems(ticketId, entries).data;
  const judge = useProblemChange((api, body: { problemId: string; verdict: ProblemVerdict }) =>
    api.callRoute(http.ticketProblemJudge, { params: { id: ticketId }, body }),
  );
  if (found === undefined) return null;
  const say = (problemId: string, verdict: ProblemVerdict) => judge.mutate({ problemId, verdict }, { onError: notices.failed });
  const canWrite = may('problems.write');
  const verdicts = (each: ProblemSuggestion, isConfirmed: boolean) =>
    canWrite ? (
      <Group gap="xs" mt={4}>
        {isConfirmed ? (
          <Button size="compact-xs" variant="default" disabled={judge.isPending} onClick={() => say(each.id, 'removed')}>
            {t('problems.unlink', { number: each.number })}
          </Button>
        ) : (
          <>
            <Button size="compact-xs" variant="default" disabled={judge.isPending} onClick={() => say(each.id, 'confirmed')}>
              {t('problems.confirm', { number: each.number })}
            </Button>
            <Button size="compact-xs" variant="default" disabled={judge.isPending} onClick={() => say(each.id, 'rejected')}>
              {t('problems.reject', { number: each.number })}
            </Button>
          </>
        )}
      </Group>
    ) : null;
  return (
    <section aria-label={t('problems.ofTicket')}>
      <Title order={2} size="h4">
        {t('problems.ofTicket')}
      </Title>
      {found.confirmed.map((each) => (
        <Suggestion key={each.id} problem={each} confirmed>
          {verdicts(each, true)}
        </Suggestion>
      ))}
      {found.suggestions.map((each) => (
        <Suggestion key={each.id} problem={each} confirmed={false}>
          {verdicts(each, false)}
        </Suggestion>
      ))}
      {found.suggestions.length + found.confirmed.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(found.hasReport ? 'problems.noneFits' : 'problems.noReport')}
        </Text>
      ) : null}
      {canWrite ? (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => go(undefined, { act: 'edit', from: ticketId })}>
          {t('problems.fromTicket')}
        </Button>
      ) : null}
    </section>
  );
}

interface SuggestionProps {
  readonly problem: ProblemSuggestion;
  readonly confirmed: boolean;
  readonly children: React.ReactNode;
}

function Suggestion({ problem, confirmed, children }: SuggestionProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { id, title, band, score, rules, devices, workaround, article, state, fixedIn } = problem;
  const share = number(Math.round(score * 100));
  return (
    <div className={classes.suggestion}>
      <Link to="/problems/{-$problem}" params={{ problem: id }} className={classes.link}>
        {t('problems.named', { number: problem.number, title })}
      </Link>
      <Text size="sm" fw={band === 'suggested' && !confirmed ? 620 : 400}>
        {confirmed ? t('problems.isThis') : t(`problems.band.${band}`, { share })}
        {' · '}
        {t('problems.devices', { count: devices, value: number(devices) })}
      </Text>
      <ProblemBadges problem={{ state, fixedIn, hasWorkaround: false, askedAt: null }} />
      {rules.length === 0 || confirmed ? null : (
        <ul className={classes.rules}>
          {rules.map(({ rule, result }) => (
            <RuleLine key={JSON.stringify(rule)} rule={rule} result={result} />
          ))}
        </ul>
      )}
      {workaround === '' ? null : (
        <Text size="sm" className={classes.text ?? ''} mt={4}>
          {t('problems.workaroundIs', { text: workaround })}
        </Text>
      )}
      {article === null ? null : (
        <Link to="/knowledge/{-$article}" params={{ article }} className={classes.link}>
          {t('problems.readArticle')}
        </Link>
      )}
      {children}
    </div>
  );
}
