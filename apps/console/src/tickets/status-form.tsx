import { type TicketCase, TRANSITIONS } from '@alongside/desk';
import { givenResolution, type TicketChange, type TicketStatus } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { useDraft } from '../shared/use-draft.ts';
import { MeanwhileNotice } from './meanwhile-notice.tsx';
import { useCaseEdit } from './use-case-edit.ts';

const CHOSEN = ['open', 'pending-user', 'pending-vendor', 'pending-fix', 'resolved', 'closed', 'spam'] as const;
type Chosen = (typeof CHOSEN)[number];
const CODES = givenResolution.options;

interface Edit {
  readonly to: Chosen | '';
  readonly code: (typeof CODES)[number];
}

/** Where the ticket goes next, of what the table of statuses lets this person do. */
export function StatusForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { user } = useDesk();
  const may = useMay();
  const edit = useCaseEdit<Edit>(ticketId, { to: '', code: 'remote-repair' }, ticket.version);
  const [note, setNote] = useDraft(`${ticketId}.status`);
  const { status, owner } = ticket;
  const { to, code } = edit.value;
  const next = CHOSEN.filter((each) => isOpenTo(status, each, may('tickets.manage')));
  const isOver = status === 'resolved' || status === 'closed';
  const canTake = owner?.id !== user.id && !isOver && (owner === null || may('tickets.manage'));
  const changes = (): TicketChange[] => {
    if (to === '') return [];
    if (to === 'resolved') return [{ type: 'done', solution: note.trim(), code }];
    return [{ type: 'moved', to, note: note.trim() }];
  };
  const box = useRef<HTMLDivElement>(null);
  // The buttons that save are gone with what they saved.
  const goOn = () => focusWhenThere(() => box.current?.querySelector('select') ?? box.current?.querySelector('button:enabled'));
  const save = (anew = false) =>
    edit.save(changes(), {
      anew,
      done: () => {
        setNote('');
        goOn();
      },
    });
  const take: TicketChange = { type: 'assigned', ownerId: user.id, groupId: ticket.group?.id ?? null, note: '' };
  return (
    <Stack ref={box} gap="xs">
      <Group gap="xs">
        {canTake ? (
          <Button size="compact-sm" loading={edit.isPending} onClick={() => edit.save([take], { done: goOn })}>
            {t('case.take')}
          </Button>
        ) : null}
        {isOver ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={edit.isPending}
            onClick={() => edit.save([{ type: 'reopened' }], { done: goOn })}
          >
            {t('case.reopen')}
          </Button>
        ) : null}
        {status === 'merged' || status === 'spam' ? null : (
          <WatchButton ticket={ticket} onSave={(change) => edit.save([change])} />
        )}
      </Group>
      {next.length === 0 ? null : (
        <>
          <NativeSelect
            size="sm"
            label={t('case.next')}
            value={to}
            onChange={(event) => {
              const chosen = next.find((each) => each === event.currentTarget.value);
              edit.set({ ...edit.value, to: chosen ?? '' });
            }}
            data={[{ value: '', label: t('case.stays') }, ...next.map((value) => ({ value, label: t(`case.to.${value}`) }))]}
          />
          {to === 'resolved' ? (
            <NativeSelect
              size="sm"
              label={t('case.code')}
              value={code}
              onChange={(event) =>
                edit.set({ ...edit.value, code: CODES.find((each) => each === event.currentTarget.value) ?? code })
              }
              data={CODES.map((value) => ({ value, label: t(`resolution.${value}`) }))}
            />
          ) : null}
          {to === '' ? null : (
            <>
              <Textarea
                size="sm"
                label={t(to === 'resolved' ? 'case.solution' : 'case.note')}
                description={t(to === 'resolved' ? 'case.userReads' : 'case.deskReads')}
                autosize
                minRows={2}
                maxRows={8}
                maxLength={1000}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
              <Group>
                <Button
                  size="compact-sm"
                  loading={edit.isPending}
                  disabled={to === 'resolved' && note.trim() === ''}
                  onClick={() => save()}
                >
                  {t('case.save')}
                </Button>
              </Group>
            </>
          )}
        </>
      )}
      <MeanwhileNotice
        meanwhile={edit.meanwhile}
        now={t(`tickets.status.${status}`)}
        onAnew={() => save(true)}
        onDrop={edit.drop}
      />
    </Stack>
  );
}

function isOpenTo(from: TicketStatus, to: Chosen, leads: boolean): boolean {
  // What is over is opened by its own button, whoever had it.
  if (to === 'open' && (from === 'resolved' || from === 'closed')) return false;
  return TRANSITIONS.some(
    (row) =>
      row.from === from &&
      row.to === to &&
      row.by.includes('technician') &&
      (row.supervisor !== true || leads) &&
      !(from === 'new' && to === 'open'),
  );
}

interface WatchButtonProps {
  readonly ticket: TicketCase;
  readonly onSave: (change: TicketChange) => void;
}

function WatchButton({ ticket, onSave }: WatchButtonProps) {
  const { t } = useTexts();
  const { user } = useDesk();
  const on = ticket.watchers.some(({ id }) => id === user.id);
  return (
    <Button size="compact-sm" variant="default" onClick={() => onSave({ type: 'watched', on: !on })}>
      {t(on ? 'case.unwatch' : 'case.watch')}
    </Button>
  );
}
