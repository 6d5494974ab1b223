import { http, type Language, type TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { useNotices } from '../shared/use-notices.ts';
import { FoundWords } from './found-words.tsx';
import classes from './knowledge.module.css';
import { SendSheet } from './send-sheet.tsx';
import { useArticles, useFound, useKnowledgeAddress, useKnowledgeChange } from './use-knowledge.ts';

export interface TicketArticlesProps {
  readonly ticketId: string;
  /** What the user wrote. */
  readonly text: string;
  readonly events: readonly TicketEvent[];
}

const MOST = 3;
/** Of what the user wrote: the search takes no more. */
const MAX_QUERY = 400;

/** What the user has read already, what may help now, and what a solved ticket teaches. */
export function TicketArticles({ ticketId, text, events }: TicketArticlesProps) {
  const { t } = useTexts();
  const may = useMay();
  if (!may('kb.read')) return null;
  const read = events.flatMap(({ body }) => (body.type === 'created' ? (body.articles ?? []) : []));
  const language = languageOf(events);
  const isSolved = events.some(({ body }) => body.type === 'done');
  return (
    <Stack gap="md" mt="lg" component="section" aria-label={t('knowledge.ofTicket')}>
      {read.length === 0 ? null : <Read ids={read} />}
      <Suggested ticketId={ticketId} events={events} text={text.slice(0, MAX_QUERY)} language={language} except={read} />
      {isSolved && may('kb.write') ? <Learn ticketId={ticketId} /> : null}
    </Stack>
  );
}

function Read({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTexts();
  const articles = useArticles().data;
  return (
    <div>
      <Title order={2} size="h4">
        {t('knowledge.readBefore')}
      </Title>
      <ul className={classes.plain}>
        {ids.map((id) => (
          <li key={id}>
            <Link to="/knowledge/{-$article}" params={{ article: id }} className={classes.link}>
              {articles?.find((each) => each.id === id)?.title ?? id}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SuggestedProps extends TicketArticlesProps {
  readonly language: Language | undefined;
  readonly except: readonly string[];
}

/** What the user's words find, or others that one looks for; one press sends an article to the user. */
function Suggested({ ticketId, events, text, language, except }: SuggestedProps) {
  const { t } = useTexts();
  const may = useMay();
  const [wanted, setWanted] = useState('');
  const found = useFound(wanted.trim() === '' ? text : wanted.trim(), language).data ?? [];
  const hits = found.filter(({ id }) => wanted !== '' || !except.includes(id)).slice(0, MOST);
  if (hits.length === 0 && wanted === '' && !may('tickets.write')) return null;
  return (
    <div>
      <Title order={2} size="h4">
        {t('knowledge.mayHelp')}
      </Title>
      <ul className={classes.plain}>
        {hits.map(({ id, title, visibility }) => (
          <li key={id}>
            <Link to="/knowledge/{-$article}" params={{ article: id }} className={classes.link}>
              <FoundWords parts={title} />
            </Link>{' '}
            <SendSheet
              ticketId={ticketId}
              events={events}
              article={id}
              title={title.map((part) => part.text).join('')}
              visibility={visibility}
            />
          </li>
        ))}
      </ul>
      {may('tickets.write') ? (
        <TextInput
          size="xs"
          mt="xs"
          aria-label={t('knowledge.findToSend')}
          placeholder={t('knowledge.findToSend')}
          maxLength={MAX_QUERY}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      ) : null}
    </div>
  );
}

/** Of its user: as it was written, or as somebody set it since. */
function languageOf(events: readonly TicketEvent[]): Language | undefined {
  return events.flatMap(({ body }) => (body.type === 'spoken' || body.type === 'created' ? (body.language ?? []) : [])).at(-1);
}

function Learn({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const notices = useNotices();
  const { go } = useKnowledgeAddress();
  const learn = useKnowledgeChange((api, id: string) => api.callRoute(http.articleLearn, { body: { ticketId: id } }));
  return (
    <div>
      <Button
        variant="default"
        loading={learn.isPending}
        onClick={() =>
          learn.mutate(ticketId, { onSuccess: ({ article }) => go(article, { act: 'edit' }), onError: notices.failed })
        }
      >
        {t('knowledge.learn')}
      </Button>
      <Text size="sm" c="dimmed" mt={4}>
        {t('knowledge.learnMore')}
      </Text>
    </div>
  );
}
