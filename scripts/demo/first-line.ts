/** What an error says in one line; Playwright's have a page of log behind it. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const plain = text.replace(/\u001b\[\d+m/gu, '');
  return plain.split('\n')[0] ?? '';
}
