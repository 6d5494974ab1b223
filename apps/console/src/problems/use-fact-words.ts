import type { SignatureFact } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { useCheckTitle } from '../shared/use-check-title.ts';
import { useAsked, useQuestionWords } from '../tickets/use-questions.ts';

/** A fact of a signature in words, its parts one after the other. */
export function useFactWords(): (fact: SignatureFact) => string {
  const { t } = useTexts();
  const { number } = useFormats();
  const title = useCheckTitle();
  const { questions } = useAsked();
  const words = useQuestionWords();
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
        // What is asked no more has its words from the program, or is named.
        const question = questions.find(({ id }) => id === fact.question) ?? { id: fact.question };
        return [words.ask(question), words.choice(question, fact.is)];
      }
    }
  };
  return (fact) =>
    partsOf(fact)
      .filter((part) => part !== '')
      .join(' · ');
}
