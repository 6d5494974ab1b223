import type { Questionnaire } from '@alongside/protocol';
import type { CaseFacts } from '../problems/case-facts.ts';
import { type Answers, isAnswer } from './questionnaire.ts';

const DAY_S = 24 * 60 * 60;
const WIRELESS = /^(?:wl|wi-?fi|wireless)/iu;

/** What a report of the computer says already. A person keeps or changes it: a report is of its hour, a problem of another. */
export function prefilledAnswers(
  { uptimeS, networks }: Pick<CaseFacts, 'uptimeS' | 'networks'>,
  asked: Pick<Questionnaire, 'questions'>,
): Answers {
  const answers: Record<string, string | undefined> = {
    restarted: uptimeS === undefined ? undefined : uptimeS < DAY_S ? 'yes' : 'no',
    connection: networks && connectionOf(networks),
  };
  return Object.fromEntries(
    Object.entries(answers).flatMap(([id, answer]) =>
      answer !== undefined && isAnswer(asked, id, answer) ? [[id, answer]] : [],
    ),
  );
}

function connectionOf(networks: NonNullable<CaseFacts['networks']>): string {
  const up = networks.filter((each) => each.status === 'up' && !each.virtualdev && (each.has_ipv4 || each.has_ipv6));
  if (up.length === 0) return 'none';
  return up.every(({ description }) => WIRELESS.test(description)) ? 'wireless' : 'cable';
}
