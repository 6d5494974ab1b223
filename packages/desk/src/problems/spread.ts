import type { Finding, PrivacyLevel, SignatureFact, SystemName } from '@alongside/protocol';
import type { Audience } from '../visibility/audience.ts';
import { FIELDS, mayKnowCheck, REPORTS, sightOf } from '../visibility/visibility-table.ts';
import type { CaseFacts } from './case-facts.ts';
import { factHolds } from './match.ts';

/** What the newest report of a computer says, as far as it is looked for. */
export interface ComputerFacts {
  readonly finding: Pick<Finding, 'status' | 'evidence'> | undefined;
  readonly system: { readonly system: SystemName; readonly name: string; readonly version: string } | undefined;
  readonly hardware: { readonly manufacturer: string; readonly model: string } | undefined;
  /** Of programs whose names have the words that are looked for; undefined where the computer shares no list. */
  readonly software: readonly { readonly name: string; readonly version: string }[] | undefined;
}

const MAX_FACTS = 24;
/** Of level P1 each; a list of programs says how a computer is used. */
const LEVEL_OF: Readonly<Partial<Record<SignatureFact['fact'], PrivacyLevel>>> = { system: 'P1', hardware: 'P1', app: 'P2' };

/** Whether somebody may look for this on other computers: what they may read in a report of one. */
export function mayLookFor(fact: SignatureFact, audience: Audience): boolean {
  if (sightOf(FIELDS.device, audience) !== 'whole' || fact.fact === 'answer') return false;
  if (fact.fact === 'finding' || fact.fact === 'event') return mayKnowCheck(fact.check, audience);
  const level = LEVEL_OF[fact.fact];
  return level !== undefined && REPORTS[audience].levels.includes(level);
}

/** What stands out on a case and can be looked for elsewhere; the worst first. */
export function lookedFor(facts: CaseFacts, audience: Audience): SignatureFact[] {
  const bad = [...facts.findings].filter(([, { status }]) => status === 'fail' || status === 'warn');
  // The worst first; sort is stable.
  bad.sort(([, one], [, other]) => Number(other.status === 'fail') - Number(one.status === 'fail'));
  const found = bad.flatMap(([check, { evidence }]): SignatureFact[] => [
    { fact: 'finding', check, status: 'bad' },
    ...evidence.flatMap(({ name, subject, value }): SignatureFact[] =>
      name === 'code' && subject !== null && Number.isInteger(value)
        ? [{ fact: 'event', check, about: subject, code: Number(value), times: null }]
        : [],
    ),
  ]);
  const { system, hardware } = facts;
  if (system) found.push({ fact: 'system', system: system.system, name: system.name.slice(0, 80), from: '', before: '' });
  if (hardware) {
    const { manufacturer, model } = hardware;
    found.push({ fact: 'hardware', manufacturer: manufacturer.slice(0, 80), model: model.slice(0, 80) });
  }
  return found.filter((fact) => mayLookFor(fact, audience)).slice(0, MAX_FACTS);
}

/** Whether a computer has it; undefined where nobody knows. */
export function computerHas(fact: SignatureFact, { finding, system, hardware, software }: ComputerFacts): boolean | undefined {
  const check = 'check' in fact ? fact.check : '';
  return factHolds(fact, {
    findings: new Map(finding ? [[check, finding]] : []),
    system,
    hardware,
    software,
    uptimeS: undefined,
    networks: undefined,
    answers: {},
  });
}

/** The version that it is about, where there is one. */
export function versionThere(fact: SignatureFact, { system, software }: ComputerFacts): string {
  if (fact.fact === 'system') return [system?.name, system?.version].filter((part) => part !== undefined).join(' ');
  if (fact.fact !== 'app') return '';
  const only = { finding: undefined, system: undefined, hardware: undefined };
  const fitting = (software ?? []).filter((program) => computerHas(fact, { ...only, software: [program] }));
  return fitting.map(({ name, version }) => `${name} ${version}`.trim()).join(', ');
}
