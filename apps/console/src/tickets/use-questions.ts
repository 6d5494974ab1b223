import { QUESTIONNAIRE } from '@alongside/desk';
import { http, type Question, type Questionnaire } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';

/** What this desk asks now. */
export function useQuestions() {
  const { api } = useServices();
  return useQuery({ queryKey: ['questions'], queryFn: () => api.callRoute(http.questions), staleTime: 60_000 });
}

/** The same; until it is known, what came with the program. */
export function useAsked(): Questionnaire {
  return useQuestions().data ?? QUESTIONNAIRE;
}

/** How the program words its own questions. */
export function useShippedWords() {
  const { t, has } = useTexts();
  const from = `questions.v${QUESTIONNAIRE.version}`;
  return {
    ask: (id: string) => (has(`${from}.${id}.ask`) ? t(`questions.v${QUESTIONNAIRE.version}.${id}.ask`) : undefined),
    choice: (id: string, choice: string) =>
      choice !== 'ask' && has(`${from}.${id}.${choice}`) ? t(`questions.v${QUESTIONNAIRE.version}.${id}.${choice}`) : undefined,
  };
}

/** A question and its answers in words: the desk's own, else the program's; what nobody words any more by its name. */
export function useQuestionWords() {
  const shipped = useShippedWords();
  return {
    ask: ({ id, ask }: Pick<Question, 'id' | 'ask'>) => ask ?? shipped.ask(id) ?? id,
    choice: ({ id, choices = [] }: Pick<Question, 'id' | 'choices'>, choice: string) =>
      choices.find((each) => each.id === choice)?.text ?? shipped.choice(id, choice) ?? choice,
  };
}
