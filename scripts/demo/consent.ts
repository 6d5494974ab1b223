import type { Locator, Page } from '@playwright/test';
import { textOf } from './seen.ts';
import type { Stage } from './stage.ts';
import { USER } from './stage.ts';

/** The names of the rows in the console's list of what is allowed. */
export type Row = 'Screen' | 'Mouse and keys' | 'Commands' | 'Diagnosis';

export interface Question {
  readonly dialog: Locator;
  readonly allow: Locator;
  readonly deny: Locator;
  /** What the user reads before answering, without the buttons. */
  readonly text: string;
  readonly words: number;
}

/** The technician asks for one thing and says why; resolves when the question stands before the user. */
export async function ask({ technician, user, press, showAgent }: Stage, row: Row, reason: string): Promise<Question> {
  await press(technician.getByRole('button', { name: `Ask for: ${row}`, exact: true }));
  const form = technician.getByRole('dialog', { name: `Ask for: ${row}` });
  await form.getByRole('textbox').first().fill(reason);
  await press(form.getByRole('button', { name: `Ask ${USER}` }));
  await user.getByRole('alertdialog').waitFor();
  await showAgent();
  return questionOf(user);
}

/** The question that stands before the user. */
export async function questionOf(user: Page): Promise<Question> {
  const dialog = user.getByRole('alertdialog');
  await dialog.waitFor();
  const [deny, allow] = [dialog.locator('[data-answers] button').first(), dialog.getByRole('button', { name: /^Let / })];
  const parts = await dialog.locator('[data-words]').allInnerTexts();
  const answers = [await textOf(deny), await textOf(allow)];
  const text = parts
    .filter((part) => !answers.includes(part))
    .join(' ')
    .replace(/\s+/gu, ' ');
  return { dialog, allow, deny, text, words: text.split(' ').length };
}

/** Resolves when Allow is not shut any more. */
export async function opened(allow: Locator): Promise<void> {
  await allow.and(allow.page().locator(':enabled')).waitFor();
}

/** The user presses Allow of the question that is open, once it is not shut any more. */
export async function sayYes(user: Page): Promise<void> {
  const dialog = user.getByRole('alertdialog');
  await dialog.getByRole('button', { name: /^Let / }).click();
  await dialog.waitFor({ state: 'hidden' });
}
