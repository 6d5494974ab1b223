import { isOf, playbookRuns, runningPlaybook, type TicketCase } from '@alongside/desk';
import type { Capability, Playbook } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useGuide } from '../tickets/use-guide.ts';
import { PlaybookWay } from './playbook-way.tsx';
import classes from './playbooks.module.css';
import { usePlaybookMarks } from './use-playbook-marks.ts';

export interface PlaybookPanelProps {
  readonly ticketId: string;
  readonly ticket: TicketCase;
  /** Asks the user of the running session; undefined where nobody can be asked now. */
  readonly ask: ((capability: Capability) => void) | undefined;
  /** It does not fit: on to the handover, with why. */
  readonly onUnfit: (note: string) => void;
}

/** What is done about a common problem, step by step; marks stay with the ticket. */
export function PlaybookPanel({ ticketId, ticket, ask, onUnfit }: PlaybookPanelProps) {
  const { t } = useTexts();
  const guide = useGuide(ticketId);
  if (guide.error) return <Failure error={guide.error} onRetry={() => void guide.refetch()} />;
  if (guide.data === undefined) return <Skeleton height={80} role="group" aria-busy aria-label={t('app.loading')} />;
  const { playbooks, fitting, running } = guide.data;
  const run = runningPlaybook(ticket.work);
  const past = playbookRuns(ticket.work).filter((each) => each !== run && each.state !== 'running');
  return (
    <Stack gap="sm">
      {run === undefined ? (
        <Choose ticketId={ticketId} playbooks={playbooks} fitting={fitting} />
      ) : (
        <PlaybookWay
          key={run.playbook}
          ticketId={ticketId}
          spoken={ticket.language}
          run={run}
          playbook={[...(running === null ? [] : [running]), ...playbooks].find((each) => isOf(run, each))}
          ask={ask}
          onUnfit={onUnfit}
        />
      )}
      {past.length === 0 ? null : (
        <ul className={classes.plain}>
          {past.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the past has an order and no names
            <li key={at}>
              <Text size="sm">{t(`playbooks.past.${each.state === 'unfit' ? 'unfit' : 'ended'}`, { title: each.title })}</Text>
              {each.note === '' ? null : (
                <Text size="sm" c="dimmed">
                  {each.note}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

interface ChooseProps {
  readonly ticketId: string;
  readonly playbooks: readonly Playbook[];
  readonly fitting: readonly string[];
}

function Choose({ ticketId, playbooks, fitting }: ChooseProps) {
  const { t } = useTexts();
  const marks = usePlaybookMarks(ticketId);
  const [chosen, setChosen] = useState('');
  const begin = (playbook: string) => marks.mutate({ body: { act: 'begin', playbook } });
  const fit = fitting.flatMap((id) => playbooks.find((each) => each.id === id) ?? []);
  const others = playbooks.filter(({ id }) => !fitting.includes(id));
  return (
    <>
      {fit.map(({ id, title, fits }) => (
        <div key={id}>
          <Text size="sm" c="dimmed">
            {fits}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            loading={marks.isPending && marks.variables.body.playbook === id}
            onClick={() => begin(id)}
          >
            {t('playbooks.begin', { title })}
          </Button>
        </div>
      ))}
      <NativeSelect
        size="sm"
        label={t(fit.length === 0 ? 'playbooks.which' : 'playbooks.another')}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[{ value: '', label: t('playbooks.none') }, ...others.map(({ id, title }) => ({ value: id, label: title }))]}
      />
      {chosen === '' ? null : (
        <Group>
          <Button size="compact-sm" variant="default" loading={marks.isPending} onClick={() => begin(chosen)}>
            {t('playbooks.begin', { title: others.find(({ id }) => id === chosen)?.title ?? '' })}
          </Button>
        </Group>
      )}
    </>
  );
}
