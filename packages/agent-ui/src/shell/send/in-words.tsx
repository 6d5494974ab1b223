import { factPage, findingPage } from '@alongside/diagnostics';
import type { FactName, Report, SendRemoved } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCheckText } from '../health/use-check-text.ts';
import classes from './send.module.css';

export interface InWordsProps {
  readonly report: Report;
  readonly removed: SendRemoved;
  readonly onRemoved: (removed: SendRemoved) => void;
}

/** What would be sent, as a person reads it; each fact and finding can be left out and put back. */
export function InWords({ report, removed, onRemoved }: InWordsProps) {
  const { t, language } = useTexts();
  const text = useCheckText();
  const facts = factPage(report, { text: (key, values) => t(`facts.${key}`, { ...values }), locale: language });
  const { findings } = findingPage(report, { text, locale: language });
  const toggleFact = (name: FactName, out: boolean) =>
    onRemoved({ ...removed, facts: out ? [...removed.facts, name] : removed.facts.filter((each) => each !== name) });
  const toggleCheck = (check: string, out: boolean) =>
    onRemoved({ ...removed, checks: out ? [...removed.checks, check] : removed.checks.filter((each) => each !== check) });
  return (
    <Stack gap="md">
      <Replaced report={report} />
      <section aria-label={t('send.findings')}>
        <Title order={3} mb="xs">
          {t('send.findings')}
        </Title>
        <ul className={classes.rows}>
          {findings.map(({ check, title, sentence, status }) => (
            <Row key={check} name={title} onRemove={() => toggleCheck(check, true)}>
              <Text size="sm">
                <strong>{title}</strong> · {text(`status.${status}`)}. {sentence}
              </Text>
            </Row>
          ))}
          {removed.checks.map((check) => (
            <RemovedRow key={check} name={text(`checks.${check}.title`)} onPutBack={() => toggleCheck(check, false)} />
          ))}
        </ul>
      </section>
      <section aria-label={t('send.facts')}>
        <Title order={3} mb="xs">
          {t('send.facts')}
        </Title>
        <ul className={classes.rows}>
          {facts.map((section) =>
            removed.facts.includes(section.name) ? (
              <RemovedRow key={section.name} name={section.title} onPutBack={() => toggleFact(section.name, false)} />
            ) : section.state === 'unknown' ? (
              <li key={section.name}>
                <Text size="sm">
                  <strong>{section.title}</strong> · {section.reason}
                </Text>
              </li>
            ) : (
              <Row key={section.name} name={section.title} onRemove={() => toggleFact(section.name, true)}>
                <Text size="sm" fw={700}>
                  {section.title}
                </Text>
                {section.rows.map(({ label, value }) => (
                  <Text size="sm" key={`${label} ${value}`}>
                    {label}: {value}
                  </Text>
                ))}
                {section.note === null ? null : <Text size="sm">{section.note}</Text>}
              </Row>
            ),
          )}
        </ul>
      </section>
    </Stack>
  );
}

/** What stands there instead of names and numbers that tell people and computers apart. */
function Replaced({ report }: { report: Report }) {
  const { t } = useTexts();
  const formats = useFormats();
  const kinds = new Map<string, number>();
  for (const { kind } of report.redactions) {
    if (kind !== 'removed_by_user') kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (kinds.size === 0) return <Text size="sm">{t('send.replaced.none')}</Text>;
  const list = [...kinds].map(([kind, count]) => t('send.replaced.kind', { kind: t(`send.replaced.${kind}`), count }));
  return (
    <Paper p="sm" component="section" aria-label={t('send.replaced.title')}>
      <Text size="sm">{t('send.replaced.text', { list: formats.list(list) })}</Text>
    </Paper>
  );
}

function Row({ name, onRemove, children }: { name: string; onRemove: () => void; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <li>
      <Group justify="space-between" align="start" gap="sm" wrap="nowrap">
        <div>{children}</div>
        <Button
          variant="subtle"
          size="xs"
          className={classes.act}
          aria-label={t('send.removeLabel', { name })}
          onClick={onRemove}
        >
          {t('send.remove')}
        </Button>
      </Group>
    </li>
  );
}

function RemovedRow({ name, onPutBack }: { name: string; onPutBack: () => void }) {
  const { t } = useTexts();
  return (
    <li>
      <Group justify="space-between" align="start" gap="sm" wrap="nowrap">
        <Text size="sm" c="dimmed">
          <s>{name}</s> · {t('send.removed')}
        </Text>
        <Button
          variant="subtle"
          size="xs"
          className={classes.act}
          aria-label={t('send.putBackLabel', { name })}
          onClick={onPutBack}
        >
          {t('send.putBack')}
        </Button>
      </Group>
    </li>
  );
}
