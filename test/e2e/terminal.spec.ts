import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import react from '@vitejs/plugin-react';
import type { TerminalPage } from '../../packages/ui/src/terminal/testing/main.tsx';
import { builtFiles, type Files } from '../fixtures/agent-pages/built-pages.ts';
import { barriers } from '../fixtures/barriers.ts';

declare global {
  var terminalPage: TerminalPage;
}

const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };
let server: Server;

test.beforeAll(async () => {
  const files: Files = await builtFiles({
    root: fileURLToPath(new URL('../../packages/ui/src/terminal/testing', import.meta.url)),
    plugins: [react({ compiler: true })],
  });
  server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': TYPES[path.replace(/^.*\./u, '')] ?? 'text/plain' });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

test.afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.beforeEach(async ({ page }) => {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await expect(page.getByRole('textbox', { name: 'Commands of a test' })).toBeAttached();
});

const typed = (page: Page) => page.evaluate(() => terminalPage.typed.join(''));
const write = (page: Page, data: string) => page.evaluate((text) => terminalPage.write(text), data);

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Commands of a test' }).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test('tells the units that were drawn, and its size', async ({ page }) => {
  expect(await write(page, 'Grüße 😀\r\n')).toBe('Grüße 😀\r\n'.length);
  await expect(page.getByText('Grüße 😀')).toBeVisible();
  const size = await page.evaluate(() => terminalPage.sizes.at(-1));
  expect(size?.cols).toBeGreaterThan(40);
  await page.locator('#root').evaluate((element) => {
    element.style.height = '200px';
  });
  await expect.poll(() => page.evaluate(() => terminalPage.sizes.at(-1)?.rows)).toBeLessThan(size?.rows ?? 0);
});

test('keeps what was drawn when the page speaks another language', async ({ page }) => {
  await write(page, 'drawn before\r\n');
  await page.evaluate(() => terminalPage.relabel('Befehle eines Tests'));
  await expect(page.getByRole('textbox', { name: 'Befehle eines Tests' })).toBeAttached();
  await expect(page.getByText('drawn before')).toBeVisible();
  await write(page, 'drawn after');
  await expect(page.getByText('drawn after')).toBeVisible();
});

test('output types nothing: no question of a terminal is answered, no clipboard is taken', async ({ page }) => {
  const questions = [
    '\u001b[c',
    '\u001b[>c',
    '\u001b[=c',
    '\u001b[5n',
    '\u001b[6n',
    '\u001b[?6n',
    '\u001b[?25$p',
    '\u001b[4$p',
    '\u001b[>q',
    '\u001b[14t',
    '\u001b[18t',
    '\u001b[21t',
    '\u001bP$qm\u001b\\',
    '\u001bP+q544e\u001b\\',
    '\u001b]10;?\u0007',
    '\u001b]11;?\u0007',
    '\u001b]12;?\u0007',
    '\u001b]4;1;?\u0007',
    '\u001b]52;c;?\u0007',
    `\u001b]52;c;${btoa('rm -rf ~')}\u0007`,
    '\u0005',
  ];
  for (const question of questions) await write(page, question);
  await write(page, 'done');
  expect(await typed(page)).toBe('');
});

test('one line is pasted at once, several ask first', async ({ page }) => {
  await paste(page, 'lpstat -t');
  expect(await typed(page)).toBe('lpstat -t');
  await paste(page, 'ls\nrm x\n');
  expect(await typed(page)).toBe('lpstat -t');
  const question = page.getByRole('alertdialog', { name: 'Paste 2 lines? Each line may run as a command.' });
  await expect(question.getByRole('button', { name: 'Do not paste' })).toBeFocused();
  // A part of a page, without the page around it.
  const except = ['page-has-heading-one', 'landmark-one-main', 'region'];
  expect(await barriers(page, { without: ['.xterm'], except })).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  expect(await typed(page)).toBe('lpstat -t');
  await paste(page, 'ls\nrm x\n');
  await page.getByRole('button', { name: 'Paste 2 lines' }).click();
  expect(await typed(page)).toBe('lpstat -tls\rrm x\r');
});

test('a paste is bracketed where the program asks for it, and cannot end the bracket itself', async ({ page }) => {
  await write(page, '\u001b[?2004h');
  await paste(page, 'echo a\u001b[201~; rm x');
  expect(await typed(page)).toBe('\u001b[200~echo a[201~; rm x\u001b[201~');
});

test('what was drawn can be searched', async ({ page }) => {
  await write(page, 'printer room2 is idle\r\n');
  await page.getByRole('textbox', { name: 'Commands of a test' }).focus();
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('textbox', { name: 'Find in this window' }).fill('absent');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Nothing found');
  await page.getByRole('textbox', { name: 'Find in this window' }).fill('room2');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'Commands of a test' })).toBeFocused();
});
