import type { DevelopersQuestion } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Code, Text } from '@mantine/core';
import problems from '../problems/problems.module.css';
import { RuleLine } from '../problems/rule-line.tsx';
import classes from './developers.module.css';

const TEXTS = ['title', 'symptoms', 'note'] as const;

/** All that leaves the desk, part by part. */
export function QuestionView({ question }: { readonly question: DevelopersQuestion }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { signs, versions, devices, cases } = question;
  return (
    <section className={classes.question} aria-label={t('developers.isSent')}>
      {TEXTS.map((part) =>
        question[part] === '' ? null : (
          <div key={part}>
            <Text size="xs" c="dimmed">
              {t(`developers.part.${part}`)}
            </Text>
            <Text size="sm" className={problems.text ?? ''}>
              {question[part]}
            </Text>
          </div>
        ),
      )}
      {signs.length === 0 ? null : (
        <div>
          <Text size="xs" c="dimmed">
            {t('developers.part.signs')}
          </Text>
          <ul className={problems.rules}>
            {signs.map((sign) => (
              <RuleLine key={JSON.stringify(sign)} rule={{ ...sign, weight: 1 }} />
            ))}
          </ul>
        </div>
      )}
      {versions.length === 0 ? null : (
        <div>
          <Text size="xs" c="dimmed">
            {t('developers.part.versions')}
          </Text>
          <Text size="sm">
            {versions
              .map(({ name, from, before }) =>
                [
                  name,
                  from === '' ? '' : t('problems.words.from', { version: from }),
                  before === '' ? '' : t('problems.words.before', { version: before }),
                ]
                  .filter((part) => part !== '')
                  .join(' '),
              )
              .join(', ')}
          </Text>
        </div>
      )}
      <Text size="sm">
        {t('problems.devices', { count: devices, value: number(devices) })}
        {' · '}
        {t('problems.cases', { count: cases, value: number(cases) })}
      </Text>
      <details>
        <summary>{t('developers.bytes')}</summary>
        <Code block tabIndex={0} mt="xs" className={classes.bytes ?? ''} aria-label={t('developers.bytes')}>
          {JSON.stringify(question, null, 2)}
        </Code>
      </details>
    </section>
  );
}
