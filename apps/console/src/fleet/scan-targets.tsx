import { placeOf, timesOutAt } from '@alongside/desk';
import type { ScanState, ScanTarget } from '@alongside/protocol';
import { StatusLight, type StatusLightProps, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import classes from './fleet.module.css';
import { Pager } from './pager.tsx';
import { progressOf } from './scan-progress.ts';
import { useScan } from './use-fleet.ts';

const LOOKS: Readonly<Record<ScanState, StatusLightProps['of']>> = {
  waiting: 'offline',
  asked: 'unknown',
  person: 'unknown',
  running: 'idle',
  done: 'pass',
  failed: 'fail',
  refused: 'stop',
  'timed-out': 'warn',
  cancelled: 'unknown',
};
/** Told with its end: it may last for days. */
const PATIENT: ReadonlySet<ScanState> = new Set(['waiting', 'person']);

/** A scan computer by computer. */
export function ScanTargets({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const [wanted, setPage] = useState(0);
  const scan = useScan(id, wanted);
  if (scan.error !== null) return <Failure error={scan.error} onRetry={() => void scan.refetch()} />;
  if (scan.data === undefined) return <Skeleton height={120} />;
  const { run, targets, page } = scan.data;
  const { total } = progressOf(run.counts);
  return (
    <>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            {(['name', 'state', 'since'] as const).map((head) => (
              <Table.Th key={head} className={head === 'since' ? classes.side : undefined}>
                {t(`fleet.targetHead.${head}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {targets.map((target) => (
            <TargetRow key={target.device.id} target={target} />
          ))}
        </Table.Tbody>
      </Table>
      <Pager of={placeOf(total, page)} total={total} onPage={setPage} />
    </>
  );
}

function TargetRow({ target }: { readonly target: ScanTarget }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { device, state, since, attempts, reportId } = target;
  const until = PATIENT.has(state) ? timesOutAt(target) : undefined;
  const words = t(`fleet.state.${state}`, { when: until === undefined ? '' : formats.dayAndTime(until) });
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
          {device.name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StatusLight of={LOOKS[state]} filled={state === 'running'}>
          {reportId === null ? (
            words
          ) : (
            <Anchor component={Link} to={`/reports/${reportId}`} size="sm" c="inherit">
              {words}
            </Anchor>
          )}
          {attempts > 1 ? ` ${t('fleet.attempts', { count: attempts })}` : ''}
        </StatusLight>
      </Table.Td>
      <Table.Td className={classes.side}>{formats.dayAndTime(since)}</Table.Td>
    </Table.Tr>
  );
}
