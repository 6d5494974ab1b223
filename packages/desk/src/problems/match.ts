import {
  LISTED_FROM,
  type ProblemBand,
  type RuleResult,
  type Signature,
  type SignatureFact,
  type SignatureRule,
  SUGGESTED_FROM,
} from '@alongside/protocol';
import type { CaseFacts } from './case-facts.ts';
import { isInRange } from './versions.ts';

export interface Match {
  /** Weight of the rules that fit, of the weight of all; 0 where one that must fit differs. */
  readonly score: number;
  readonly rules: readonly { readonly rule: SignatureRule; readonly result: RuleResult }[];
}

/** How well a case fits a signature, rule by rule. A signature without rules fits nothing. */
export function matchOf(signature: Signature, facts: CaseFacts): Match {
  const rules = signature.map((rule) => ({ rule, result: resultOf(rule, facts) }));
  if (rules.some(({ rule, result }) => rule.must && result === 'differs')) return { score: 0, rules };
  const weigh = (of: typeof rules) => of.reduce((sum, { rule }) => sum + rule.weight, 0);
  const total = weigh(rules);
  return { score: total === 0 ? 0 : weigh(rules.filter(({ result }) => result === 'fits')) / total, rules };
}

/** Undefined: not worth a look. Never a decision, only the order in which a person looks. */
export function bandOf(score: number): Exclude<ProblemBand, 'words'> | undefined {
  if (score >= SUGGESTED_FROM) return 'suggested';
  return score >= LISTED_FROM ? 'listed' : undefined;
}

function resultOf({ anyOf }: SignatureRule, facts: CaseFacts): RuleResult {
  const results = anyOf.map((fact) => factHolds(fact, facts));
  if (results.includes(true)) return 'fits';
  return results.includes(undefined) ? 'unknown' : 'differs';
}

/** Undefined where nobody knows. */
export function factHolds(fact: SignatureFact, facts: CaseFacts): boolean | undefined {
  switch (fact.fact) {
    case 'finding': {
      const status = facts.findings.get(fact.check)?.status;
      if (status === undefined) return undefined;
      return fact.status === 'bad' ? status === 'warn' || status === 'fail' : status === fact.status;
    }
    case 'event':
      return eventHolds(fact, facts);
    case 'app': {
      if (fact.name === '') return false;
      return facts.software?.some(({ name, version }) => has(name, fact.name) && isInRange(version, fact));
    }
    case 'system': {
      const { system: is } = facts;
      if (is === undefined) return undefined;
      return (fact.system === null || is.system === fact.system) && has(is.name, fact.name) && isInRange(is.version, fact);
    }
    case 'hardware': {
      const { hardware: is } = facts;
      return is && has(is.manufacturer, fact.manufacturer) && has(is.model, fact.model);
    }
    case 'answer': {
      const given = facts.answers[fact.question]?.trim();
      return given === undefined || given === '' ? undefined : given.toLowerCase() === fact.is.trim().toLowerCase();
    }
  }
}

/** Some one program, device or disk must fit all of it; a check that found nothing says that there is no such event. */
function eventHolds(
  { check, about, code, times }: Extract<SignatureFact, { fact: 'event' }>,
  { findings }: CaseFacts,
): boolean | undefined {
  const finding = findings.get(check);
  if (!finding) return undefined;
  const bySubject = Map.groupBy(finding.evidence, ({ subject }) => subject);
  return [...bySubject].some(([subject, evidence]) => {
    const figure = (name: string) => evidence.find((each) => each.name === name)?.value;
    const count = figure('count');
    return (
      has(subject ?? '', about) &&
      (code === null || figure('code') === code) &&
      (times === null ? isThere(finding.status, subject, count) : typeof count === 'number' && count >= times)
    );
  });
}

/** "0 crashes" is evidence, too. */
function isThere(status: string, subject: string | null, count: unknown): boolean {
  return status !== 'pass' && (subject !== null || count !== 0);
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.trim().toLowerCase());
}
