import { isolated } from '@alongside/base';
import type { CallWith } from '@alongside/desk';
import { type FoundCaller, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import classes from './calls.module.css';

const PAUSE_MS = 250;

interface CallerFinderProps {
  readonly whom: CallWith;
  readonly onKnown: (whom: CallWith) => void;
}

/** By a ticket's number, a name, or the code of a finding that the caller reads out. */
export function CallerFinder({ whom, onKnown }: CallerFinderProps) {
  const { t } = useTexts();
  if (whom.ticket === null && whom.device === null) return <Finder whom={whom} onKnown={onKnown} />;
  const { ticket, device } = whom;
  return (
    <Group gap="sm">
      <Text size="sm">
        {ticket === null
          ? t('calls.withDevice', { device: device?.name ?? '' })
          : t('ticket.title', { number: ticket.number, subject: ticket.subject })}
        {whom.name === '' ? '' : ` · ${whom.name}`}
      </Text>
      <Anchor component="button" type="button" size="sm" onClick={() => onKnown({ ...whom, ticket: null, device: null })}>
        {t('calls.other')}
      </Anchor>
    </Group>
  );
}

function Finder({ whom, onKnown }: CallerFinderProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), PAUSE_MS);
  const find = useQuery({
    queryKey: ['callers', asked],
    queryFn: () => api.callRoute(http.callFind, { body: { text: asked } }),
    enabled: asked.length >= 2,
    retry: false,
  });
  const found = asked.length < 2 ? undefined : find.data?.found;
  return (
    <div>
      <TextInput
        size="sm"
        label={t('calls.who')}
        description={t('calls.whoHow')}
        maxLength={80}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {find.error === null ? null : <Failure error={find.error} />}
      <Text size="sm" c="dimmed" role="status">
        {found === undefined ? '' : t('calls.found', { count: found.length })}
      </Text>
      <ul className={classes.found}>
        {(found ?? []).map((caller) => (
          <li key={caller.device?.id ?? `${caller.requester}`}>
            <Caller caller={caller} whom={whom} onKnown={onKnown} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Caller({ caller, whom, onKnown }: CallerFinderProps & { readonly caller: FoundCaller }) {
  const { t } = useTexts();
  const { device, requester, tickets, phone } = caller;
  const known = {
    device: device && { id: device.id, name: device.name },
    name: requester ?? '',
    phone: whom.phone === '' ? (phone ?? '') : whom.phone,
  };
  return (
    <>
      <Text size="sm" component="span">
        {[requester, device?.name]
          .filter((part) => part !== null && part !== undefined)
          .map(isolated)
          .join(' · ')}{' '}
      </Text>
      <Group gap="sm" component="span">
        {tickets.map((ticket) => (
          <Anchor key={ticket.id} component="button" type="button" size="sm" onClick={() => onKnown({ ...known, ticket })}>
            {t('ticket.title', { number: ticket.number, subject: ticket.subject })}
          </Anchor>
        ))}
        <Anchor component="button" type="button" size="sm" onClick={() => onKnown({ ...known, ticket: null })}>
          {t('calls.newTicket')}
        </Anchor>
      </Group>
    </>
  );
}
