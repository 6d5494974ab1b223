import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import { ProblemDevelopers } from '../developers/problem-developers.tsx';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { CaseList } from './case-list.tsx';
import { MoveForm } from './move-form.tsx';
import { ProblemBadges } from './problem-badges.tsx';
import { ProblemHistory } from './problem-history.tsx';
import classes from './problems.module.css';
import type { ReadProblem } from './read-problem.ts';
import { RuleLine } from './rule-line.tsx';
import { TellForm } from './tell-form.tsx';
import { TrendPicture } from './trend-picture.tsx';
import { useProblem, useProblemAddress } from './use-problems.ts';

/** One known problem: what it is, how it is recognised, who has it, what was decided. */
export function ProblemView({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const may = useMay();
  const { go } = useProblemAddress();
  const problem = useProblem(id);
  if (problem.error) return <Failure error={problem.error} onRetry={() => void problem.refetch()} />;
  if (problem.data === undefined) return <Skeleton height={320} aria-busy aria-label={t('app.loading')} role="group" />;
  const { summary, text, cases, history, duplicateOf } = problem.data;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <PageTitle>{t('problems.named', { number: summary.number, title: summary.title })}</PageTitle>
          <ProblemBadges problem={summary} />
          {duplicateOf === null ? null : <Text size="sm">{t('problems.duplicateOf', { number: duplicateOf })}</Text>}
        </div>
        {may('problems.write') ? (
          <Button variant="default" onClick={() => go(id, { act: 'edit' })}>
            {t('problems.edit')}
          </Button>
        ) : null}
      </Group>
      <div className={classes.columns}>
        <Stack gap="lg">
          <Texts text={text} />
          <CaseList cases={cases} />
          <ProblemHistory history={history} />
        </Stack>
        <Stack gap="lg">
          <Counts summary={summary} />
          <ProblemDevelopers problemId={id} />
          {may('problems.write') ? <MoveForm id={id} problem={problem.data} /> : null}
          {may('problems.tell') && (summary.confirmed > 0 || problem.data.reached > 0) ? (
            // A version that comes back is offered in the message, unless somebody is writing one.
            <TellForm key={summary.fixedIn} id={id} problem={problem.data} />
          ) : null}
          <section>
            <Title order={2} size="h4">
              {t('problems.signature')}
            </Title>
            {text.signature.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('problems.noSignature')}
              </Text>
            ) : (
              <ul className={classes.rules}>
                {text.signature.map((rule) => (
                  <RuleLine key={JSON.stringify(rule)} rule={rule} />
                ))}
              </ul>
            )}
          </section>
        </Stack>
      </div>
    </Stack>
  );
}

const PARTS = ['symptoms', 'impact', 'cause', 'workaround'] as const;

function Texts({ text }: { readonly text: ReadProblem['text'] }) {
  const { t } = useTexts();
  const written = PARTS.filter((part) => text[part].trim() !== '');
  return (
    <>
      {written.map((part) => (
        <section key={part}>
          <Title order={2} size="h4">
            {t(`problems.field.${part}`)}
          </Title>
          <Text className={classes.text ?? ''}>{text[part]}</Text>
        </section>
      ))}
      {text.article === null ? null : (
        <Text>
          <Link to="/knowledge/{-$article}" params={{ article: text.article }} className={classes.link}>
            {t('problems.readArticle')}
          </Link>
        </Text>
      )}
    </>
  );
}

function Counts({ summary }: { readonly summary: ReadProblem['summary'] }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { devices, confirmed, rejected, trend } = summary;
  return (
    <section>
      <Title order={2} size="h4">
        {t('problems.howMany')}
      </Title>
      <Text>
        {t('problems.devices', { count: devices, value: number(devices) })}
        {' · '}
        {t('problems.cases', { count: confirmed, value: number(confirmed) })}
        {' · '}
        {t('problems.rejected', { count: rejected, value: number(rejected) })}
      </Text>
      <TrendPicture trend={trend} />
      <Text size="sm" c="dimmed">
        {t('problems.trend', { last7: number(trend.last7), before7: number(trend.before7), last30: number(trend.last30) })}
      </Text>
    </section>
  );
}
