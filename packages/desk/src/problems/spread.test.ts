import type { SignatureFact } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { FULL_DISK, figureOf, LONG_UP, reportOf } from '../../../../test/fixtures/reports.ts';
import { AUDIENCES } from '../visibility/audience.ts';
import { caseFacts } from './case-facts.ts';
import { type ComputerFacts, computerHas, lookedFor, mayLookFor, versionThere } from './spread.ts';

const CRASH = {
  'log.crash': { status: 'warn' as const, evidence: [figureOf('code', 11, 'count', { subject: 'spooler' })] },
};
const app: SignatureFact = { fact: 'app', name: 'cups', from: '2', before: '3' };
const crash: SignatureFact = { fact: 'event', check: 'log.crash', about: 'spooler', code: 11, times: null };
const disk: SignatureFact = { fact: 'finding', check: 'disk.space', status: 'bad' };
const nothing: ComputerFacts = { finding: undefined, system: undefined, hardware: undefined, software: undefined };

describe('what may be looked for on other computers', () => {
  test.each([
    [disk, ['first', 'second', 'third']],
    [{ fact: 'hardware', manufacturer: 'LENOVO', model: '' }, ['first', 'second', 'third']],
    // Out of logs, and what is installed: from tier 2 on.
    [crash, ['second', 'third']],
    [app, ['second', 'third']],
    [{ fact: 'answer', question: 'since', is: 'today' }, []],
  ] as const)('%#: by whom', (fact, wanted) => {
    expect(AUDIENCES.filter((audience) => mayLookFor(fact, audience))).toEqual(wanted);
  });

  test('is what stands out on the ticket’s computer, the worst first, as far as it is for the reader', () => {
    const facts = caseFacts([reportOf('report-00000001', { findings: { ...LONG_UP, ...CRASH, ...FULL_DISK } })], {});
    const kinds = (audience: 'first' | 'second') =>
      lookedFor(facts, audience).map((fact) => ('check' in fact ? `${fact.fact} ${fact.check}` : fact.fact));
    expect(kinds('second')).toEqual([
      'finding disk.space',
      'finding os.uptime',
      'finding log.crash',
      'event log.crash',
      'system',
      'hardware',
    ]);
    expect(kinds('first')).toEqual(['finding disk.space', 'finding os.uptime', 'system', 'hardware']);
  });
});

describe('whether a computer has it', () => {
  const program = (version: string): ComputerFacts => ({ ...nothing, software: [{ name: 'cups-daemon', version }] });
  test('is yes, no, or not known, and of a program with its version', () => {
    expect([program('2.4.2'), program('3.0'), nothing].map((known) => computerHas(app, known))).toEqual([true, false, undefined]);
    expect(versionThere(app, program('2.4.2'))).toBe('cups-daemon 2.4.2');
    const warns = { ...nothing, finding: { status: 'warn' as const, evidence: CRASH['log.crash'].evidence } };
    expect(computerHas(crash, warns)).toBe(true);
    expect(computerHas({ ...crash, code: 6 } as SignatureFact, warns)).toBe(false);
    expect(computerHas(disk, nothing)).toBeUndefined();
  });
});
