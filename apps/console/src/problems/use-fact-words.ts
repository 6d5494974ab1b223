import { QUESTIONNAIRE } from '@alongside/desk';
import type { SignatureFact } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { useCheckTitle } from '../fleet/use-check-title.ts';
import { choicesOf } from './problem-draft.ts';

/** A fact of a signature in words, its parts one after the other. */
export function useFactWords(): (fact: SignatureFact) => string {
  const { t } = useTexts();
  const { number } = useFormats();
  const title = useCheckTitle();
  const bounds = ({ from, before }: { from: string; before: string }) => [
    from === '' ? '' : t('problems.words.from', { version: from }),
    before === '' ? '' : t('problems.words.before', { version: before }),
  ];
  const partsOf = (fact: SignatureFact): string[] => {
    switch (fact.fact) {
      case 'finding':
        return [title(fact.check), t(`problems.found.${fact.status}`)];
      case 'event':
        return [
          title(fact.check),
          fact.about,
          fact.code === null ? '' : t('problems.words.code', { code: fact.code }),
          fact.times === null ? '' : t('problems.words.times', { count: fact.times, value: number(fact.times) }),
        ];
      case 'app':
        return [t('problems.words.app', { name: fact.name }), ...bounds(fact)];
      case 'system':
        return [fact.system === null ? t('problems.anySystem') : t(`problems.system.${fact.system}`), fact.name, ...bounds(fact)];
      case 'hardware':
        return [t('problems.words.hardware'), fact.manufacturer, fact.model];
      case 'answer': {
        const key = `questions.v${QUESTIONNAIRE.version}.${fact.question}` as const;
        return [t(`${key}.ask`), choicesOf(fact.question).includes(fact.is) ? t(`${key}.${fact.is}`) : fact.is];
      }
    }
  };
  return (fact) =>
    partsOf(fact)
      .filter((part) => part !== '')
      .join(' · ');
}
