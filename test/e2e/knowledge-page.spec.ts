import { consoleSocket, http } from '@alongside/protocol';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { builtConsole } from '../fixtures/built-console.ts';
import { startTestServer, type TestServer } from '../fixtures/server.ts';
import { settled } from '../fixtures/settled.ts';
import { WatchedPages } from '../fixtures/watched-pages.ts';

let server: TestServer;
const pages = new WatchedPages();

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startTestServer({ consoleRoot: await builtConsole() });
});
test.afterAll(() => server.close());

const shoot = async (page: Page, name: string) => {
  // Words of what the pointer rests on stand outside of every landmark.
  await page.mouse.move(640, 4);
  const shots = process.env.ALONGSIDE_SHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    expect(await barriers(page)).toEqual([]);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/knowledge-${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
};

test('an article is found, written, compared with what it was, and kept from two who write at once', async ({ page }) => {
  await pages.open(page, server, server.admin);
  await page.getByRole('link', { name: 'Knowledge' }).click();
  await expect(page.getByRole('link', { name: 'The printer does not print' })).toBeVisible();
  await shoot(page, 'list');
  await page.getByLabel('Find in all articles').fill('pritner offline');
  const results = page.getByRole('list', { name: 'What was found' });
  await expect(results.getByRole('listitem').first()).toContainText('The printer does not print');
  await expect(results.locator('mark').first()).toHaveText('printer');
  await shoot(page, 'found');
  await results.getByRole('link', { name: 'The printer does not print' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The printer does not print');
  await shoot(page, 'article');

  await page.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByLabel('Text', { exact: true });
  const before = await text.inputValue();
  await text.fill(before.replace('Nothing comes out.', 'Nothing comes out, or only half. See [[nowhere]].'));
  await expect(page.getByText('There is no article “nowhere” to link.')).toBeVisible();
  await page.reload();
  await expect(text).toHaveValue(/or only half/u);
  await text.fill(before.replace('Nothing comes out.', 'Nothing comes out, or only half.'));
  await shoot(page, 'edit');
  const { result: shipped } = await server.call(http.article, { as: server.admin, params: { article: 'printer' } });
  const { id: _i, version: _v, changedAt: _a, changedBy: _b, ...other } = shipped;
  await server.call(http.articleSave, {
    as: server.admin,
    params: { article: 'printer' },
    body: { base: 0, text: other, note: 'other' },
  });
  await text.press('Control+s');
  await expect(page.getByText('Ada Admin changed this article meanwhile')).toBeVisible();
  await shoot(page, 'behind');
  await page.getByRole('button', { name: 'Go on with mine, over the new version' }).click();
  await text.press('Control+s');
  await expect(page.getByRole('listitem').filter({ hasText: 'or only half' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
  await page.getByRole('button', { name: 'Versions' }).click();
  await expect(page.locator('[data-kind="added"]').filter({ hasText: 'only half' })).toBeVisible();
  await shoot(page, 'versions');

  // A new one by a name that is taken says so, where another is chosen.
  await page.goto(`${server.address}/knowledge?act=edit`);
  await page.getByLabel('Title').fill('Printer');
  await page.getByLabel('How it was checked').fill('Read once.');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByText('Another article has this name.')).toBeVisible();
  await expect(page.getByLabel('Name in addresses')).toBeFocused();
  // One press throws no article away.
  const drop = page.getByRole('button', { name: 'Drop what I wrote' });
  await drop.click();
  await page.getByRole('button', { name: 'Go on writing' }).click();
  await expect(page.getByLabel('Title')).toHaveValue('Printer');
  await drop.click();
  await page.getByRole('button', { name: 'Drop it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Knowledge' })).toBeVisible();

  const device = await server.openDevice(await server.enrollDevice());
  const { ticketId } = await device.ask('The label printer prints nothing', { articles: ['printer'] });
  const desk = await server.openConsole(server.technician);
  await desk.connection.call(consoleSocket.ticketClaim, { ticketId });
  await desk.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Put the roll in the other way round.' });
  await page.goto(`${server.address}/tickets/${ticketId}`);
  const beside = page.getByRole('region', { name: 'Articles' });
  await expect(beside.getByRole('listitem').first()).toHaveText('The printer does not print');
  await expect(beside.getByText('Articles that may help')).toBeVisible();
  await shoot(page, 'ticket');
  await beside.getByRole('button', { name: 'Learn from this ticket' }).click();
  await expect(page.getByLabel('Title')).toHaveValue('The label printer prints nothing');
  await expect(page.getByText('Write something under “When to stop and ask”.')).toBeVisible();
  await shoot(page, 'learnt');
  expect(pages.problems).toEqual([]);
});

test('a playbook and the questions are written: marked where they do not fit, published, in use', async ({ page }) => {
  await pages.open(page, server, server.admin);
  await page.goto(`${server.address}/settings/playbooks`);
  const change = () => page.getByRole('button', { name: 'Change “The printer does not print”' }).click();
  await change();
  const steps = page.getByRole('region', { name: 'Steps' });
  const first = steps.getByRole('button', { name: '1. Ask which printer it is' });
  await first.click();
  await page.getByLabel('Title').fill('The till does not print');
  await steps.getByRole('textbox', { name: 'What is done' }).fill('');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('alert')).toContainText('One thing does not fit yet');
  await expect(steps.getByRole('textbox', { name: 'What is done' })).toBeFocused();
  await shoot(page, 'playbook-flaw');
  // What was typed is there again after a reload, with what is missing.
  await page.reload();
  await change();
  await expect(page.getByLabel('Title')).toHaveValue('The till does not print');
  await steps.getByRole('button', { name: '1.', exact: true }).click();
  await steps.getByRole('textbox', { name: 'What is done' }).fill('Ask which till it is.');
  await steps.getByRole('textbox', { name: 'Words for the user (Deutsch)' }).fill('Welche Kasse ist es?');
  await page.getByRole('button', { name: 'Publish' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'The till does not print' });
  await expect(row).toContainText('yours is in use');

  await page.getByRole('tab', { name: 'Questions' }).click();
  await page.getByRole('button', { name: 'Add a question' }).click();
  await page
    .getByRole('group', { name: /^Question \d+$/u })
    .last()
    .getByLabel('Question')
    .fill('Which branch?');
  await shoot(page, 'questions');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('button', { name: '2 versions' })).toBeVisible();
  // Nothing is left of the draft: what is shown is what was published.
  await expect(page.getByText('wrote another version meanwhile')).toBeHidden();
  const { result } = await server.call(http.questions, { as: server.admin });
  expect(result.questions.at(-1)).toEqual({ id: 'which-branch', kind: 'text', ask: 'Which branch?' });
  expect(result.questions[0]).toMatchObject({ id: 'since', kind: 'choice' });
});
