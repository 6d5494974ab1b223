import { DEVELOPER_STATES, type DeveloperEntryBody, type DevelopersAnswer, type ProblemText, scopeOf } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DeveloperIssue, ISSUE_ANSWERS, isSameAnswer, issueOf, issueRefusal, nextIssue } from './developer-issue.ts';
import { questionFor } from './developers-question.ts';
import { saysVersion, withFixLine } from './fix-line.ts';

const text = (parts: Partial<ProblemText> = {}) => ({ title: 'Offline', symptoms: '', signature: [], ...parts });
const ask = (parts: Partial<ProblemText> = {}, redact = (words: string) => words) =>
  questionFor({ why: 'person', number: 3, text: text(parts), note: '', devices: 2, cases: 3, redact });
const asked: DeveloperEntryBody = { type: 'asked', question: ask() };
const URL_12 = 'https://tracker.example/12';
const ANSWERS: { readonly [S in DevelopersAnswer['state']]: Extract<DevelopersAnswer, { state: S }> } = {
  accepted: { state: 'accepted', reference: '#12', url: URL_12 },
  fixed: { state: 'fixed', reference: '', url: null, fixedIn: '7.13' },
  declined: { state: 'declined', reference: '', url: null, reason: 'works as meant' },
};
const answered = (answer: DevelopersAnswer): DeveloperEntryBody => ({ type: 'answered', answer });
const linked: DeveloperEntryBody = { type: 'linked', ticketId: 'ticket-0001', number: 1001 };
const story = (...bodies: DeveloperEntryBody[]) =>
  issueOf(bodies.map((body, seq) => ({ seq, at: seq * 1000, by: null, body }))) as DeveloperIssue;

describe('an issue', () => {
  it('goes from a question to a version, and keeps where it is read', () => {
    const accepted = story(asked, linked, linked, answered(ANSWERS.accepted));
    expect(accepted).toMatchObject({ state: 'accepted', version: 1, reference: '#12', url: URL_12, answeredAt: 3000 });
    expect(accepted.tickets).toEqual([{ ticketId: 'ticket-0001', number: 1001 }]);
    const fixed = story(asked, answered(ANSWERS.accepted), answered(ANSWERS.fixed));
    expect(fixed).toMatchObject({ state: 'fixed', version: 2, reference: '#12', url: URL_12, fixedIn: '7.13' });
    expect('reason' in story(asked, answered(ANSWERS.declined), answered(ANSWERS.fixed))).toBe(false);
  });

  it('the same answer says nothing new, whatever it leaves out', () => {
    const fixed = story(asked, answered(ANSWERS.accepted), answered(ANSWERS.fixed));
    expect(isSameAnswer(fixed, ANSWERS.fixed)).toBe(true);
    expect(isSameAnswer(fixed, { ...ANSWERS.fixed, reference: '#12', url: URL_12 })).toBe(true);
    expect(isSameAnswer(fixed, { ...ANSWERS.fixed, fixedIn: '7.14' })).toBe(false);
    expect(isSameAnswer(fixed, ANSWERS.accepted)).toBe(false);
    const declined = story(asked, answered(ANSWERS.declined));
    expect(isSameAnswer(declined, { ...ANSWERS.declined, reason: 'another' })).toBe(false);
  });

  it('begins with a question, is asked once, and follows the table whatever is said in whatever order', () => {
    expect(issueOf([{ seq: 0, at: 0, by: null, body: linked }])).toBeUndefined();
    expect(issueRefusal(story(asked), asked)?.code).toBe('developers.wrong-state');
    const bodies = [asked, linked, ...Object.values(ANSWERS).map(answered)];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bodies), { maxLength: 20 }), (all) => {
        let issue: DeveloperIssue | undefined;
        for (const [seq, body] of all.entries()) {
          const next = nextIssue(issue, { seq, at: seq, by: null, body });
          if (issue && issueRefusal(issue, body)) expect(next).toBe(issue);
          if (issue && next && body.type === 'answered' && next !== issue) {
            expect(ISSUE_ANSWERS[issue.state]).toContain(next.state);
            expect(next.version).toBe(issue.version + 1);
          }
          issue = next;
        }
      }),
    );
    expect(Object.keys(ISSUE_ANSWERS)).toEqual([...DEVELOPER_STATES]);
  });
});

describe('what the developers are told', () => {
  it('has no names, no signs over logs, and no answers that somebody wrote', () => {
    const one = <F>(fact: F, must = false) => ({ weight: 3, must, anyOf: [fact] });
    const signature = [
      one({ fact: 'finding', check: 'disk.space', status: 'bad' } as const, true),
      one({ fact: 'event', check: 'log.crash', about: 'secret.exe', code: 5, times: null } as const),
      one({ fact: 'answer', question: 'scope', is: 'some' } as const),
      one({ fact: 'answer', question: 'message', is: 'Uma was here' } as const),
      one({ fact: 'app', name: 'Printing of Uma', from: '7.10', before: '7.13' } as const),
      one({ fact: 'system', system: 'windows', name: '', from: '11', before: '' } as const),
    ];
    const question = ask({ title: 'Uma cannot print', symptoms: 'Uma sees nothing', signature }, (words) =>
      words.replaceAll('Uma', 'somebody'),
    );
    expect(question).toMatchObject({ problem: 3, title: 'somebody cannot print', devices: 2, cases: 3 });
    expect(question.signs.map(({ anyOf }) => anyOf[0]?.fact)).toEqual(['finding', 'answer', 'app', 'system']);
    expect(question.signs[0]).toEqual({ must: true, anyOf: [signature[0]?.anyOf[0]] });
    expect(question.versions).toEqual([
      { name: 'Printing of somebody', from: '7.10', before: '7.13' },
      { name: 'windows', from: '11', before: '' },
    ]);
    expect(JSON.stringify(question)).not.toMatch(/Uma|secret/u);
    expect(ask({ title: 'Uma' }, () => '').title).toBe('…');
  });
});

test.each([
  ['update to 7.13 first', '7.13', true],
  ['update to 7.13.', '7.13', true],
  ['update to 7.13.1', '7.13', false],
  ['update to 17.13', '7.13', false],
  ['update to v2 (new)', '2 (new)', false],
  ['nothing', '7.13', false],
])('%s says %s: %s', (body, version, says) => {
  expect(saysVersion(body, version)).toBe(says);
  expect(withFixLine(body, version, 'de') === body).toBe(says);
});

test('an article begins with the version, in its own language', () => {
  expect(withFixLine('\n## What you notice', '7.13', 'en')).toBe('**Fixed in version 7.13.**\n\n## What you notice');
  expect(withFixLine('## x', '7.13', 'de')).toMatch(/^\*\*Behoben in Version 7\.13\./u);
});

test.each([
  ['technician', 1, undefined],
  ['technician', 2, undefined],
  ['technician', 3, 'all'],
  ['supervisor', 4, 'all'],
  ['vendor', 4, undefined],
  ['auditor', 4, undefined],
] as const)('a %s of tier %i asks and answers: %s', (role, tier, scope) => {
  expect(scopeOf({ role, tier }, 'developers.ask')).toBe(scope);
  expect(scopeOf({ role, tier }, 'developers.answer')).toBe(scope);
});
