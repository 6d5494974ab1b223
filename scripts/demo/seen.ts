import type { Locator } from '@playwright/test';

const SHOWS_WITHIN_MS = 8_000;

/** Whether something shows, and what it reads: what a check is given. */
export async function seen(locator: Locator): Promise<[shows: boolean, text: string]> {
  const first = locator.first();
  try {
    await first.waitFor({ timeout: SHOWS_WITHIN_MS });
  } catch {
    // Not there in time is an answer.
    return [false, `it did not show within ${SHOWS_WITHIN_MS / 1000} s`];
  }
  return [true, await textOf(first)];
}

/** What a person reads there, on one line. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join(' ').replace(/\s+/gu, ' ').trim();
}

/** The lines of a terminal, without the blanks that fill them up. */
export async function terminalLines(locator: Locator): Promise<readonly string[]> {
  const text = (await locator.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  return text.split('\n').map((line) => line.trimEnd());
}
