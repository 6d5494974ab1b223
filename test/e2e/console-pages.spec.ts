import { http } from '@alongside/protocol';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { sameAsUnchosen } from '../fixtures/contrasting-colours.ts';
import { browserCookies, type DeviceClient, fragmentOf, type TestServer } from '../fixtures/server.ts';
import { settled } from '../fixtures/settled.ts';
import { freshServers, goWithin, type WatchedPages } from '../fixtures/watched-pages.ts';

const PROBLEM = 'The printer in room 2 says it is offline.\nIt worked yesterday.';

let server: TestServer;
let device: DeviceClient;
let pages: WatchedPages;

// Every page is drawn here once: what React itself complains of is heard here.
freshServers(async (started, watched) => {
  server = started;
  pages = watched;
  device = await server.openDevice(await server.enrollDevice());
}, 'react');

const SMALL = { width: 1280, height: 720 };
const WIDE = { width: 1920, height: 1080 };

test.describe('for whoever reads German', () => {
  test.use({ locale: 'de-DE' });

  test('the desk, a request by its link and the page of a guest come in German', async ({ page }) => {
    const { number, ticketId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    const call = { as: server.technician, params: { id: ticketId }, body: {} };
    const { url } = (await server.call(http.followCreate, call)).result;
    pages.watch(page);
    await page.goto(server.address);
    await expect(page.getByRole('button', { name: 'Anmelden' })).toBeVisible();
    await page.goto(`${server.address}/guest/#${fragmentOf(url)}`);
    await expect(page.getByRole('heading', { name: 'Auf dieser Seite Hilfe bekommen' })).toBeVisible();
    // By an address without https no browser can do it, and which browser it is does not matter.
    const plain = await page.context().newPage();
    await plain.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
    await pages.watch(plain).goto(`${server.address}/guest/#${fragmentOf(url)}`);
    await expect(plain.getByText('Diese Adresse beginnt mit http.')).toBeVisible();
    await expect(plain.getByText('Fragen Sie Ihre Organisation nach der Adresse, die mit https beginnt')).toBeVisible();
    await plain.close();
    await page.goto(url);
    await expect(page.getByRole('heading', { name: `Ihre Anfrage #${number}` })).toBeVisible();
    await expect(page).toHaveTitle(`Ihre Anfrage #${number} · Alongside`);
    // An answer that comes meanwhile is heard.
    await expect(page.getByRole('list').filter({ hasText: PROBLEM })).toHaveAttribute('aria-live', 'polite');

    // What cannot be read anew says since when it stands there, by itself, and that it is tried again.
    await page.route('**/api/follow/**', (route) => route.abort());
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    const stale = page.getByRole('status').filter({ hasText: 'Der Server ist nicht zu erreichen.' });
    await expect(stale).toContainText('So stand Ihre Anfrage am');
    await page.unroute('**/api/follow/**');
    await stale.getByRole('button', { name: 'Jetzt versuchen' }).click();
    await expect(stale).toBeHidden();

    // Another link ends this one, and who has it is told so: no word of a password, which they never had.
    await server.call(http.followCreate, { ...call, body: { renew: true } });
    const words = page.getByLabel('Schreiben Sie uns');
    await words.fill('Noch eine Frage');
    await page.getByRole('button', { name: 'Senden' }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('Dieser Link öffnet keine Anfrage mehr.');
    await expect(alert).toContainText('Ihr Text bleibt hier erhalten.');
    await expect(words).toHaveValue('Noch eine Frage');
    await page.reload();
    await expect(alert).toContainText('Bitten Sie Ihre Organisation um einen neuen Link');
    await page.goto('about:blank');
    await page.goto(url.slice(0, -8));
    await expect(alert).toContainText('Dieser Link öffnet keine Anfrage mehr.');
  });
});

for (const language of ['en', 'en-x-pseudo']) {
  test(`every page in ${language}: no barrier, nothing cut, light and dark, at two sizes`, async ({ page }) => {
    test.setTimeout(120_000);
    const { number, ticketId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    const second = await server.openDevice(await server.enrollDevice('WS-ACCOUNTING-0017'));
    await second.ask('I cannot open the invoice that came by e-mail this morning', {
      name: 'Bartholomäus Freiherr von Hohenstein',
    });
    const shots = process.env.ALONGSIDE_SHOTS;
    const shoot = async (name: string) => {
      if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-${language}.png` });
    };
    const look = async (name: string) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await settled(page);
      await shoot(`${name}-light-1280`);
      // Other words change no roles, other colours and sizes only colours and sizes.
      if (language === 'en') expect.soft(await barriers(page), name).toEqual([]);
      expect.soft(await overflows(page), name).toEqual([]);
      if (language === 'en') expect.soft(await sameAsUnchosen(page), `${name}, contrasting colours`).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(WIDE);
      await settled(page);
      await shoot(`${name}-dark-1920`);
      if (language === 'en') expect.soft(await barriers(page, { only: 'color-contrast' }), `${name}, dark`).toEqual([]);
      expect.soft(await overflows(page), `${name}, wide`).toEqual([]);
      await page.setViewportSize(SMALL);
    };
    await page.setViewportSize(SMALL);
    const query = `?lang=${language}`;
    await pages.watch(page).goto(server.address + query);
    await expect(page.locator('form')).toBeVisible();
    await look('sign-in');
    await page.goto(`${server.address}/${query}#setup=${'x'.repeat(43)}`);
    await look('setup');
    await page.context().addCookies(browserCookies(server.admin, server));
    await page.goto(server.address + query);
    await expect(page.locator(`[data-ticket="${ticketId}"]`)).toBeVisible();
    await look('home');
    for (const section of ['own', 'organisation', 'people', 'devices', 'trust']) {
      await goWithin(page, `/settings/${section}${query}`);
      await expect(page.locator(`[role=tabpanel][id$="-panel-${section}"]`)).toBeVisible();
      await look(`settings-${section}`);
    }
    for (const section of ['devices', 'findings', 'scans', 'alerts']) {
      await goWithin(page, `/fleet/${section}${query}`);
      await expect(page.locator(`[role=tabpanel][id$="-panel-${section}"]`)).toBeVisible();
      await look(`fleet-${section}`);
    }
    await page.goto(`${server.address}/tickets/${ticketId}${query}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(String(number));
    await look('preview');
    // What is done about it stands beside what was said; claiming it is first.
    await page.getByRole('complementary').getByRole('button').first().click();
    await expect(page.getByRole('tablist')).toBeVisible();
    await look('session-offered');
    for (const index of [1, 2, 3]) {
      await page.getByRole('tab').nth(index).click();
      await look(`session-tab-${index}`);
    }
    await page.locator('header').getByRole('button').last().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('end');
  });
}

test('a small window has all of it in one column that scrolls, and German is not cut at the usual size', async ({ page }) => {
  test.setTimeout(120_000);
  const { number, ticketId } = await device.ask(PROBLEM, { name: 'Friederike Brandt' });
  const shots = process.env.ALONGSIDE_SHOTS;
  const shoot = async (name: string) => {
    await settled(page);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/small-${name}.png`, fullPage: true });
  };
  await page.setViewportSize(SMALL);
  await pages.open(page, server, server.admin, '/?lang=de');
  const row = page.getByRole('listitem').filter({ hasText: `#${number}` });
  const name = row.getByText('Friederike Brandt');
  await expect(name).toBeVisible();
  await shoot('queue-de-1280');
  expect(await name.evaluate((each) => each.clientWidth / each.scrollWidth)).toBeGreaterThan(0.8);
  await page.goto(`${server.address}/settings/audit?lang=de`);
  const save = page.getByRole('button', { name: 'Als Datei speichern' });
  await expect(save).toBeVisible();
  const isCut = (button: Element) => [...button.querySelectorAll('*')].some((each) => each.scrollWidth > each.clientWidth + 1);
  expect(await save.evaluate(isCut)).toBe(false);
  const section = page.getByRole('tab', { name: 'Personen' });
  expect(await section.getByText('Personen').evaluate((each) => getComputedStyle(each).textAlign)).toBe('start');
  await shoot('audit-de-1280');
  for (const [width, height] of [
    [640, 360],
    [360, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const path of ['/', `/tickets/${ticketId}`, '/settings/organisation', '/desk/all']) {
      await page.goto(`${server.address}${path}?lang=de`);
      const main = page.locator('main');
      await expect(main.getByRole('heading').first()).toBeAttached();
      await expect(name).toBeVisible();
      await shoot(`${width}${path.replaceAll('/', '-').replace(ticketId, 'one')}`);
      const list = await page.locator('nav section').first().boundingBox();
      expect(list?.height, path).toBeGreaterThan(60);
      expect((await main.boundingBox())?.width, path).toBe(width);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(width);
      await main.getByRole('heading').last().scrollIntoViewIfNeeded();
      await expect(main.getByRole('heading').last(), path).toBeInViewport();
    }
  }
  const main = page.locator('main');
  await page.setViewportSize({ width: 320, height: 640 });
  for (const section of ['own', 'people', 'notices']) {
    await page.goto(`${server.address}/settings/${section}?lang=de`);
    await expect(main.getByRole('table').first()).toBeVisible();
    await shoot(`320-${section}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), section).toBe(320);
    const roles = await main.getByRole('combobox').evaluateAll((all) => all.map((each) => each.clientWidth));
    expect(Math.min(...roles, 100), section).toBe(100);
  }
  // What is chosen in the queue stands below it: one is taken there, and whoever is there already stays.
  await page.goto(`${server.address}/?lang=de`);
  await name.click();
  await expect(main).toBeFocused();
  await expect(main.getByRole('heading', { level: 1 })).toBeInViewport();
  await page.goto(`${server.address}/settings/own?lang=de`);
  await expect(main).toBeFocused();
  const tab = page.getByRole('tab', { name: 'Sicherheit' });
  await tab.click();
  await expect(page).toHaveURL(/security/u);
  await expect(tab).toBeFocused();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`${server.address}/tickets/${ticketId}?lang=de`);
  await page.getByRole('complementary').getByRole('button').first().click();
  await expect(page.getByRole('tablist')).toBeVisible();
  await shoot('360-session');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

/** Elements whose words stick out sideways, but for those that are made to scroll or to end in dots. */
function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page scrolls sideways');
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, h1, h2, h3, p, label, li, [role="status"], [role="tab"]',
    )) {
      const style = getComputedStyle(element);
      if (style.textOverflow === 'ellipsis' || element.querySelector('[style*="ellipsis"], [data-truncate]') !== null) continue;
      if (element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) found.push(element.outerHTML.slice(0, 160));
    }
    return found;
  });
}
