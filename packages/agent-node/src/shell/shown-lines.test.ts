import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShownLines } from './shown-lines.ts';

/** `>` is typed, `<` is shown; gives the lines that count. */
function play(...steps: readonly string[]): string[] {
  const lines = new ShownLines();
  const found: string[] = [];
  for (const step of steps) {
    if (step.startsWith('>')) lines.handleInput(step.slice(1));
    else found.push(...lines.handleOutput(step.slice(1)));
  }
  return found;
}

describe('lines as shown', () => {
  it('are what stood there after the prompt when Enter was pressed', () => {
    expect(play('<$ ', '>ls -l', '<ls -l', '>\r', '<\r\nfile\r\n$ ', '>pwd\r', '<pwd\r\n/home\r\n$ ')).toEqual(['ls -l', 'pwd']);
  });

  it('follow corrections within the line', () => {
    expect(play('<$ ', '>x\r', '<lz\b \bs\r\n')).toEqual(['ls']);
    expect(play('<$ ', '>x\r', '<cat\x1b[3D\x1b[1@s\x1b[K\x1b[Cx\r\n')).toEqual(['s x']);
    expect(play('<$ ', '>x\r', '<wrong\r\x1b[K$ right\r\n')).toEqual(['right']);
    expect(play('<\x1b]0;title\x07\x1b[1m$\x1b[0m ', '>x\r', '<ls\r\n')).toEqual(['ls']);
  });

  it('are none while echo is off', () => {
    expect(play('<Password: ', '>hunter2\r', '<\r\nWelcome\r\n$ ')).toEqual([]);
    expect(play('<Password: ', '>hun', '>ter2', '>\r', '<\n$ ')).toEqual([]);
  });

  it('are none inside programs that draw the whole screen', () => {
    expect(play('<\x1b[?1049h~\r\n~', '>:q!\r', '<:q!\r\n', '<\x1b[?1049l$ ', '>ls\r', '<ls\r\n')).toEqual(['ls']);
  });

  it('leave output alone that nobody entered', () => {
    expect(play('<one\r\ntwo\r\n', '<$ ', '>ls\r', '<ls\r\nthree\r\nfour\r\n')).toEqual(['ls']);
  });

  it('take several lines that were pasted', () => {
    expect(play('<$ ', '>a\rb\r', '<a\r\n$ b\r\n')).toEqual(['a', 'b']);
  });

  it('find the prompt again after a flood', () => {
    expect(play(`<${'y\r\n'.repeat(50_000)}$ `, '>ls\r', '<ls\r\n')).toEqual(['ls']);
    expect(play(...Array<string>(9).fill(`<${'y\r\n'.repeat(1365)}`), '<$ ', '>ls\r', '<ls\r\n')).toEqual(['ls']);
  });

  it('know in a flood which screen it leaves behind', () => {
    const flood = 'y\r\n'.repeat(1365);
    for (const [sequence, lines] of [
      ['\x1b[?1049h', []],
      ['\x1b[?25;1049h', []],
      ['\x1b[?1049h\x1b[?1049l', ['ls']],
      ['[?1049h', ['ls']],
    ] as const) {
      expect(play(`<${sequence}${flood}$ `, '>ls\r', '<ls\r\n')).toEqual(lines);
    }
  });

  it('never hold text that was typed and not shown, and survive anything', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('q'));
    const shown = fc.oneof(
      noise,
      fc.constantFrom('\x1b[', '\x1b]', '\x1b[999999999P', '\x1b[99999@', '\r\n', '\x1b[?1049h', '\x1b'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), shown), { maxLength: 30 }), (steps) => {
        const played = steps.map(([typed, text]) => (typed ? '>qqqq\r' : `<${text}`));
        for (const line of play(...played)) {
          expect(line).not.toContain('q');
          expect(line.length).toBeLessThanOrEqual(20_000);
        }
      }),
      { numRuns: 500 },
    );
  });
});
