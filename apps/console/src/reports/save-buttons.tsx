import { reportToCsv, toGlpiInventory } from '@alongside/diagnostics';
import { saveText, useTexts } from '@alongside/ui';
import { Button, Group } from '@mantine/core';
import type { SentReport } from './read-report.ts';
import classes from './report.module.css';
import { useReportWords } from './use-report-words.ts';

/** The report for other programs and for paper. */
export function SaveButtons({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  const words = useReportWords();
  const { summary, report, body } = sent;
  const name = `${summary.device.name.replace(/[^\p{L}\p{N}_-]+/gu, '-')}-${new Date(summary.startedAt).toISOString().slice(0, 16).replace(':', '')}`;
  const head = [
    t('checkup.csv.kind'),
    t('checkup.csv.code'),
    t('checkup.csv.state'),
    t('checkup.csv.title'),
    t('checkup.csv.value'),
  ] as const;
  const ways = {
    json: () => saveText(`${name}.json`, body, 'application/json'),
    csv: () => saveText(`${name}.csv`, reportToCsv(report, { ...words, head }), 'text/csv'),
    glpi: () =>
      saveText(`${name}.glpi.json`, `${JSON.stringify(toGlpiInventory(report, summary.device), null, 2)}\n`, 'application/json'),
    print: () => window.print(),
  };
  return (
    <Group gap="xs" className={classes.screenOnly}>
      {(['json', 'csv', 'glpi', 'print'] as const).map((way) => (
        <Button key={way} size="compact-md" variant="default" onClick={ways[way]}>
          {t(`checkup.save.${way}`)}
        </Button>
      ))}
    </Group>
  );
}
