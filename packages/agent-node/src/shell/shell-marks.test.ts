import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkedText, type ShellMark, ShellMarkReader, unescapeCommand } from './shell-marks.ts';

const NONCE = 'n0nce-n0nce-n0nce-n0nce-n0nce-n0';
const mark = (body: string, end = '\x07') => `\x1b]633;${body}${end}`;

function read(chunks: readonly string[]): { text: string; marks: ShellMark[] } {
  const reader = new ShellMarkReader(NONCE);
  const parts: MarkedText[] = chunks.flatMap((chunk) => [...reader.read(chunk)]);
  return {
    text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') + reader.end(),
    marks: parts.flatMap((part) => (part.kind === 'mark' ? [part.mark] : [])),
  };
}

describe('marks of the shell', () => {
  it('are read, lose the nonce, and a command line does not stay in the stream', () => {
    const stream = `a${mark(`A;${NONCE}`)}$ ${mark(`E;ls -l;${NONCE}`)}${mark(`C;${NONCE}`, '\x1b\\')}out${mark(`D;1;${NONCE}`)}`;
    expect(read([stream])).toEqual({
      text: `a${mark('A')}$ ${mark('C')}out${mark('D;1')}`,
      marks: [{ kind: 'prompt' }, { kind: 'command', line: 'ls -l' }, { kind: 'running' }, { kind: 'finished', exitCode: 1 }],
    });
  });

  it.each([
    ['another nonce', mark('E;forged;AAAA')],
    ['no nonce', mark('E;forged')],
    ['the nonce not at the end', mark(`E;${NONCE};forged`)],
    ['a mark broken off', `\x1b]633;E;forged;${NONCE}\x18\x07`],
    ['a mark broken off by another', `\x1b]633;E;for\x1b]0;ged;${NONCE}\x07`],
    ['another program’s', `\x1b]1337;E;forged;${NONCE}\x07`],
    ['one that is too long', mark(`E;${'x'.repeat(20_000)};${NONCE}`)],
  ])('mean nothing and pass untouched with %s', (_, stream) => {
    expect(read([stream])).toEqual({ text: stream, marks: [] });
  });

  it('say that the shell does not know its command', () => {
    expect(read([mark(`E;;${NONCE}`)]).marks).toEqual([{ kind: 'command', line: '' }]);
    // A separator that is not escaped is none of our scripts'.
    expect(read([mark(`E;a;b;${NONCE}`)]).marks).toEqual([{ kind: 'command', line: '' }]);
  });

  it('read the same however the stream is cut, and nothing is lost', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\x1b',
        '\x1b]',
        '\x1b]633;',
        mark(`A;${NONCE}`),
        mark(`E;ls;${NONCE}`),
        mark('E;x'),
        '\x07',
        '\x1b\\',
        '\x18',
        ';',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(200), { maxLength: 8 }), (pieces, cuts) => {
        const stream = pieces.join('');
        const at = [...new Set(cuts)].filter((cut) => cut < stream.length).sort((a, b) => a - b);
        const chunks = [0, ...at].map((from, index) => stream.slice(from, at[index] ?? stream.length));
        const cut = read(chunks);
        expect(cut).toEqual(read([stream]));
        const withoutMarks = stream.replaceAll(`;${NONCE}`, '');
        if (cut.marks.length === 0) expect(cut.text).toBe(stream);
        else expect(cut.text.length).toBeLessThanOrEqual(withoutMarks.length);
      }),
      { numRuns: 500 },
    );
  });

  it('never hold back more than one mark', () => {
    const reader = new ShellMarkReader(NONCE);
    let text = '';
    for (const chunk of ['\x1b]633;E;', ...Array<string>(40).fill('y'.repeat(1000))]) {
      for (const part of reader.read(chunk)) if (part.kind === 'text') text += part.text;
    }
    expect(text.length).toBeGreaterThan(20_000);
  });

  it('undo what the scripts escape', () => {
    expect(unescapeCommand('echo \\x3b \\\\x3b \\x0a \\q')).toBe('echo ; \\x3b \n \\q');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unescapeCommand(text.replaceAll('\\', '\\\\').replaceAll(';', '\\x3b'))).toBe(text);
      }),
    );
  });
});
