import { type PastScan, type ScanConsentView, shellPage } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';

/** What the organisation may check without asking each time, and every check that it asked for. */
export function ScanConsents() {
  const { t } = useTexts();
  const { client } = useCore();
  const { consents, past } = useObservable(client.scans);
  return (
    <Stack gap="md" component="section" aria-label={t('scans.consents.title')}>
      <Title order={2}>{t('scans.consents.title')}</Title>
      {consents.length === 0 ? <EmptyState title={t('scans.consents.empty')}>{t('scans.consents.emptyHint')}</EmptyState> : null}
      {consents.map((consent) => (
        <ConsentRow key={consent.by} consent={consent} />
      ))}
      {past.length === 0 ? null : (
        <Stack gap="xs">
          <Title order={3}>{t('scans.past.title')}</Title>
          <Text size="sm">{t('scans.past.hint')}</Text>
          {past.map((scan) => (
            <PastRow key={scan.scanId} scan={scan} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function ConsentRow({ consent }: { consent: ScanConsentView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const { by, organisation, levels, perDay, from, until } = consent;
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" align="start">
        <Stack gap={2} flex="1 1 16rem">
          <Title order={3}>{t('scans.consents.row', { organisation })}</Title>
          <Text size="sm">
            {t('scans.consents.what', { levels: formats.list(levels.map((level) => t(`scans.level.${level}`))) })}
          </Text>
          <Text size="sm">{t('scans.consents.often', { count: perDay })}</Text>
          {until === null ? null : <Text size="sm">{t('scans.consents.until', { when: formats.day(until, 0) })}</Text>}
          <Text size="sm" c="dimmed">
            {by === 'file' || from === null
              ? t('scans.consents.byFile')
              : t('scans.consents.byPerson', { when: formats.day(from, 0) })}
          </Text>
        </Stack>
        {by === 'file' ? null : (
          <Button variant="default" onClick={() => void ask(shellPage.scansRevoke, {})}>
            {t('standing.takeBack')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function PastRow({ scan }: { scan: PastScan }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { organisation, at, profile, levels, basis, outcome } = scan;
  const when = formats.dayAndTime(at);
  return (
    <Paper p="sm" component="article" aria-label={when}>
      <Text size="sm" fw={550}>
        {t(`scans.past.${profile}`, { when, organisation })}
      </Text>
      <Text size="sm">
        {t(`scans.outcome.${outcome}`, { levels: formats.list(levels.map((level) => t(`scans.level.${level}`))) })}
        {basis === null ? '' : ` ${t(`scans.basis.${basis}`)}`}
      </Text>
    </Paper>
  );
}
