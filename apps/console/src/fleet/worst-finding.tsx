import type { FleetDevice } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCheckTitle } from '../shared/use-check-title.ts';

/** What is worst on a computer, by its name, with how much more there is; the words lead to the report. */
export function WorstFinding({ device: { raised, report } }: { readonly device: Pick<FleetDevice, 'raised' | 'report'> }) {
  const { t } = useTexts();
  const title = useCheckTitle();
  const worst = raised.find(({ status }) => status === 'fail') ?? raised[0];
  if (worst === undefined) {
    if (report === null) return <StatusLight of="unknown">{t('fleet.noReport')}</StatusLight>;
    const isKnown = report.worst !== null;
    return (
      <StatusLight of={isKnown ? 'pass' : 'unknown'}>
        <ToReport report={report}>{t(isKnown ? 'checkup.nothing' : 'checkup.unread')}</ToReport>
      </StatusLight>
    );
  }
  const more = raised.length - 1;
  return (
    <StatusLight of={worst.status}>
      <ToReport report={report}>{t(`fleet.is.${worst.status}`, { title: title(worst.check) })}</ToReport>
      {more === 0 ? null : (
        <Text span size="sm" c="dimmed">
          {' '}
          {t('fleet.andMore', { count: more })}
        </Text>
      )}
    </StatusLight>
  );
}

function ToReport({ report, children }: { readonly report: FleetDevice['report']; readonly children: string }) {
  if (report === null) return children;
  return (
    <Anchor component={Link} to={`/reports/${report.id}`} size="sm" c="inherit">
      {children}
    </Anchor>
  );
}
