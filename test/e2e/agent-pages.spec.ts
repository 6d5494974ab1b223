import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { builtPage, type Files } from '../fixtures/agent-pages/built-pages.ts';
import { FakeCore } from '../fixtures/agent-pages/fake-core.ts';
import { VIEWS } from '../fixtures/agent-pages/fake-views.ts';

let shell: Files;
let core: FakeCore;
/** What the page complained of: errors thrown (a missing text is one) and breaches of the security policy. */
const problems: string[] = [];

test.beforeAll(async () => {
  shell = await builtPage('shell');
});

test.beforeEach(async ({ page }) => {
  const [view] = Object.values(VIEWS);
  if (view === undefined) throw new Error('there are no views');
  core = await FakeCore.open({ shell, view });
  problems.length = 0;
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});

test.afterEach(async () => {
  await core.close();
  expect(problems).toEqual([]);
});

async function open(page: Page, view: string, language?: string): Promise<void> {
  const shown = VIEWS[view];
  if (shown === undefined) throw new Error(`there is no view ${view}`);
  core.view = shown;
  await page.goto(core.address(language));
  await expect(page.getByRole('main')).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`every phase, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 960, height: 700 } });
    for (const view of Object.keys(VIEWS)) {
      test(`${view} has no barrier that axe finds`, async ({ page }) => {
        await open(page, view);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const shots = process.env.ALONGSIDE_SHOTS;
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${view}-${colorScheme}.png` });
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      });
    }
  });
}
