import { randomId } from '@alongside/base';
import { mentioned } from '@alongside/desk';
import { http, MAX_ATTACHMENT_BYTES, MAX_MENTIONS } from '@alongside/protocol';
import { MessageText, useTexts } from '@alongside/ui';
import { Button, Group, SegmentedControl } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useRef, useState } from 'react';
import conversation from '../conversation/conversation.module.css';
import { FileButton } from '../files/file-button.tsx';
import files from '../files/files.module.css';
import { StagedList } from '../files/staged-list.tsx';
import { useFileDrop } from '../files/use-file-drop.ts';
import { useStagedFiles } from '../files/use-staged-files.ts';
import { ComposerField, type ComposerTicket } from '../replies/composer-field.tsx';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import type { ReadsHow } from './reads-how.ts';
import { useSupportGroups } from './use-tickets.ts';

export type SayTo = 'user' | 'desk';

export interface TicketComposerProps {
  readonly ticketId: string;
  readonly ticket: ComposerTicket;
  /** By which way its user reads an answer. */
  readonly reads: ReadsHow;
  /** Nothing is said to a user whose ticket is over for good. */
  readonly canAnswer: boolean;
  readonly to: SayTo;
  readonly onTo: (to: SayTo) => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
}

/** An answer to the user, or a note for the desk; each keeps its own draft, and no key sends what was meant for the other. */
export function TicketComposer({ ticketId, ticket, reads, canAnswer, to: wanted, onTo, fieldRef }: TicketComposerProps) {
  const { t } = useTexts();
  const { userName } = ticket;
  const people = useSupportGroups().data?.people ?? [];
  const { api, random } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const to = canAnswer ? wanted : 'desk';
  const [isPreview, setPreview] = useState(false);
  const [text, setText, setSaid] = useDraft(`${ticketId}.${to}`);
  // The same message, sent again because its answer was lost, is known by it.
  const message = useRef<{ id: string; text: string }>(undefined);
  const staged = useStagedFiles((file, signal) => {
    const params = { id: ticketId };
    return api.upload(http.attachmentAdd, { params, body: { name: file.name, to }, signal }, file);
  }, MAX_ATTACHMENT_BYTES);
  const drop = useFileDrop(staged);
  const say = useMutation({
    mutationFn: async (said: string) => {
      if (said === '') return;
      if (message.current?.text !== said) message.current = { id: randomId(random), text: said };
      const { id: messageId } = message.current;
      const named =
        to === 'desk'
          ? {
              mentions: mentioned(said, people)
                .slice(0, MAX_MENTIONS)
                .map(({ id }) => id),
            }
          : {};
      await api.callRoute(http.ticketSay, { params: { id: ticketId }, body: { messageId, text: said, to, ...named } });
      setSaid(said);
      setPreview(false);
      message.current = undefined;
    },
    // Words first; what went wrong with a file stands beside it.
    onSuccess: () => staged.send().catch(() => undefined),
    onError: notices.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
  });
  const isEmpty = text.trim() === '' && staged.files.length === 0;
  const send = () => {
    if (!isEmpty && !say.isPending) say.mutate(text.trim());
  };
  return (
    <div
      {...drop}
      className={`${conversation.composer} ${files.drop}`}
      style={{ flexDirection: 'column', alignItems: 'stretch' }}
    >
      <SegmentedControl
        size="xs"
        value={to}
        disabled={say.isPending}
        onChange={(next) => onTo(next === 'desk' ? 'desk' : 'user')}
        aria-label={t('say.to')}
        // A long name is cut before it pushes aside whom else one could write to.
        styles={{ control: { minWidth: 0 } }}
        data={[
          { value: 'user', label: t('say.user', { name: userName }), disabled: !canAnswer },
          { value: 'desk', label: t('say.desk') },
        ]}
      />
      {isPreview ? (
        <section className={conversation.preview} aria-label={t('say.previewed')}>
          <MessageText text={text} links={to === 'user' ? 'told' : 'open'} />
        </section>
      ) : null}
      <ComposerField
        fieldRef={fieldRef}
        style={isPreview ? { display: 'none' } : undefined}
        aria-label={to === 'user' ? t('chat.write', { name: userName }) : t('note.label')}
        description={t(to === 'user' ? `say.userReads.${reads}` : 'say.deskReads')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
        value={text}
        onText={setText}
        ticket={ticket}
        people={to === 'desk' ? people : []}
        onSend={send}
      />
      <StagedList staged={staged} />
      <Group justify="space-between">
        <Group gap="xs">
          <FileButton staged={staged} />
          <Button
            variant="default"
            disabled={text.trim() === '' && !isPreview}
            aria-pressed={isPreview}
            onClick={() => setPreview(!isPreview)}
          >
            {t(isPreview ? 'say.goOn' : 'say.preview')}
          </Button>
        </Group>
        <Button loading={say.isPending} disabled={isEmpty} onClick={send}>
          {to === 'user' ? t('say.send', { name: userName }) : t('note.keep')}
        </Button>
      </Group>
    </div>
  );
}
