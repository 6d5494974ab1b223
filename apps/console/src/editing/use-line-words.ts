import { chosenLanguage, type PlaybookText, type QuestionsText } from '@alongside/protocol';
import { languageName, useTexts } from '@alongside/ui';
import { useShippedWords } from '../tickets/use-questions.ts';
import { type PartWords, playbookLines } from './playbook-draft.ts';
import { type QuestionPartWords, questionLines } from './question-draft.ts';

/** A version of a playbook as lines, in the words that its fields have. */
export function usePlaybookLines(): (text: PlaybookText) => string {
  const { t } = useTexts();
  const inLanguage = (language: string) => languageName(chosenLanguage([language]));
  const words: PartWords = (part, value, language = '') => {
    switch (part) {
      case 'say':
        return `${t('editing.field.say', { language: inLanguage(language) })}: ${value}`;
      case 'capability':
        return `${t('editing.field.capability')}: ${t(`capability.${value}`)}`;
      case 'action':
        return `${t('editing.field.action')}: ${t(`actions.name.${value}`)}`;
      case 'failed':
        return `${t('editing.field.failed')}: ${value === 'unfit' ? t('editing.endsUnfit') : value}`;
      case 'solves':
        return t('editing.field.solves');
      default:
        return `${t(`editing.field.${part}`)}: ${value}`;
    }
  };
  return (text) => playbookLines(text, `${inLanguage(text.locale)} · ${t(`kb.category.${text.category}`)}`, words);
}

/** A version of the questions as lines, in the words of their fields. */
export function useQuestionLines(): (text: QuestionsText) => string {
  const { t } = useTexts();
  const words = useShippedWords();
  const part: QuestionPartWords = (name, value) => {
    switch (name) {
      case 'kind':
        return `${t('editing.field.kind')}: ${t(`editing.kind.${value}`)}`;
      case 'optional':
        return t('editing.field.optional');
      case 'after':
        return `${t('editing.field.is')}: ${value}`;
      case 'tier':
        return t('tickets.tier', { tier: value });
    }
  };
  return (text) => questionLines(text, words, part);
}
