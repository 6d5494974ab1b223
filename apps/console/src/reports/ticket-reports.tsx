import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ReportCount } from './report-count.tsx';
import { useReports } from './use-reports.ts';

/** What the checks said that came with a request, in one line each; nothing at all where none came. */
export function TicketReports({ ticketId, label }: { readonly ticketId: string; readonly label: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { data = [] } = useReports('ticket', ticketId);
  if (data.length === 0) return null;
  return (
    <section>
      <h2 className={label}>{t('checkup.title')}</h2>
      {data.map((report) => (
        <div key={report.id}>
          <Anchor component={Link} to={`/reports/${report.id}`} c="inherit">
            <ReportCount fail={report.fail} warn={report.warn} worst={report.worst} />
          </Anchor>
          <Text size="xs" c="dimmed">
            {t('checkup.takenAt', { time: formats.dayAndTime(report.startedAt) })}
          </Text>
        </div>
      ))}
    </section>
  );
}
