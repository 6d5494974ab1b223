import type { ProblemEntry } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Text, Title } from '@mantine/core';
import classes from './problems.module.css';

/** What happened to a problem, the newest first. */
export function ProblemHistory({ history }: { readonly history: readonly ProblemEntry[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <section>
      <Title order={2} size="h4">
        {t('problems.history')}
      </Title>
      <ul className={classes.plain}>
        {history.toReversed().map((entry) => (
          <li key={entry.seq}>
            <Text size="sm">
              {formats.dayAndTime(entry.at)} · <Sentence entry={entry} />
            </Text>
            {textOf(entry) === '' ? null : (
              <Text size="sm" c="dimmed" className={classes.text ?? ''}>
                {textOf(entry)}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sentence({ entry: { body, by, seq } }: { readonly entry: ProblemEntry }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const name = by?.name ?? '';
  switch (body.type) {
    case 'written':
      return t(seq === 0 ? 'problems.entry.created' : 'problems.entry.written', { name });
    case 'moved':
      return t('problems.entry.moved', { name, state: t(`problems.state.${body.to}`) });
    case 'asked':
      if (body.why === 'person') return t('problems.entry.askedBy', { name });
      return t(`problems.entry.asked.${body.why}`, { count: body.devices, value: number(body.devices) });
    case 'answered':
      return t(`problems.entry.answered.${body.state}`, { version: body.fixedIn });
    case 'told':
      return t('problems.entry.told', { name, count: body.tickets, value: number(body.tickets), solved: number(body.solved) });
  }
}

function textOf({ body }: ProblemEntry): string {
  if (body.type === 'moved') return [body.fixedIn, body.note].filter((part) => part !== '').join(' · ');
  if (body.type === 'answered') return [body.reference, body.reason].filter((part) => part !== '').join(' · ');
  return body.type === 'told' ? body.text : '';
}
