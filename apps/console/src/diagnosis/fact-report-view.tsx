import { type FactSection, type FactText, factPage } from '@alongside/diagnostics';
import type { Report } from '@alongside/protocol';
import { readersLocale, StatusLight, useTexts } from '@alongside/ui';
import { Progress, Text } from '@mantine/core';
import { useMemo } from 'react';
import classes from './diagnosis.module.css';

/** The report as sections of rows, with units and bars. It judges nothing. */
export function FactReportView({ report }: { readonly report: Report }) {
  const { t, language } = useTexts();
  const sections = useMemo(() => {
    const text: FactText = (key, values) => t(`facts.${key}`, { ...values });
    return factPage(report, { text, locale: readersLocale(language, navigator.languages) });
  }, [report, t, language]);
  return (
    <div className={classes.sections}>
      {sections.map((section) => (
        <FactSectionView key={section.name} section={section} />
      ))}
    </div>
  );
}

function FactSectionView({ section }: { readonly section: FactSection }) {
  return (
    <section className={classes.section} aria-labelledby={`fact-${section.name}`}>
      <h2 className={classes.title} id={`fact-${section.name}`}>
        {section.title}
      </h2>
      {section.state === 'unknown' ? (
        <StatusLight of="unknown">{section.reason}</StatusLight>
      ) : (
        <>
          <dl className={classes.rows}>
            {section.rows.map((row, index) => (
              // Programs and disks may have the same name twice: their place tells them apart.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one report never move
              <div className={classes.row} key={index}>
                <dt>{row.label}</dt>
                <dd>
                  {row.value}
                  {row.bar === null ? null : <Progress value={row.bar * 100} size="sm" mt={2} aria-hidden />}
                </dd>
              </div>
            ))}
          </dl>
          {section.note === null ? null : (
            <Text size="xs" c="dimmed">
              {section.note}
            </Text>
          )}
        </>
      )}
    </section>
  );
}
