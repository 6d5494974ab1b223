import type { FollowedRequest } from '@alongside/protocol';
import { Text, Title } from '@mantine/core';
import { useFormats } from '../formats.ts';
import { MessageText } from '../markdown.tsx';
import { useUiTexts } from '../texts/use-texts.ts';
import classes from './request.module.css';
import { type LoadSheet, SentSheet } from './sent-sheet.tsx';

/** How a request stands, in its user's words, and what was done. */
export function RequestStep({ request }: { readonly request: FollowedRequest }) {
  const t = useUiTexts();
  const formats = useFormats();
  const { step, technician, organisation, goesOnIn, number, solution, closesAt } = request;
  return (
    <>
      <Text role="status" fw={620}>
        {t(`request.step.${step}`, { name: technician ?? organisation.name, number: goesOnIn ?? number })}
      </Text>
      {closesAt === null ? null : (
        <Text size="sm" c="dimmed">
          {t('request.closes', { day: formats.fullDay(closesAt) })}
        </Text>
      )}
      {solution === null || solution === '' ? null : (
        <section>
          <Title order={2}>{t('request.solution')}</Title>
          <MessageText text={solution} links="told" />
        </section>
      )}
    </>
  );
}

export interface RequestStoryProps {
  readonly request: FollowedRequest;
  /** Reads an article that came with an answer. */
  readonly loadSheet: LoadSheet;
}

/** What was said between user and desk, the first words first. */
export function RequestStory({ request, loadSheet }: RequestStoryProps) {
  const t = useUiTexts();
  const formats = useFormats();
  const { createdAt, text, messages } = request;
  return (
    <section>
      <Title order={2} mb="xs">
        {t('request.said')}
      </Title>
      {/* What comes while one is here is read out, too. */}
      <ol className={classes.said} aria-live="polite">
        <li>
          <Text size="sm" c="dimmed">
            {t('request.asked', { time: formats.dayAndTime(createdAt) })}
          </Text>
          <p className={classes.text}>{text}</p>
        </li>
        {messages.map(({ id, from, name, at, text: words, article }) => (
          <li key={id}>
            <Text size="sm" c="dimmed">
              {t('request.by', { name: from === 'user' ? t('request.you') : name, time: formats.dayAndTime(at) })}
            </Text>
            {from === 'user' ? <p className={classes.text}>{words}</p> : <MessageText text={words} links="told" />}
            {article === undefined ? null : <SentSheet article={article} load={loadSheet} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
