import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Playbook, playbook, type WorkItem } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fittingPlaybooks } from './fitting.ts';
import { nextStep, playbookRuns, runningPlaybook, triedInPlaybooks } from './playbook-run.ts';
import { playbooksIn, wordsFor } from './spoken.ts';

const content = join(import.meta.dirname, '../../../../content');
const files = readdirSync(join(content, 'playbooks')).filter((name) => name.endsWith('.json'));
const read = (...name: string[]) => playbook.parse(JSON.parse(readFileSync(join(content, 'playbooks', ...name), 'utf8')));
const shipped = files.map((name) => read(name));
const german = readdirSync(join(content, 'playbooks', 'de')).map((name) => read('de', name));
/** Without what is said in words. */
const bare = ({ locale: _l, title: _t, fits: _f, words: _w, unfit: _u, steps, ...rest }: Playbook) => ({
  ...rest,
  steps: steps.map(({ text: _x, why, say, ...step }) => ({ ...step, why: why !== undefined, say: say !== undefined })),
});

describe('the playbooks that come with the program', () => {
  it('are at least eight, each in a file of its name, with an end that solves it or hands it on', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(8);
    expect(shipped.map(({ id }) => `${id}.json`)).toEqual(files);
    const endless = shipped.filter(({ steps }) => !steps.some(({ solves, failed }) => solves === true || failed === 'unfit'));
    expect(endless).toEqual([]);
  });

  it('name articles that are there', () => {
    const named = shipped.flatMap(({ steps }) => steps.flatMap(({ article }) => article ?? []));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((article) => !existsSync(join(content, 'kb', `${article}.md`)))).toEqual([]);
  });

  it('have the same steps in German, in words of their own', () => {
    expect(german.map(({ locale }) => locale)).toEqual(shipped.map(() => 'de'));
    expect(german.map(bare)).toEqual(shipped.map(bare));
    const said = (books: readonly Playbook[]) => books.flatMap(({ steps }) => steps.map(({ text }) => text));
    expect(said(german).filter((text) => said(shipped).includes(text))).toEqual([]);
    expect(JSON.stringify(german)).not.toContain('!');
  });

  test.each([
    ['Ich habe mein Passwort vergessen', 'sign-in'],
    ['Der Drucker in Raum 2 druckt nicht', 'printer'],
    ['seit heute früh kein WLAN', 'no-network'],
    ['mein Rechner ist so langsam', 'slow'],
    ['Der Bildschirm ist eingefroren', 'frozen'],
    ['Die Aktualisierung bricht immer wieder ab', 'update-fails'],
    ['Jemand Fremdes hat angerufen, ich glaube es war Betrug', 'suspicious-call'],
  ])('%s: %s, found in any language', (words, id) =>
    expect(fittingPlaybooks([...shipped, ...german], words, { findings: new Map() })[0]).toBe(id),
  );

  test.each([
    ['I forgot my password and cannot sign in', 'sign-in'],
    ['The printer in room 2 does not print', 'printer'],
    ['no wifi and no internet since this morning', 'no-network'],
    ['my computer is so slow', 'slow'],
    ['the screen is frozen, nothing answers', 'frozen'],
    ['The update fails again and again', 'update-fails'],
    ['somebody called me and was on my computer, I think it was a scam', 'suspicious-call'],
  ])('%s: %s', (words, id) => expect(fittingPlaybooks([...shipped, ...german], words, { findings: new Map() })[0]).toBe(id));

  it('fit by what the checks found where the words say nothing', () => {
    const bad = { status: 'fail' as const, evidence: [] };
    const findings = new Map([
      ['prn.state', bad],
      ['prn.queue', bad],
    ]);
    expect(fittingPlaybooks(shipped, 'help', { findings })).toEqual(['printer']);
    expect(fittingPlaybooks(shipped, 'help', { findings: new Map([['prn.state', bad]]) })).toEqual([]);
  });
});

describe('what is read of them', () => {
  const [english, spoken] = [shipped, german].map((books) => books.filter(({ id }) => id === 'printer')) as [
    Playbook[],
    Playbook[],
  ];
  const both = [...english, ...spoken];
  const first = (books: readonly Playbook[]) => books[0]?.steps[0] ?? { say: undefined };

  it('is the reader’s language, with words for users of the other; English where nobody wrote it', () => {
    const [en, de] = [playbooksIn('en', both), playbooksIn('de', both)];
    expect([en, de].map((books) => books.map(({ title }) => title))).toEqual([
      ['The printer does not print'],
      ['Der Drucker druckt nicht'],
    ]);
    expect(first(en)).toMatchObject({ say: first(english).say, sayIn: { de: first(spoken).say } });
    expect(first(de)).toMatchObject({ say: first(spoken).say, sayIn: { en: first(english).say } });
    expect(playbooksIn('de', english)).toEqual(english);
    for (const each of [...en, ...de]) playbook.parse(each);
  });

  test.each([
    ['en', 'de', 'Hallo', 'de'],
    ['en', 'en', 'Hello', 'en'],
    ['en', null, 'Hello', 'en'],
    ['de', 'en', 'Hello', 'de'],
  ] as const)('words of a playbook in %s for a user of %s: %s', (locale, language, text, of) => {
    expect(wordsFor({ say: 'Hello', sayIn: { de: 'Hallo' } }, locale, language)).toEqual({ text, language: of });
    expect(wordsFor({}, locale, language)).toBeUndefined();
  });
});

const book = {
  steps: [
    { id: 'first', text: 'one' },
    { id: 'check', text: 'two', failed: 'last' },
    { id: 'third', text: 'three', failed: 'unfit' },
    { id: 'last', text: 'four', solves: true },
  ],
} satisfies Pick<Playbook, 'steps'>;
const about = { playbook: 'printer', version: 1 } as const;
const begun = (playbookId = 'printer'): WorkItem => ({
  kind: 'playbook',
  ...about,
  playbook: playbookId,
  title: 'P',
  how: 'begun',
  note: '',
});
const ended = (how: 'ended' | 'unfit'): WorkItem => ({ kind: 'playbook', ...about, title: 'P', how, note: 'the server is away' });
const mark = (step: string, result: 'done' | 'failed' | 'skipped' = 'done'): WorkItem => ({
  kind: 'playbook-step',
  ...about,
  step,
  text: step,
  result,
  note: '',
});
const next = (...work: WorkItem[]) => {
  const run = runningPlaybook(work);
  const step = run && nextStep(book, run);
  return typeof step === 'object' ? step.id : step;
};

describe('a way through a playbook', () => {
  test.each([
    [[begun()], 'first'],
    [[begun(), mark('first')], 'check'],
    [[begun(), mark('first', 'skipped'), mark('check', 'failed')], 'last'],
    [[begun(), mark('first'), mark('check'), mark('third', 'failed')], 'unfit'],
    [[begun(), mark('first'), mark('check'), mark('third'), mark('last')], undefined],
    // Marked anew: the newest counts.
    [[begun(), mark('first'), mark('check', 'failed'), mark('check')], 'third'],
    // A mark of a step that is no more in it, and one before anything was begun.
    [[mark('first'), begun(), mark('gone')], 'first'],
    [[begun(), mark('first'), ended('ended'), begun()], 'first'],
  ])('%#: %j', (work, id) => expect(next(...work)).toBe(id));

  it('keeps how it ended, and another one beside it', () => {
    const runs = playbookRuns([begun(), mark('first', 'failed'), ended('unfit'), begun('slow')]);
    expect(runs.map(({ playbook: of, state, note }) => [of, state, note])).toEqual([
      ['printer', 'unfit', 'the server is away'],
      ['slow', 'running', ''],
    ]);
  });

  it('counts as tried once a step was more than skipped', () => {
    expect(triedInPlaybooks([begun()])).toBe(false);
    expect(triedInPlaybooks([begun(), mark('first', 'skipped')])).toBe(false);
    expect(triedInPlaybooks([begun(), mark('first', 'failed')])).toBe(true);
  });

  it('comes to an end, whatever is marked', () => {
    const result = fc.constantFrom('done', 'failed', 'skipped' as const);
    fc.assert(
      fc.property(fc.constantFrom(...shipped), fc.array(result, { minLength: 15, maxLength: 15 }), (of, results) => {
        const marks: WorkItem[] = [begun()];
        for (const each of results) {
          const run = runningPlaybook(marks);
          const step = run && nextStep(of, run);
          if (typeof step !== 'object') break;
          marks.push(mark(step.id, each as 'done'));
        }
        const run = runningPlaybook(marks);
        expect(typeof (run && nextStep(of, run))).not.toBe('object');
      }),
    );
  });
});
