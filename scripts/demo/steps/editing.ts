import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { until } from '../../../test/fixtures/until.ts';
import { placeOf } from '../remote-picture.ts';
import { PRINTER_FILE, PRINTER_TEXT } from '../stage.ts';
import { step } from '../step.ts';

const BY_KEYS = 'Paper: A4, both sides';
export const BY_TEXT = 'Übergeben, Kosten: 0 €';
const SAVED_MS = 8_000;

/** As on a keyboard: what stands above has Shift held. */
async function typeByKeys(technician: Page, text: string): Promise<void> {
  for (const character of text) {
    const key = character === '\n' ? 'Enter' : character;
    await technician.keyboard.press(/[A-Z:]/u.test(character) ? `Shift+${key}` : key, { delay: 10 });
  }
}

export const editing = step({
  id: '09-editing',
  title: 'Tess works in a program on Robin’s screen',
  sentence:
    'A click into the editor, keys for the plain line, “Type text” for what no key has, and Ctrl+S. The file on Robin’s disk has it.',
  checks: {
    focus: 'The click gives the editor the focus',
    keys: 'What is typed by keys is in the file',
    text: 'What no key has (Ü, €) is in the file',
    rest: 'Nothing else of the file changed',
  },
  async work({ stage, check, look }) {
    const { technician, desktop, editor, home } = stage;
    const file = join(home, PRINTER_FILE);
    const area = await desktop.areaOf(editor);
    const { page } = await placeOf(technician, { x: area.x + area.width / 2, y: area.y + area.height - 80 });
    await technician.mouse.move(page.x, page.y);
    await technician.mouse.down();
    await technician.mouse.up();
    const focus = await until(async () => {
      const title = await desktop.focusedTitle();
      return title.includes(PRINTER_FILE) ? title : undefined;
    }, 3_000).catch(() => desktop.focusedTitle());
    check('focus', focus.includes(PRINTER_FILE), focus);
    await technician.keyboard.press('Control+End');
    await typeByKeys(technician, `${BY_KEYS}\n`);
    await technician.getByRole('button', { name: 'Type text' }).click();
    await technician.getByLabel('Text to type there').fill(`${BY_TEXT}\n`);
    await technician.getByRole('button', { name: 'Type it' }).click();
    await technician.keyboard.press('Control+s');
    const saved = await until(() => {
      const text = readFileSync(file, 'utf8');
      return text.includes(BY_TEXT) ? text : undefined;
    }, SAVED_MS).catch(() => readFileSync(file, 'utf8'));
    const lines = saved.split('\n');
    check('keys', lines.includes(BY_KEYS), JSON.stringify(saved));
    check('text', lines.includes(BY_TEXT), JSON.stringify(saved));
    check('rest', saved === `${PRINTER_TEXT}${BY_KEYS}\n${BY_TEXT}\n`, `${Buffer.byteLength(saved)} bytes`);
    await look();
  },
});
