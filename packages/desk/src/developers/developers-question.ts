import {
  type AffectedVersion,
  type DevelopersQuestion,
  developersQuestion,
  type ProblemText,
  type SignatureFact,
} from '@alongside/protocol';
import { QUESTIONNAIRES } from '../case/questionnaire.ts';
import { REPORTS } from '../visibility/visibility-table.ts';

export interface QuestionSources {
  readonly why: DevelopersQuestion['why'];
  /** Of the known problem. */
  readonly number: number | null;
  readonly text: Pick<ProblemText, 'title' | 'symptoms' | 'signature'>;
  readonly note: string;
  readonly devices: number;
  readonly cases: number;
  /** Without who has it: their names, their computers', addresses, numbers. */
  readonly redact: (text: string) => string;
}

const MAX_VERSIONS = 24;
/** Says that it was something, where nothing is left of its title. */
const NO_TITLE = '…';

/**
 * What the developers are told: the desk's own words of a problem and its signs, as far as they are for people from outside.
 * A sign is a rule that somebody wrote, and nothing that was read off a computer; those over logs stay here all the same.
 */
export function questionFor({ why, number, text, note, devices, cases, redact }: QuestionSources): DevelopersQuestion {
  const signs = text.signature.flatMap(({ must, anyOf }) => {
    const told = anyOf.filter(isForOutside).map((fact) => redacted(fact, redact));
    // With a choice less it would say more than it did.
    return told.length === anyOf.length ? [{ must, anyOf: told }] : [];
  });
  const title = redact(text.title).trim();
  return developersQuestion.parse({
    why,
    problem: number,
    title: title === '' ? NO_TITLE : title,
    symptoms: redact(text.symptoms),
    note: redact(note),
    signs,
    versions: versionsIn(signs.flatMap(({ anyOf }) => anyOf)),
    devices,
    cases,
  });
}

/** Programs and systems that the signs bound by a version. */
function versionsIn(facts: readonly SignatureFact[]): AffectedVersion[] {
  const versions = facts.flatMap((fact): AffectedVersion[] => {
    if (fact.fact !== 'app' && fact.fact !== 'system') return [];
    if (fact.from === '' && fact.before === '') return [];
    const name = fact.name !== '' ? fact.name : fact.fact === 'system' ? (fact.system ?? '') : '';
    return [{ name, from: fact.from, before: fact.before }];
  });
  return [...new Map(versions.map((each) => [JSON.stringify(each), each])).values()].slice(0, MAX_VERSIONS);
}

function isForOutside(fact: SignatureFact): boolean {
  switch (fact.fact) {
    case 'finding':
    case 'event':
      return !REPORTS.vendor.without.includes(fact.check.split('.')[0] ?? '');
    case 'answer':
      // One of the answers that the desk offers, and not what somebody wrote.
      return QUESTIONNAIRES.some(({ questions }) =>
        questions.some(({ id, choices }) => id === fact.question && choices?.some((choice) => choice.id === fact.is)),
      );
    default:
      return true;
  }
}

function redacted(fact: SignatureFact, redact: (text: string) => string): SignatureFact {
  switch (fact.fact) {
    case 'event':
      return { ...fact, about: redact(fact.about) };
    case 'app':
    case 'system':
      return { ...fact, name: redact(fact.name) };
    case 'hardware':
      return { ...fact, manufacturer: redact(fact.manufacturer), model: redact(fact.model) };
    default:
      return fact;
  }
}
