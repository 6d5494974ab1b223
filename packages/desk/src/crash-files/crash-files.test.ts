import { utf8 } from '@alongside/base';
import { CRASH_REPORT } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { BODIES, file, type Step, story, system, tess, tom, user } from '../../../../test/fixtures/ticket-events.ts';
import { textOf } from '../attachments/text-probe.ts';
import { caseRefusal } from '../case/case-refusal.ts';
import { ticketCase } from '../case/ticket-case.ts';
import { crashKindOf, holdsPacked } from './crash-kind.ts';
import { wordsIn } from './words-in.ts';

const { askId } = BODIES['crash-asked'];
const crash = { askId, program: 'Editor', level: 'P3', expiresAt: 99_000 } as const;
const sent = (parts: Partial<{ askId: string | null }> = {}): Step => [
  { type: 'attached', file: { ...file, mediaType: CRASH_REPORT }, crash: { ...crash, ...parts } },
  user,
];
const asked: Step[] = [
  ['created', user],
  ['crash-asked', tess],
];

describe('a question for a crash file', () => {
  const stateAfter = (...steps: Step[]) => ticketCase(story(...asked, ...steps))?.crash;
  it('is answered by a file, by a no, or by the word that there is none', () => {
    expect(stateAfter()).toMatchObject({ state: 'asked', program: 'Editor', by: { name: 'Tess' } });
    expect(stateAfter(sent())).toMatchObject({ state: 'sent', at: 2000 });
    expect(stateAfter(['crash-refused', user])).toMatchObject({ state: 'refused', why: 'no' });
    const anew = { ...BODIES['crash-asked'], askId: 'crash-ask-0002', program: 'Mail' };
    expect(stateAfter(['crash-refused', user], [anew, tom])).toMatchObject({
      state: 'asked',
      program: 'Mail',
      by: { name: 'Tom' },
    });
  });

  it('keeps with the file until when it is there', () => {
    const { files } = ticketCase(story(...asked, sent())) ?? {};
    expect(files).toMatchObject([{ crash: { level: 'P3', expiresAt: 99_000 } }]);
  });

  it('is untouched by a file that its user sends unasked', () => {
    expect(stateAfter(sent({ askId: null }))).toMatchObject({ state: 'asked' });
    expect(ticketCase(story(['created', user], sent({ askId: null })))?.crash).toBeNull();
  });

  it.each<[string, Step[], Step, string | undefined]>([
    ['a no that nobody asked for', [['created', user]], ['crash-refused', user], 'crash-file.not-asked'],
    ['a file for a question that there is not', [['created', user]], sent(), 'crash-file.not-asked'],
    [
      'a file for an older question',
      [...asked, [{ ...BODIES['crash-asked'], askId: 'crash-ask-0002' }, tess]],
      sent(),
      'crash-file.not-asked',
    ],
    ['a file after the no', [...asked, ['crash-refused', user]], sent(), 'crash-file.not-asked'],
    ['a no by the desk for its user', asked, ['crash-refused', tess], 'ticket.wrong-state'],
    ['a question by the user, or by itself', [['created', user]], ['crash-asked', system], 'ticket.wrong-state'],
    ['a file in time', asked, sent(), undefined],
    ['one without a question', [['created', user]], sent({ askId: null }), undefined],
  ])('%s', (_, steps, step, code) => {
    const event = story(...steps, step).at(-1);
    expect(event && caseRefusal(ticketCase(story(...steps)), event)?.code).toBe(code);
  });
});

describe('what a crash file is', () => {
  const elf = (type: number, order = 1) =>
    Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, order, 1, ...new Uint8Array(9), ...(order === 1 ? [type, 0] : [0, type])]);
  it.each([
    ['a minidump', Uint8Array.from([...utf8('MDMP'), 0x93, 0xa7, 0, 0]), 'minidump'],
    ['a core', elf(4), 'core'],
    ['a core of the other byte order', elf(4, 2), 'core'],
    ['a program', elf(2), undefined],
    ['a Windows program', Uint8Array.from([...utf8('MZ'), 0x90, 0, 3]), undefined],
    ['a packed core', Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x04]), 'packed'],
    ['a report in words', utf8('ProblemType: Crash\n'), 'text'],
    ['a report as Windows writes it', Uint8Array.from([0xff, 0xfe, 0x56, 0, 0x3d, 0]), 'text'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), undefined],
    ['nothing at all', new Uint8Array(), undefined],
  ])('%s', (_, bytes, kind) => {
    expect(crashKindOf(bytes, textOf(bytes) !== undefined)).toBe(kind);
  });

  it.each([
    ['apport, with the memory', 'ProblemType: Crash\nCoreDump: base64\n H4sICAAA\n', true],
    ['with lines as Windows ends them', 'A: b\r\nCoreDump: base64\r\n H4sI\r\n', true],
    ['apport without it', 'ProblemType: Crash\nSignal: 11\n', false],
    ['words about it', 'Title: what is CoreDump: base64 for\n', false],
  ])('words may hold what nobody reads: %s', (_, text, holds) => {
    expect(holdsPacked(text)).toBe(holds);
  });

  it('some of what it says is found in its bytes, once, and no more than was asked for', () => {
    const wide = (text: string) => [...text].flatMap((letter) => [letter.charCodeAt(0), 0]);
    const bytes = Uint8Array.from([
      0,
      1,
      ...utf8('password=hunter2'),
      0,
      0xff,
      ...wide('C:\\letter.docx'),
      1,
      2,
      ...utf8('abc'),
      3,
    ]);
    expect(wordsIn(bytes, { lines: 10, within: 1_000 })).toEqual(['password=hunter2', 'C:\\letter.docx']);
    expect(wordsIn(Uint8Array.from([...bytes, ...bytes]), { lines: 1, within: 1_000 })).toHaveLength(1);
    expect(wordsIn(bytes, { lines: 10, within: 10 })).toEqual(['password']);
  });
});
