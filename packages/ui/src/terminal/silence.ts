import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * Keeps output from typing: a terminal answers questions in its output (device attributes, cursor place, colours,
 * settings) as if the user had typed, and may take text for the clipboard (OSC 52). Whoever writes to the screen must
 * not get anything written to the shell by that, so all of it is swallowed. Setting colours still works.
 */
export function silenceReports(terminal: Terminal): IDisposable[] {
  const { parser } = terminal;
  const swallow = () => true;
  const questions = [4, 10, 11, 12].map((osc) => parser.registerOscHandler(osc, (data) => data.split(';').includes('?')));
  return [
    ...questions,
    parser.registerOscHandler(52, swallow),
    // Primary, secondary and tertiary device attributes.
    parser.registerCsiHandler({ final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow),
    // Device status, cursor position.
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    // Mode requests, version, window reports.
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow),
    parser.registerCsiHandler({ final: 't' }, swallow),
    // Settings (DECRQSS) and terminfo (XTGETTCAP).
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    parser.registerDcsHandler({ intermediates: '+', final: 'q' }, swallow),
  ];
}

/** Pasted text without control characters but tab and line ends, so that it cannot end a bracketed paste by itself. */
export function pasteable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming control characters is the point of this expression
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu, '');
}

/** How many lines a paste has; one with a line end after it is still one that would run. */
export function lineCount(text: string): number {
  const ends = text.match(/\r\n|\r|\n/gu)?.length ?? 0;
  return /[\r\n]$/u.test(text) ? Math.max(ends, 1) : ends + 1;
}
