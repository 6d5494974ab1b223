import { pageOf } from '@alongside/desk';
import type { SignatureFact, Spread } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import classes from '../fleet/fleet.module.css';
import type { FleetSearch } from '../fleet/fleet-search.ts';
import { Pager } from '../fleet/pager.tsx';
import { useFactWords } from '../problems/use-fact-words.ts';
import { useKeepSpread } from './use-spread.ts';

export interface SpreadListProps {
  readonly ticketId: string;
  readonly fact: SignatureFact;
  readonly found: Spread;
}

/** How many have it, which, by which report; and one press that puts it on the ticket. */
export function SpreadList({ ticketId, fact, found }: SpreadListProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay();
  const words = useFactWords();
  const keep = useKeepSpread(ticketId);
  const [wanted, setPage] = useState(0);
  const { count, outOf, devices } = found;
  const page = pageOf(devices, wanted);
  const isOfCheck = fact.fact === 'finding' && fact.status === 'bad';
  return (
    <Stack gap="xs" component="section" aria-label={words(fact)}>
      <Text size="sm" fw={620} role="status">
        {t('spread.count', { count, value: formats.number(count), outOf: formats.number(outOf) })}
      </Text>
      <ul className={classes.having} aria-label={t('spread.having', { what: words(fact) })}>
        {page.rows.map(({ id, name, detail, diagnosisId, at }) => (
          <li key={id}>
            <Anchor component={Link} to={`/devices/${id}`} size="sm">
              {name}
            </Anchor>
            {detail === '' ? null : (
              <Text span size="sm">
                {detail}
              </Text>
            )}
            <Anchor component={Link} to={`/reports/${diagnosisId}`} size="sm" c="dimmed">
              {t('software.asOf', { when: formats.dayAndTime(at) })}
            </Anchor>
          </li>
        ))}
      </ul>
      <Pager of={page} total={devices.length} onPage={setPage} />
      {count > devices.length ? <Text size="sm">{t('spread.shown', { value: formats.number(devices.length) })}</Text> : null}
      <Group gap="sm">
        {may('tickets.write') ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={keep.isPending}
            disabled={keep.isSuccess}
            onClick={() => keep.mutate(fact)}
          >
            {t(keep.isSuccess ? 'spread.kept' : 'spread.keep')}
          </Button>
        ) : null}
        {isOfCheck ? <InFleet section="devices" search={{ check: fact.check }} /> : null}
        {fact.fact === 'app' ? <InFleet section="software" search={{ program: fact.name }} /> : null}
      </Group>
    </Stack>
  );
}

/** All computers of the fleet, with this as their filter. */
function InFleet({ section, search }: { readonly section: 'devices' | 'software'; readonly search: FleetSearch }) {
  const { t } = useTexts();
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/fleet/{-$section}" params={{ section }} search={search} {...props} />}>
      {t('spread.inFleet')}
    </Anchor>
  );
}
