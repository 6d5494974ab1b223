import { fillReply } from '@alongside/desk';
import type { NamedPerson } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Textarea, type TextareaProps } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { drawAndFocus } from '../shared/draw-and-focus.ts';
import classes from './replies.module.css';
import { useArticleNames, useReplies } from './use-replies.ts';
import { choicesAt, type WriteChoice, withChoice } from './write-choices.ts';

/** What a reply's gaps and the lists are filled from. */
export interface ComposerTicket {
  readonly number: number;
  readonly userName: string;
  readonly groupId: string | null;
  readonly language: string;
}

interface ComposerFieldProps extends Omit<TextareaProps, 'value' | 'onChange' | 'onKeyDown' | 'ref'> {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly ticket: ComposerTicket;
  /** Whom `@` offers; nobody in words to a user. */
  readonly people: readonly NamedPerson[];
  readonly onSend: () => void;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
}

/** Where one writes: `/` at the start of a line offers replies, `@` people. What is chosen is text like any other. */
export function ComposerField({ value, onText, ticket, people, onSend, fieldRef, ...props }: ComposerFieldProps) {
  const { t } = useTexts();
  const { user } = useDesk();
  const replies = useReplies().data ?? [];
  const article = useArticleNames();
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  /** Closed by Escape, for the sign at this place. */
  const [closedAt, setClosedAt] = useState<number>();
  const at = choicesAt(value, caret, { replies, people, groupId: ticket.groupId, language: ticket.language });
  const open = at !== undefined && at.trigger.from !== closedAt ? at : undefined;
  const current = open === undefined ? -1 : Math.min(active, open.choices.length - 1);

  const choose = (choice: WriteChoice) => {
    if (open === undefined) return;
    const insert =
      choice.kind === 'person'
        ? `@${choice.person.name} `
        : fillReply(choice.reply.text, { name: ticket.userName, number: ticket.number, technician: user.name, article });
    const next = withChoice(value, caret, open.trigger, insert);
    drawAndFocus(
      () => {
        onText(next.text);
        setCaret(next.caret);
        setActive(0);
      },
      () => fieldRef.current,
    );
    fieldRef.current?.setSelectionRange(next.caret, next.caret);
  };
  /** True where the key was the list's. */
  const moved = (event: KeyboardEvent): boolean => {
    if (open === undefined) return false;
    const count = open.choices.length;
    const choice = open.choices[current];
    if (event.key === 'ArrowDown') setActive((current + 1) % count);
    else if (event.key === 'ArrowUp') setActive((current + count - 1) % count);
    else if (event.key === 'Escape') setClosedAt(open.trigger.from);
    else if ((event.key === 'Enter' && !event.ctrlKey) || event.key === 'Tab') {
      if (choice) choose(choice);
    } else return false;
    event.preventDefault();
    return true;
  };
  return (
    <div className={classes.field}>
      {open === undefined ? null : (
        <div
          id={listId}
          className={classes.choices}
          role="listbox"
          tabIndex={-1}
          aria-label={t(`replies.choose.${open.trigger.kind}`)}
        >
          {open.choices.map((choice, index) => (
            <div
              key={choice.id}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              className={classes.choice}
              // The field keeps the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(choice);
              }}
            >
              <span>{choice.title}</span>
              {choice.kind === 'reply' ? <span className={classes.excerpt}>{choice.reply.text}</span> : null}
            </div>
          ))}
        </div>
      )}
      <Textarea
        {...props}
        ref={fieldRef}
        value={value}
        aria-autocomplete="list"
        aria-controls={open === undefined ? undefined : listId}
        aria-activedescendant={open === undefined ? undefined : `${listId}-${current}`}
        onChange={(event) => {
          setCaret(event.currentTarget.selectionStart);
          setActive(0);
          setClosedAt((before) => (before !== undefined && event.currentTarget.selectionStart > before ? before : undefined));
          onText(event.currentTarget.value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(0)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || moved(event)) return;
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter' && event.ctrlKey) onSend();
        }}
      />
    </div>
  );
}
