import { EVIDENCE_UNITS, type Finding } from '@alongside/protocol';
import { expect, it } from 'vitest';
import { findingPage } from './finding-page.ts';
import { type CheckText, checkTexts, type Nested } from './texts/check-texts.ts';

/** As the pages of developers look texts up: what is not there is an error. */
const text: CheckText = (key) => {
  const found = (path: string) =>
    path
      .split('.')
      .reduce<Nested | string | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), checkTexts);
  const said = found(key) ?? found(`${key}_other`);
  if (typeof said !== 'string') throw new Error(`no text for ${key}`);
  return said;
};

const finding = (check: string, status: Finding['status'], words: string = status): Finding => ({
  check,
  code: 'DSK-01-7F',
  status,
  text: words,
  evidence: [],
  privacy: 'P0',
  measured_at: 1,
  tookMs: 1,
});

it('speaks of checks and answers that a newer agent has, as far as there are words', () => {
  const { findings, notChecked } = findingPage(
    {
      findings: [
        finding('disk.hologram', 'fail'),
        finding('disk.space', 'warn', 'newWords'),
        finding('disk.space', 'info', 'constructor'),
      ],
      unknowns: [{ check: 'disk.quantum', reason: 'failed', privacy: 'P0', tookMs: 1 }],
    },
    { text, locale: 'en' },
  );
  expect(findings.map(({ title, sentence, todo }) => [title, sentence, todo === ''])).toEqual([
    ['disk.hologram', 'Needs attention', true],
    ['Free space', text('checks.disk.space.warn'), false],
    ['Free space', text('status.info'), true],
  ]);
  expect(notChecked.map(({ title }) => title)).toEqual(['disk.quantum']);
});

it.each(EVIDENCE_UNITS)('tells a figure in %s that no honest agent would send', (unit) => {
  const evidence = [Number.MAX_VALUE, -Number.MAX_VALUE, 8.65e15, Number.MIN_VALUE].map((value) => ({
    name: 'when',
    subject: null,
    value,
    unit,
    limit: value,
  }));
  const report = { findings: [{ ...finding('log.crash', 'warn'), evidence }], unknowns: [] };
  expect(findingPage(report, { text, locale: 'de' }).findings[0]?.evidence).toHaveLength(4);
});
