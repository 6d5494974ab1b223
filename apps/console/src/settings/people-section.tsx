import { http, type MailLine, ROLES, type Role, role as roleSchema } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Badge, Button, Group, NativeSelect, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { useAccountChange } from '../account/use-account-change.ts';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { MailState } from '../mail/mail-state.tsx';
import { EmailInput } from '../shared/email-input.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { TextFilter } from '../shared/text-filter.tsx';
import { useKeptForm } from '../shared/use-kept-form.ts';
import { useNotices } from '../shared/use-notices.ts';
import { FactorRule } from './factor-rule.tsx';
import { foundPeople } from './found-people.ts';
import { helps, LeavingDialog } from './leaving-dialog.tsx';
import { OneTimeLink } from './one-time-link.tsx';
import { INVITATIONS, OpenInvitations } from './open-invitations.tsx';

const INVITED = roleSchema.exclude(['admin']);
const invitedSchema = z.strictObject({ name: z.string(), email: z.string(), role: INVITED });
/** So many at once; more by a button, or by their names. */
const A_PAGE = 50;
const NOBODY_YET: z.infer<typeof invitedSchema> = { name: '', email: '', role: 'technician' };

/** Accounts with their roles, inviting by a link that is handed on, and who needs a second factor. */
export function PeopleSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const { user } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const people = useQuery({ queryKey: ['users'], queryFn: () => api.callRoute(http.users) });
  const active = useMutation({
    mutationFn: (person: { readonly id: string; readonly active: boolean }) =>
      api.callRoute(http.userActive, { params: { id: person.id }, body: { active: !person.active } }),
    onSuccess: () => people.refetch(),
    onError: notices.failed,
  });
  const changeRole = useAccountChange((person: { readonly id: string; readonly role: Role }) =>
    api.callRoute(http.userRole, { params: { id: person.id }, body: { role: person.role } }),
  );
  const removeFactors = useAccountChange(
    (id: string) => api.callRoute(http.userFactorsRemove, { params: { id }, body: {} }),
    () => void people.refetch(),
  );
  const [wanted, setWanted] = useState('');
  const [pages, setPages] = useState(1);
  const found = foundPeople(people.data ?? [], wanted);
  const find = (text: string) => {
    setWanted(text);
    setPages(1);
  };
  // Whose open tickets are decided on.
  const [leavingId, setLeavingId] = useState<string>();
  const giveRole = (person: { readonly id: string; readonly active: boolean; readonly openTickets: number }, role: Role) => {
    const stopsHelping = person.openTickets > 0 && !helps({ active: person.active, role });
    const onSuccess = async () => {
      // Before it is asked what becomes of the tickets: whoever has a role that helps is asked about their account.
      await people.refetch();
      if (stopsHelping) setLeavingId(person.id);
    };
    changeRole.mutate({ id: person.id, role }, { onSuccess });
  };
  const newPassword = useAccountChange((id: string) => api.callRoute(http.passwordLinkCreate, { params: { id }, body: {} }));
  return (
    <Stack gap="lg" maw={980}>
      {may('people.manage') ? (
        <>
          <InviteForm />
          <OpenInvitations />
        </>
      ) : null}
      <div>
        <Title order={2} size="h3" mb="xs">
          {t('people.list')}
        </Title>
        {people.error !== null ? <Failure error={people.error} onRetry={() => void people.refetch()} /> : null}
        {people.isPending ? <Skeleton height={120} /> : null}
        {newPassword.data === undefined ? null : <MadeLink label={t('people.passwordLinkLabel')} {...newPassword.data} />}
        {people.data?.length === 0 ? <EmptyState order={3} title={t('people.none')} /> : null}
        {people.data !== undefined && people.data.length > A_PAGE ? (
          <TextFilter label={t('people.find')} value={wanted} onChange={find} />
        ) : null}
        {people.data !== undefined && people.data.length > 0 && found.length === 0 ? (
          <EmptyState order={3} title={t('people.notFound')} />
        ) : null}
        {found.length === 0 ? null : (
          <Table.ScrollContainer minWidth={720} type="native">
            <Table fz="sm" verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('people.name')}</Table.Th>
                  <Table.Th>{t('account.email')}</Table.Th>
                  <Table.Th>{t('people.role')}</Table.Th>
                  <Table.Th>{t('people.factor')}</Table.Th>
                  <Table.Th>{t('people.since')}</Table.Th>
                  <Table.Td />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.slice(0, pages * A_PAGE).map((person) => (
                  <Table.Tr key={person.id}>
                    <Table.Td>
                      <Group gap="xs">
                        {person.name}
                        {person.openTickets > 0 && !helps(person) ? (
                          <Anchor
                            size="sm"
                            c="var(--alongside-stop)"
                            underline="always"
                            aria-label={t('people.ticketsOf', { count: person.openTickets, name: person.name })}
                            renderRoot={(props) => (
                              <Link to="/desk/{-$queue}" params={{ queue: 'all' }} search={{ owner: person.id }} {...props} />
                            )}
                          >
                            {t('people.openTickets', { count: person.openTickets })}
                          </Anchor>
                        ) : null}
                        {person.active ? null : (
                          <Badge variant="outline" color="offline" c="var(--alongside-offline)" tt="none">
                            {t('people.off')}
                          </Badge>
                        )}
                      </Group>
                    </Table.Td>
                    <Table.Td>{person.email}</Table.Td>
                    <Table.Td>
                      {person.id === user.id || !may('people.manage') ? (
                        t(`role.${person.role}`)
                      ) : (
                        <NativeSelect
                          size="xs"
                          miw={112}
                          aria-label={t('people.roleOf', { name: person.name })}
                          value={person.role}
                          disabled={changeRole.isPending}
                          data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
                          onChange={(event) => giveRole(person, roleSchema.parse(event.currentTarget.value))}
                        />
                      )}
                    </Table.Td>
                    <Table.Td>{t(person.secondFactor ? 'people.hasFactor' : 'people.noFactor')}</Table.Td>
                    <Table.Td>{formats.day(person.createdAt, Date.now())}</Table.Td>
                    <Table.Td ta="right">
                      {person.id === user.id || !may('people.manage') ? null : (
                        <Group gap={4} justify="end" wrap={person.openTickets > 0 && !helps(person) ? 'wrap' : 'nowrap'}>
                          {person.secondFactor ? (
                            <Button
                              size="compact-sm"
                              variant="default"
                              loading={removeFactors.isPending && removeFactors.variables === person.id}
                              aria-label={t('people.removeFactorsOf', { name: person.name })}
                              onClick={() => removeFactors.mutate(person.id)}
                            >
                              {t('people.removeFactors')}
                            </Button>
                          ) : null}
                          {person.active ? (
                            <Button
                              size="compact-sm"
                              variant="default"
                              loading={newPassword.isPending && newPassword.variables === person.id}
                              aria-label={t('people.passwordLinkOf', { name: person.name })}
                              onClick={() => newPassword.mutate(person.id)}
                            >
                              {t('people.passwordLink')}
                            </Button>
                          ) : null}
                          {person.openTickets > 0 && !helps(person) ? (
                            <Button
                              size="compact-sm"
                              variant="default"
                              aria-label={t('people.giveTicketsOf', { name: person.name })}
                              onClick={() => setLeavingId(person.id)}
                            >
                              {t('people.giveTickets')}
                            </Button>
                          ) : null}
                          <Button
                            size="compact-sm"
                            variant="default"
                            loading={active.isPending && active.variables.id === person.id}
                            aria-label={t(person.active ? 'people.switchOffOf' : 'people.switchOnOf', { name: person.name })}
                            onClick={() =>
                              helps(person) && person.openTickets > 0 ? setLeavingId(person.id) : active.mutate(person)
                            }
                          >
                            {t(person.active ? 'people.switchOff' : 'people.switchOn')}
                          </Button>
                        </Group>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {found.length > pages * A_PAGE ? (
          <Group justify="center" mt="xs">
            <Button variant="default" onClick={() => setPages(pages + 1)}>
              {t('tickets.more')}
            </Button>
          </Group>
        ) : null}
      </div>
      <LeavingDialog
        person={people.data?.find(({ id }) => id === leavingId)}
        people={people.data ?? []}
        onClose={() => setLeavingId(undefined)}
      />
      <FactorRule />
    </Stack>
  );
}

/** To hand on where no mail is set up; otherwise it went by mail, too, and what became of that. */
function MadeLink({ label, url, expiresAt, mail }: { label: string; url: string; expiresAt: number; mail: MailLine | null }) {
  const { t } = useTexts();
  const isFailed = mail?.state === 'failed';
  return (
    <Stack gap="xs">
      <OneTimeLink label={label} url={url} expiresAt={expiresAt} />
      {mail === null ? null : <Text size="sm">{t(isFailed ? 'people.notMailed' : 'people.mailed', { to: mail.to })}</Text>}
      {mail !== null && isFailed ? <MailState mail={mail} /> : null}
    </Stack>
  );
}

function InviteForm() {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const { value, set, drop } = useKeptForm('invitation', invitedSchema, NOBODY_YET);
  const { name, email, role } = value;
  const invite = useMutation({
    mutationFn: () => api.callRoute(http.invitationCreate, { body: { name: name.trim(), email: email.trim(), role } }),
    onSuccess: () => {
      drop();
      return queries.invalidateQueries({ queryKey: [INVITATIONS] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {t('people.invite')}
      </Title>
      <Text c="dimmed">{t('people.inviteHow')}</Text>
      <form onSubmit={submit}>
        <Group align="end" gap="sm">
          <TextInput
            label={t('people.name')}
            required
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <EmailInput required autoComplete="off" value={email} onValue={(typed) => set({ email: typed })} />
          <NativeSelect
            label={t('people.role')}
            value={role}
            data={INVITED.options.map((each) => ({ value: each, label: t(`role.${each}`) }))}
            onChange={(event) => set({ role: INVITED.parse(event.currentTarget.value) })}
          />
          <Button type="submit" loading={invite.isPending}>
            {t('people.makeLink')}
          </Button>
        </Group>
      </form>
      <Text size="sm" c="dimmed">
        {t(`people.roleIs.${role}`)}
      </Text>
      {invite.error === null ? null : <Failure error={invite.error} safe={t('people.safe')} />}
      {invite.data === undefined ? null : <MadeLink label={t('people.link')} {...invite.data} />}
    </Stack>
  );
}
