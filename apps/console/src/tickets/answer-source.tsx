import type { AnswerSource } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export interface AnswerSourceNoteProps {
  readonly source: AnswerSource;
  /** Somebody has kept it; before, it is proposed. */
  readonly kept: boolean;
}

/** From which report of the computer an answer is, with the way to it. */
export function AnswerSourceNote({ source, kept }: AnswerSourceNoteProps) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <>
      {t(kept ? 'questions.keptFrom' : 'questions.from', { when: formats.dayAndTime(source.at) })}{' '}
      <Anchor component={Link} to={`/reports/${source.diagnosisId}`} size="xs">
        {t('questions.report')}
      </Anchor>
    </>
  );
}
