import { type FileProof, ticketCase } from '@alongside/desk';
import type { HandoverFile } from '@alongside/protocol';
import { StatusLight, saveText, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { StoryBox } from '../../conversation/story-box.tsx';
import { story } from '../../conversation/timeline.ts';
import { useAge } from '../../desk/age.tsx';
import { Failure } from '../../shared/failure.tsx';
import { PageTitle } from '../../shared/page-title.tsx';
import { CaseFacts } from '../case-facts.tsx';
import { usePackage } from './use-package.ts';

/** What was handed over with a ticket: one page to read, and one file to take along. */
export function PackagePage() {
  const { ticketId = '' } = useParams({ strict: false });
  const read = usePackage(ticketId);
  return (
    <Stack gap="md" p={24} maw={880}>
      {read.error === null ? null : <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending ? <Skeleton height={240} aria-busy /> : null}
      {read.data === undefined ? null : <Package {...read.data} />}
    </Stack>
  );
}

interface PackageProps {
  readonly file: HandoverFile;
  readonly text: string;
  readonly proof: FileProof;
}

function Package({ file, text, proof }: PackageProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { manifest, entries, sha256 } = file;
  const { number, fromTier, toTier, madeAt } = manifest;
  const ticket = ticketCase(entries);
  return (
    <>
      <Anchor component={Link} to={`/tickets/${manifest.ticketId}`} size="sm">
        {t('checkup.toTicket', { number })}
      </Anchor>
      <Group justify="space-between" align="flex-start">
        <div>
          <PageTitle>{t('package.title', { number })}</PageTitle>
          <Text c="dimmed">{t('package.lead', { from: fromTier, to: toTier, time: formats.dayAndTime(madeAt) })}</Text>
        </div>
        <Group gap="xs">
          <Button
            size="compact-md"
            variant="default"
            onClick={() => saveText(`handover-${number}.json`, text, 'application/json')}
          >
            {t('package.save')}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => window.print()}>
            {t('checkup.save.print')}
          </Button>
        </Group>
      </Group>
      <Proofs proof={proof} sha256={sha256} />
      <Times times={manifest.times} />
      {ticket === undefined ? null : <CaseFacts ticket={ticket} events={entries} />}
      <Carried file={file} proof={proof} />
      <section>
        <Title order={2} size="h4">
          {t('package.story')}
        </Title>
        <StoryBox
          ticketId={manifest.ticketId}
          items={story(entries, [])}
          userName={entries[0]?.actor.name || t('ticket.theUser')}
        />
      </section>
    </>
  );
}

function Proofs({ proof, sha256 }: { readonly proof: FileProof; readonly sha256: string }) {
  const { t } = useTexts();
  const all = [...proof.entries.values(), ...proof.reports.values()];
  const kept = all.filter((each) => each === 'kept-back').length;
  return (
    <div>
      <StatusLight of={proof.manifest ? 'pass' : 'fail'}>{t(proof.manifest ? 'package.whole' : 'package.broken')}</StatusLight>
      {kept === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t('package.keptBack', { count: kept })}
        </Text>
      )}
      <Text ff="monospace" size="xs" style={{ overflowWrap: 'anywhere' }}>
        {t('checkup.sha256', { hash: sha256 })}
      </Text>
    </div>
  );
}

function Times({ times }: Pick<HandoverFile['manifest'], 'times'>) {
  const { t } = useTexts();
  const age = useAge();
  return (
    <Text size="sm">
      {Object.entries(times)
        .map(([tier, ms]) => t('case.tierTime', { tier, time: age(ms) }))
        .join(' · ')}
    </Text>
  );
}

/** Reports and sessions: what the package names and does not repeat. */
function Carried({ file, proof }: Pick<PackageProps, 'file' | 'proof'>) {
  const { t } = useTexts();
  const { reports, sessions } = file.manifest;
  if (reports.length + sessions.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4">
        {t('package.carried')}
      </Title>
      <List size="sm">
        {reports.map(({ id, sha256 }) => (
          <List.Item key={id}>
            <Anchor component={Link} to={`/reports/${id}`} size="sm">
              {t(`package.report.${proof.reports.get(id) ?? 'kept-back'}`, { hash: sha256.slice(0, 12) })}
            </Anchor>
          </List.Item>
        ))}
        {sessions.map(({ id, headHash }) => (
          <List.Item key={id}>
            {headHash === null ? t('package.sessionNoHead') : t('package.session', { hash: headHash.slice(0, 12) })}
          </List.Item>
        ))}
      </List>
    </section>
  );
}
