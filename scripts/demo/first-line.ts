/** What an error says in one line. Playwright's have a page of log behind it, of which what was waited for is worth telling. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const lines = text.replace(/\u001b\[\d+m/gu, '').split('\n');
  const waited = lines.slice(1).find((line) => line.includes('waiting for'));
  return [lines[0], waited?.replace(/^\W+/u, '')].filter(Boolean).join(' ');
}
