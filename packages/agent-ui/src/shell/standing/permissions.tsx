import { type AgentView, type StandingView, shellPage } from '@alongside/protocol';
import { EmptyState, useFormats, useRuleWords, useTexts, useWeekWords } from '@alongside/ui';
import { Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { ScanConsents } from '../scans/scan-consents.tsx';
import { keyOf } from '../texts/texts.ts';
import { StandingForm } from './standing-form.tsx';

/** What holds on this computer without being asked each time: the user's own permissions, and the organisation's rules. */
export function Permissions({ view, onBack }: { view: AgentView; onBack: () => void }) {
  const { t } = useTexts();
  const [choosing, setChoosing] = useState(false);
  const { permissions, people } = view.standing;
  const organisation = useOrganisationName(view);
  return (
    <Stack gap="md">
      <div>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('history.back')}
        </Anchor>
      </div>
      <Title order={1}>{t('foot.permissions')}</Title>
      <Title order={2}>{t('standing.title')}</Title>
      <Text>{t('standing.intro')}</Text>
      {permissions.length === 0 && !choosing ? (
        <EmptyState title={t('standing.empty')}>{t('standing.emptyHint')}</EmptyState>
      ) : null}
      {permissions.map((permission) => (
        <PermissionRow key={permission.standingId} permission={permission} />
      ))}
      {choosing ? (
        <Paper p="md">
          <StandingForm
            people={people}
            organisation={organisation}
            forbidden={view.rules.forbid}
            onDone={() => setChoosing(false)}
          />
        </Paper>
      ) : (
        <Group>
          <Button variant="default" disabled={people.length === 0} onClick={() => setChoosing(true)}>
            {t('standing.add')}
          </Button>
        </Group>
      )}
      {people.length === 0 ? (
        <Text size="sm">{t(view.rules.noStanding ? 'standing.forbidden' : 'standing.nobodyKnown')}</Text>
      ) : null}
      <ScanConsents />
      <Rules view={view} />
    </Stack>
  );
}

function PermissionRow({ permission }: { permission: StandingView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const week = useWeekWords();
  const ask = useAsk();
  const { standingId, holder, capabilities, hours, until, endedAt, uses, lastUsedAt } = permission;
  const over = endedAt !== null || until <= Date.now();
  const state =
    endedAt !== null
      ? t('standing.ended', { when: formats.dayAndTime(endedAt) })
      : t(over ? 'standing.ranOut' : 'standing.until', { when: formats.dayAndTime(until) });
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" align="start">
        <Stack gap={2}>
          <Title order={3} {...(over ? { c: 'dimmed' } : {})}>
            {t(`standing.row.${holder.kind}`, {
              name: holder.name,
              what: formats.list(capabilities.map((capability) => t(`feed.what.${keyOf(capability)}`))),
            })}
          </Title>
          <Text size="sm">{hours === null ? t('standing.anyTime') : t('standing.at', { hours: week(hours) })}</Text>
          <Text size="sm">{state}</Text>
          <Text size="sm" c="dimmed">
            {lastUsedAt === null
              ? t('standing.neverUsed')
              : t('standing.used', { count: uses, when: formats.dayAndTime(lastUsedAt) })}
          </Text>
        </Stack>
        {over ? null : (
          <Button variant="default" onClick={() => void ask(shellPage.standingRevoke, { standingId })}>
            {t('standing.takeBack')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function useOrganisationName({ organisation }: AgentView): string {
  const { t } = useTexts();
  return organisation?.name || t('rules.yourOrganisation');
}

function Rules({ view }: { view: AgentView }) {
  const { t } = useTexts();
  const words = useRuleWords()(view.rules);
  const organisation = useOrganisationName(view);
  return (
    <Stack gap="xs">
      <Title order={2}>{t('rules.title')}</Title>
      <Text size="sm">{words.length === 0 ? t('rules.none') : t('rules.intro', { organisation })}</Text>
      {words.length === 0 ? null : (
        <List size="sm">
          {words.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
