import { pageOf } from '@alongside/desk';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import classes from './fleet.module.css';
import { Pager } from './pager.tsx';
import { useSoftwareDevices } from './use-fleet.ts';

/** The computers that have a program, with the report that says so. */
export function SoftwareDevices({ name }: { readonly name: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const having = useSoftwareDevices(name);
  const [wanted, setPage] = useState(0);
  if (having.error !== null) return <Failure error={having.error} onRetry={() => void having.refetch()} />;
  if (having.data === undefined) return <Skeleton height={40} />;
  const page = pageOf(having.data, wanted);
  return (
    <>
      <ul className={classes.having} aria-label={t('software.having', { name })}>
        {page.rows.map(({ device, versions, reportId, at }) => (
          <li key={device.id}>
            <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
              {device.name}
            </Anchor>
            <Text span size="sm">
              {versions.join(', ')}
            </Text>
            <Anchor component={Link} to={`/reports/${reportId}`} size="sm" c="dimmed">
              {t('software.asOf', { when: formats.dayAndTime(at) })}
            </Anchor>
          </li>
        ))}
      </ul>
      <Pager of={page} total={having.data.length} onPage={setPage} />
    </>
  );
}
