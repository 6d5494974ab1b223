import type { DiagnosisSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Group } from '@mantine/core';

/** “2 fail 1 warn”, each with its shape; “nothing found” where there is neither, unless nothing could be looked at. */
export function ReportCount({ fail, warn, worst }: Pick<DiagnosisSummary, 'fail' | 'warn' | 'worst'>) {
  const { t } = useTexts();
  return (
    <Group component="span" gap="sm" display="inline-flex">
      {fail > 0 ? <StatusLight of="fail">{t('checkup.fail', { count: fail })}</StatusLight> : null}{' '}
      {warn > 0 ? <StatusLight of="warn">{t('checkup.warn', { count: warn })}</StatusLight> : null}
      {fail + warn > 0 ? null : worst === null ? (
        <StatusLight of="unknown">{t('checkup.unread')}</StatusLight>
      ) : (
        <StatusLight of="pass">{t('checkup.nothing')}</StatusLight>
      )}
    </Group>
  );
}
