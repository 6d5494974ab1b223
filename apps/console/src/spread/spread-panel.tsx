import type { SignatureFact } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { useFactWords } from '../problems/use-fact-words.ts';
import { Failure } from '../shared/failure.tsx';
import { SpreadList } from './spread-list.tsx';
import { useSpread, useSpreadFacts } from './use-spread.ts';

/** On which other computers is this, too? What stands out on the ticket's own, or a program that somebody names. */
export function SpreadPanel({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const may = useMay();
  const words = useFactWords();
  const known = useSpreadFacts(ticketId);
  const [chosen, setChosen] = useState<SignatureFact>();
  const [program, setProgram] = useState({ name: '', from: '', before: '' });
  const found = useSpread(ticketId, chosen);
  if (known.error !== null) return <Failure error={known.error} onRetry={() => void known.refetch()} />;
  if (known.data === undefined) return <Skeleton height={60} aria-busy />;
  const { facts, hasReport } = known.data;
  const at = facts.findIndex((fact) => JSON.stringify(fact) === JSON.stringify(chosen));
  const look = (event: FormEvent) => {
    event.preventDefault();
    setChosen({ fact: 'app', ...program, name: program.name.trim() });
  };
  const part = (name: keyof typeof program, label: string) => (
    <TextInput
      size="sm"
      label={label}
      maxLength={name === 'name' ? 120 : 40}
      value={program[name]}
      onChange={(event) => setProgram({ ...program, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('spread.why')}
      </Text>
      {facts.length === 0 ? (
        <Text size="sm">{t(hasReport ? 'spread.nothing' : 'spread.noReport')}</Text>
      ) : (
        <NativeSelect
          size="sm"
          label={t('spread.what')}
          value={at < 0 ? '' : String(at)}
          onChange={(event) => setChosen(event.currentTarget.value === '' ? undefined : facts[Number(event.currentTarget.value)])}
          data={[
            { value: '', label: t('spread.choose') },
            ...facts.map((fact, place) => ({ value: String(place), label: words(fact) })),
          ]}
        />
      )}
      {may('classified.read') ? (
        <form onSubmit={look}>
          <Stack gap="xs">
            {part('name', t('spread.program'))}
            <Group grow gap="xs">
              {part('from', t('problems.part.from'))}
              {part('before', t('problems.part.before'))}
            </Group>
            <Group>
              <Button type="submit" size="compact-sm" variant="default" disabled={program.name.trim() === ''}>
                {t('spread.lookForProgram')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : null}
      {chosen === undefined ? null : found.error !== null ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Skeleton height={48} aria-busy aria-label={t('spread.looking')} role="status" />
      ) : (
        <SpreadList key={JSON.stringify(chosen)} ticketId={ticketId} fact={chosen} found={found.data} />
      )}
    </Stack>
  );
}
