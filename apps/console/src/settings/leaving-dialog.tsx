import { http, type Role, scopeOf } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly openTickets: number;
}

export interface LeavingDialogProps {
  readonly person: Person | undefined;
  readonly people: readonly Person[];
  readonly onClose: () => void;
}

const QUEUE = 'queue';
const STAY = 'stay';

/** Somebody goes on with what this person has. */
export function helps({ active, role }: Pick<Person, 'active' | 'role'>): boolean {
  return active && scopeOf({ role, tier: 1 }, 'sessions.run') !== undefined;
}

/** Of the desk itself: people from outside get a ticket by its user's yes alone. */
function canTakeAll(person: Person): boolean {
  return helps(person) && scopeOf({ role: person.role, tier: 1 }, 'tickets.read') === 'all';
}

/** What becomes of the open tickets of somebody whose account is switched off with it, or was before. */
export function LeavingDialog({ person, people, onClose }: LeavingDialogProps) {
  return person === undefined ? null : <Leaving key={person.id} person={person} people={people} onClose={onClose} />;
}

function Leaving({ person, people, onClose }: LeavingDialogProps & { readonly person: Person }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const { id, name, openTickets: count } = person;
  const [to, setTo] = useState(QUEUE);
  // A role that does not help any more keeps its account.
  const endsAccount = helps(person);
  const go = useMutation({
    mutationFn: async () => {
      const params = { id };
      const receiver = to === QUEUE ? null : to;
      if (!endsAccount) return api.callRoute(http.userTickets, { params, body: { to: receiver } });
      const given = to === STAY ? {} : { ticketsTo: receiver };
      return api.callRoute(http.userActive, { params, body: { active: false, ...given } });
    },
    onSuccess: ({ passed, left }) => {
      if (passed > 0) notices.said(t('people.leaving.passed', { count: passed }));
      if (left > 0) notices.said(t('people.leaving.left', { count: left, name }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
  const receivers = people.filter((each) => each.id !== id && canTakeAll(each));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people.leaving.title', { name })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack gap="md">
        <Text>
          {t(endsAccount ? 'people.leaving.has' : 'people.leaving.hasGone', { count, name })}{' '}
          <Anchor
            underline="always"
            renderRoot={(props) => <Link to="/desk/{-$queue}" params={{ queue: 'all' }} search={{ owner: id }} {...props} />}
          >
            {t('people.leaving.show')}
          </Anchor>
        </Text>
        <NativeSelect
          data-autofocus
          label={t('people.leaving.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          data={[
            { value: QUEUE, label: t('people.leaving.queue') },
            ...receivers.map((each) => ({ value: each.id, label: each.name })),
            ...(endsAccount ? [{ value: STAY, label: t('people.leaving.stay', { name }) }] : []),
          ]}
        />
        {go.error === null ? null : <Failure error={go.error} safe={t('people.leaving.safe')} />}
        <Group>
          <Button variant="default" onClick={onClose}>
            {t('people.leaving.keep')}
          </Button>
          <Button color={endsAccount ? 'stop' : 'idle'} loading={go.isPending} onClick={() => go.mutate()}>
            {t(endsAccount ? 'people.leaving.off' : 'people.leaving.give')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
