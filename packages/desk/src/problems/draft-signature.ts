import type { Signature, SignatureFact, SignatureRule } from '@alongside/protocol';
import type { CaseFacts } from './case-facts.ts';

const MAX_FINDINGS = 6;
const WEIGHTS = { fail: 5, warn: 3, code: 5, system: 1 } as const;

/** What stands out on a case, as the first words of a signature: somebody takes away what is chance. */
export function draftSignature(facts: CaseFacts): Signature {
  const rules: SignatureRule[] = [];
  const add = (weight: number, fact: SignatureFact, must = false) => rules.push({ weight, must, anyOf: [fact] });
  const bad = [...facts.findings].filter(([, { status }]) => status === 'fail' || status === 'warn');
  // The worst first; sort is stable.
  bad.sort(([, one], [, other]) => Number(other.status === 'fail') - Number(one.status === 'fail'));
  for (const [check, { status, evidence }] of bad.slice(0, MAX_FINDINGS)) {
    const coded = evidence.find(({ name, subject, value }) => name === 'code' && subject !== null && Number.isInteger(value));
    if (coded) add(WEIGHTS.code, { fact: 'event', check, about: coded.subject ?? '', code: Number(coded.value), times: null });
    else add(status === 'fail' ? WEIGHTS.fail : WEIGHTS.warn, { fact: 'finding', check, status: 'bad' });
  }
  const { system } = facts;
  if (system) add(WEIGHTS.system, { fact: 'system', system: system.system, name: '', from: '', before: '' }, true);
  return rules;
}
