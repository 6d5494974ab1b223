import type { FindingLine } from '@alongside/diagnostics';
import { useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useElsewhere } from './use-reports.ts';

export interface ElsewhereProps {
  readonly reportId: string;
  readonly children: (more: (line: FindingLine) => ReactNode) => ReactNode;
}

/** Adds to each finding the other computers that have it, too: a fault of many is another fault. */
export function Elsewhere({ reportId, children }: ElsewhereProps) {
  const { data = [] } = useElsewhere(reportId);
  return children(({ check }) => {
    const same = data.find((each) => each.check === check);
    return same === undefined ? null : <Others count={same.count} devices={same.devices} />;
  });
}

type Same = NonNullable<ReturnType<typeof useElsewhere>['data']>[number];

function Others({ count, devices }: Pick<Same, 'count' | 'devices'>) {
  const { t } = useTexts();
  const rest = count - devices.length;
  return (
    <Text size="sm" mt={4}>
      {t('checkup.elsewhere', { count })}{' '}
      {devices.map((each, at) => (
        <Fragment key={each.id}>
          {at === 0 ? '' : ', '}
          <Anchor component={Link} to={`/reports/${each.id}`} size="sm">
            {each.device.name}
          </Anchor>
        </Fragment>
      ))}
      {rest > 0 ? ` ${t('checkup.andMore', { count: rest })}` : ''}
    </Text>
  );
}
