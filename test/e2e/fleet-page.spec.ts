import { readFileSync } from 'node:fs';
import { deviceSocket, type ScanAnswer } from '@alongside/protocol';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { editData } from '../fixtures/edit-data.ts';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable, withSoftware } from '../fixtures/reports.ts';
import type { DeviceClient, SignedIn, TestServer } from '../fixtures/server.ts';
import { settled } from '../fixtures/settled.ts';
import { shooter } from '../fixtures/shoot.ts';
import { freshServers, type WatchedPages } from '../fixtures/watched-pages.ts';
import { startWebhookReceiver } from '../fixtures/webhook-receiver.ts';

let server: TestServer;
let pages: WatchedPages;

freshServers((started, watched) => {
  server = started;
  pages = watched;
});

const open = (page: Page, path: string, who: SignedIn = server.admin) => pages.open(page, server, who, path);

const computer = async (name: string) => server.openDevice(await server.enrollDevice(name));
const send = (device: DeviceClient, report: ReturnType<typeof reportOf>) =>
  device.connection.call(deviceSocket.diagnosisSend, sendable(report));
const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
const names = (page: Page) => page.locator('tbody tr td:nth-child(2) a').allTextContents();
const shoot = shooter('fleet');

test('computers are found, sorted, marked and kept as a view', async ({ page }) => {
  const bad = await computer('LT-10');
  const slow = await computer('LT-9');
  await server.enrollDevice('FRONT-DESK');
  await send(bad, reportOf('report-of-bad-1', { findings: { ...FULL_DISK, ...LONG_UP } }));
  await send(slow, reportOf('report-of-slow-1', { findings: { ...LONG_UP, ...ENOUGH_MEMORY } }));
  await open(page, '/');
  await page.getByRole('link', { name: 'Fleet' }).click();
  // Off the link, whose name would hang over the page.
  await page.mouse.move(900, 20);
  await expect(row(page, 'LT-10')).toContainText('Fails: Free space and 1 more');
  await expect(row(page, 'LT-10')).toContainText('Connected');
  await expect(row(page, 'FRONT-DESK')).toContainText('No report yet');
  await expect.poll(() => names(page)).toEqual(['FRONT-DESK', 'LT-9', 'LT-10']);
  await page.getByRole('button', { name: 'Worst finding' }).press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Worst finding' })).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => names(page)).toEqual(['LT-10', 'LT-9', 'FRONT-DESK']);
  expect(await barriers(page)).toEqual([]);

  // Two get an owner, a new group, tags and a maintenance; by keyboard where that is another way.
  await page.getByRole('checkbox', { name: 'Choose LT-10' }).check();
  await page.getByRole('checkbox', { name: 'Choose LT-9' }).press('Space');
  await expect(page.getByText('2 computers chosen')).toBeVisible();
  const form = async (action: string, fill: () => Promise<void>) => {
    await page.getByRole('button', { name: action }).click();
    await fill();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  };
  await form('Owner…', () => page.getByRole('dialog').getByLabel('Owner').fill('Mara Brandt'));
  await form('Group…', () => page.getByLabel('Or a new group').fill('Accounting'));
  await form('Tags…', () => page.getByLabel('Add tags').fill('lab, second floor'));
  await form('Maintenance…', () => page.getByLabel('Maintenance until').fill('2099-01-02T10:00'));
  await expect(row(page, 'LT-9')).toContainText('Mara Brandt');
  await expect(row(page, 'LT-9')).toContainText('Accounting');
  await expect(row(page, 'LT-10')).toContainText('second floor');
  await expect(row(page, 'LT-10')).toContainText('Maintenance until');
  await shoot(page, 'devices');
  await form('Tags…', () => page.getByRole('dialog').getByLabel('second floor').check());
  await expect(row(page, 'LT-10')).not.toContainText('second floor');

  // The filter is the address; a view is the filter with a name.
  const filter = page.getByRole('search', { name: 'Filter the computers' });
  await filter.getByLabel('Group').selectOption('Accounting');
  await filter.getByLabel('Worst finding').selectOption('Fails');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/worst=fail/u);
  await page.getByRole('button', { name: 'Save this view…' }).click();
  await page.getByLabel('Name of the view').fill('Accounting fails');
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page.getByRole('button', { name: 'Accounting fails', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(page.getByRole('row')).toHaveCount(4);
  await filter.getByLabel('Find', { exact: true }).pressSequentially('mara lab');
  await expect(page.getByRole('row')).toHaveCount(3);
  await filter.getByLabel('Find', { exact: true }).pressSequentially(' nobody');
  await expect(page.getByRole('heading', { name: 'No computer fits' })).toBeVisible();
  await page.getByRole('button', { name: 'Accounting fails', exact: true }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(filter.getByLabel('Find', { exact: true })).toHaveValue('');
  await page.getByRole('button', { name: 'Remove the view “Accounting fails”' }).click();
  await expect(page.getByRole('button', { name: 'Accounting fails', exact: true })).toHaveCount(0);

  // A finding leads to the computers that have it.
  await page.getByRole('tab', { name: 'Findings' }).click();
  await expect(page.getByRole('button', { name: /2 warn$/u })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'findings');
  await page.getByRole('button', { name: 'Free space 1 fails' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(filter.getByLabel('Finding', { exact: true })).toHaveValue('disk.space');
});

test('a report in which nothing could be checked is not told as good', async ({ page }) => {
  const blind = await computer('BLIND');
  const unread = { check: 'disk.space', reason: 'failed', privacy: 'P1', tookMs: 1 } as const;
  await send(blind, reportOf('report-of-blind-1', { unknowns: [unread] }));
  await open(page, '/fleet');
  await expect(row(page, 'BLIND')).toContainText('Nothing could be checked.');
  await row(page, 'BLIND').getByRole('link', { name: 'BLIND' }).click();
  await expect(page.getByRole('row').last()).toContainText('Nothing could be checked.');
});

test('a scan of many: waited for, asked, refused, done, tried again, cancelled; all while it is looked at', async ({ page }) => {
  const asks: string[] = [];
  const here = await computer('LT-1');
  const no = await computer('LT-2');
  await server.enrollDevice('LT-3');
  let scanId = '';
  for (const device of [here, no]) {
    device.connection.on(deviceSocket.scanAsk, (ask) => {
      scanId = ask.scanId;
      asks.push(`${device.deviceId} ${ask.profile}`);
    });
  }
  const answer = (device: DeviceClient, said: ScanAnswer) =>
    device.connection.call(deviceSocket.scanAnswer, { scanId, answer: said });
  await open(page, '/fleet');
  await page.getByRole('button', { name: 'Choose all 3' }).click();
  await page.getByRole('button', { name: 'Run a scan…' }).click();
  await page.getByRole('radio', { name: 'Full check' }).check();
  await expect(page.getByText('Each computer’s own consent decides.')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ask 3 computers' }).click();
  const run = page.getByRole('article');
  await expect(run).toContainText('Asked for by Ada Admin');
  await expect(row(page, 'LT-3')).toContainText('Waiting for the computer, until');
  await expect.poll(() => asks.toSorted()).toEqual([`${here.deviceId} full`, `${no.deviceId} full`].toSorted());
  await answer(here, { is: 'person' });
  await expect(row(page, 'LT-1')).toContainText('Its user is asked, until');
  await answer(here, { is: 'running' });
  await answer(no, { is: 'refused' });
  await expect(row(page, 'LT-2')).toContainText('Not allowed by its user');
  await expect(row(page, 'LT-1')).toContainText('Running');
  await expect(run).toContainText('1 of 3 computers are finished');
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'scans');
  await answer(here, { is: 'failed' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, 'LT-1')).toContainText('The computer was told');
  await send(here, reportOf('report-of-scan-1', { findings: { ...FULL_DISK } }));
  await answer(here, { is: 'done', reportId: 'report-of-scan-1' });
  await expect(row(page, 'LT-1').getByRole('link', { name: 'Report sent' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(row(page, 'LT-3')).toContainText('Cancelled');
  await expect(run).toContainText('3 of 3 computers are finished');
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
});

test('an alert comes, is muted, becomes a ticket, is dismissed', async ({ page }) => {
  const device = await computer('LT-4471');
  await open(page, '/fleet/alerts');
  await expect(page.getByRole('heading', { name: 'No open alerts' })).toBeVisible();
  await send(device, reportOf('report-of-alert', { findings: { ...FULL_DISK, ...LONG_UP } }));
  const alert = page.getByRole('article', { name: 'Free space on LT-4471' });
  await expect(alert).toContainText('Fails: Free space');
  await alert.getByRole('button', { name: 'Mute' }).click();
  await page.getByRole('menuitem', { name: 'For 7 days' }).click();
  await expect(alert).toContainText('muted until');
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'alerts');
  await alert.getByRole('button', { name: 'Tell again' }).click();
  await expect(alert).not.toContainText('muted until');
  await alert.getByRole('button', { name: 'Make a ticket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Free space: Needs attention');
  // Nobody at the computer asked for anything: no join is offered, here and in the queue.
  await expect(page.getByText('Nobody asked for help on this computer. Ask for a scan, or call.')).toBeVisible();
  await expect(page.getByRole('button', { name: /claim/iu })).toHaveCount(0);
  await page.getByRole('link', { name: 'Ask for a scan' }).click();
  await expect(row(page, 'LT-4471')).toBeVisible();
  await page.goBack();
  await page.getByLabel('What helped').fill('Emptied the bin');
  await page.getByRole('button', { name: 'Solved: close the ticket' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await page.goBack();
  await expect(alert.getByRole('link', { name: /^Ticket #\d+, closed$/u })).toBeVisible();
  // One more alert of this computer is open; the others are counted where one is not at the fleet.
  await expect(page.getByRole('link', { name: 'Fleet: 2 open alerts' })).toBeVisible();
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Fleet: 1 open alert' })).toBeVisible();
  await page.getByLabel('Tickets that alerts open by themselves').selectOption('One for each alert that fails');
  await expect(page.getByText('The rule is saved.')).toBeVisible();
  await page.getByLabel('Show 1 that is closed, too').check();
  await expect(alert).toContainText('dismissed');
});

test('programs are found over the computers that share their list, with what has ended, and saved', async ({ page }) => {
  await computer('FRONT-DESK');
  const programs = [['unzip', '6.0-28'] as const, ['nodejs', '18.20.4'] as const];
  await send(await computer('LT-1'), withSoftware('report-of-list-1', programs));
  await send(await computer('LT-2'), withSoftware('report-of-list-2', [...programs, ['=evil', '1']]));
  await open(page, '/fleet/software');
  await expect(page.getByText('2 of 3 computers share their list of programs.')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: '2 computers with nodejs' }).press('Enter');
  const having = page.getByRole('list', { name: 'Computers with nodejs' });
  await expect(having.getByRole('listitem')).toHaveText([/^LT-118\.20\.4by a report of/u, /^LT-218\.20\.4by a report of/u]);
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'software');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const saved = await saving;
  const table = readFileSync(await saved.path(), 'utf8');
  expect(table.split('\r\n').toSorted()).toEqual(
    [
      '',
      "'=evil,1,1,",
      '\uFEFFProgram,Version,Computers,End of life',
      'nodejs,18.20.4,2,2025-04-30',
      'unzip,6.0-28,2,',
    ].toSorted(),
  );
  await page.getByLabel('Only what has reached its end of life').check();
  await expect(page.getByRole('row').nth(1)).toContainText('18.20.4 since');
  await expect(page).toHaveURL(/ended=true/u);
  await page.getByLabel('Find a program').fill('unzip');
  await expect(page.getByRole('heading', { name: 'Nothing has reached its end of life' })).toBeVisible();
});

test('a schedule is made, changed, paused and removed; a webhook tells its secret once and what it sent', async ({ page }) => {
  await computer('LT-1');
  const receiver = await startWebhookReceiver();
  await open(page, '/fleet/schedules?system=linux');
  await page.getByRole('button', { name: 'Make a schedule…' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Linux on Mondays');
  await form.getByLabel('How often').selectOption('Once a week');
  await form.getByLabel('At (UTC)').fill('06:15');
  await form.getByLabel('Which computers').selectOption('System: Linux');
  await expect(form.getByText('System: Linux (1 now)')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await form.getByRole('button', { name: 'Make the schedule' }).click();
  const schedule = page.getByRole('article', { name: 'Linux on Mondays' });
  await expect(schedule).toContainText(/Each Monday at 0?6:15(?: AM)? · Quick check/u);
  await expect(schedule.getByText(/^Next: .+ · .+ · .+$/u)).toBeVisible();
  await schedule.getByRole('button', { name: 'Change “Linux on Mondays”' }).click();
  await form.getByLabel('How often').selectOption('By a pattern of your own');
  await form.getByLabel('Pattern').fill('* * * * *');
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
  await form.getByLabel('Pattern').fill('0 */6 * * *');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(schedule).toContainText('By the pattern 0 */6 * * *');
  await schedule.getByRole('button', { name: 'Pause “Linux on Mondays”' }).click();
  await expect(schedule).toContainText('Paused: nothing is asked');
  await schedule.getByRole('button', { name: 'Remove “Linux on Mondays”' }).press('Enter');
  await page.getByRole('button', { name: 'Remove it' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'No schedules yet' })).toBeVisible();

  await page.getByRole('tab', { name: 'Webhooks' }).click();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByLabel('Secret')).toHaveValue(/^[\w-]{43}$/u);
  const hook = page.getByRole('article', { name: receiver.url });
  receiver.answer = { status: 503 };
  await hook.getByRole('button', { name: 'Send a test' }).click();
  await receiver.received.next();
  await expect(hook).toContainText('Waits, after 1 try');
  receiver.answer = { status: 204 };
  await hook.getByRole('button', { name: 'Send a test' }).click();
  await expect(hook).toContainText('answered 204');
  expect(await barriers(page)).toEqual([]);
  // The first one may have got through meanwhile, too.
  await hook
    .getByRole('button', { name: /^Send again: Test/u })
    .first()
    .click();
  await receiver.received.next();
  await page.reload();
  await expect(hook).toContainText('Received, at try 1');
  await expect(page.getByLabel('Secret')).toHaveCount(0);
  await hook.getByRole('button', { name: 'Pause' }).click();
  await expect(hook.getByRole('button', { name: 'Send a test' })).toBeDisabled();
  await receiver.close();
});

test('a technician reads the fleet and changes nothing', async ({ page }) => {
  await send(await computer('LT-4471'), reportOf('report-of-alert', { findings: { ...FULL_DISK } }));
  await open(page, '/fleet', server.technician);
  await expect(row(page, 'LT-4471')).toContainText('Fails: Free space');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  // The address gets its first part while one types, and nothing of what is typed is lost.
  await page.getByLabel('Find', { exact: true }).pressSequentially('lt-4471');
  await expect(page).toHaveURL(/text=lt-4471/u);
  await expect(page.getByLabel('Find', { exact: true })).toHaveValue('lt-4471');
  await page.getByRole('tab', { name: 'Alerts' }).click();
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByRole('article').getByRole('button')).toHaveCount(0);
});

test('a fleet that cannot be read says so, and is read at a second try', async ({ page }) => {
  await server.enrollDevice('LT-4471');
  await page.route('**/api/fleet', (route) => route.fulfill({ status: 403, body: '{}' }));
  await open(page, '/records');
  // Once the desk is there: its arrival is a second try, too.
  await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
  await page.getByRole('link', { name: 'Fleet' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/api/fleet');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, 'LT-4471')).toBeVisible();
});

test('a page of computers that cannot be read says so, and is read at a second try', async ({ page }) => {
  await server.enrollDevice('LT-4471');
  await open(page, '/fleet');
  await expect(row(page, 'LT-4471')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
  await page.route('**/api/fleet/find', (route) => route.fulfill({ status: 403, body: '{}' }));
  await page.getByLabel('Find', { exact: true }).fill('lt');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/api/fleet/find');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, 'LT-4471')).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('five thousand computers: a hundred are drawn, each is found, all are chosen, nothing sticks out at 640', async ({
  page,
}) => {
  const first = await computer('WS-0');
  const findings = { ...FULL_DISK, ...LONG_UP };
  await send(first, reportOf('report-of-first', { findings }));
  const more = `
    WITH RECURSIVE more(nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM more WHERE nth < 4999)
    INSERT INTO devices (id, organisation_id, public_key, name, system, enrolled_at)
    SELECT id || nth, organisation_id, public_key || nth, 'WS-' || nth, system, enrolled_at FROM devices JOIN more WHERE id = ?`;
  editData(server.dataDir, more, first.deviceId);
  await open(page, '/records');
  await expect(page.getByRole('link', { name: 'Fleet' })).toBeVisible();
  await page.evaluate(() => {
    const link = document.querySelector<HTMLElement>('a[href="/fleet/devices"]');
    const seen = () => {
      if (document.querySelectorAll('tbody tr').length < 100) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.measure('fleet', 'fleet-clicked'));
    };
    const observer = new MutationObserver(seen);
    observer.observe(document.body, { childList: true, subtree: true });
    performance.mark('fleet-clicked');
    link?.click();
  });
  await expect(page.getByRole('row')).toHaveCount(101);
  const [tookMs] = await page.evaluate(() => performance.getEntriesByName('fleet').map(({ duration }) => Math.round(duration)));
  test.info().annotations.push({ type: 'render', description: `${tookMs} ms from the click to 5,000 computers` });
  if (process.env.ALONGSIDE_SHOTS !== undefined) console.log(`5,000 computers: ${tookMs} ms from the click`);
  await expect(page.getByText('1 to 100 of 5,000')).toBeVisible();
  await expect(page.getByText('5,000 of 5,000 computers')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(page.getByText('101 to 200 of 5,000')).toBeVisible();
  await expect(page.getByRole('link', { name: 'WS-100', exact: true })).toBeVisible();
  // One of the second page; those of the first that are chosen beside it stay so.
  await page.getByRole('checkbox', { name: 'Choose WS-100', exact: true }).press('Space');
  await page.getByRole('button', { name: 'Previous' }).press('Enter');
  await page.getByRole('checkbox', { name: 'Choose WS-7', exact: true }).press('Space');
  await expect(page.getByText('2 computers chosen')).toBeVisible();
  await page.getByRole('button', { name: 'Computer', exact: true }).press('Enter');
  await expect(page.getByRole('link', { name: 'WS-4999', exact: true })).toBeVisible();
  await expect(page.getByText('2 computers chosen')).toBeVisible();
  await page.getByLabel('Find', { exact: true }).fill('ws-4998');
  await expect(page.getByRole('row')).toHaveCount(2);
  // Another filter has nobody chosen.
  await expect(page.getByText('1 of 5,000 computers')).toBeVisible();
  await page.getByLabel('Find', { exact: true }).fill('');
  await expect(page.getByRole('row')).toHaveCount(101);
  await page.getByRole('button', { name: 'Choose all 5,000' }).press('Enter');
  await expect(page.getByText('5,000 computers chosen')).toBeVisible();
  await shoot(page, 'thousands');
  await page.getByRole('button', { name: 'Owner…' }).click();
  await expect(page.getByRole('dialog', { name: 'Owner of 5,000 computers' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run a scan…' }).click();
  await page.getByRole('button', { name: 'Ask 5,000 computers' }).press('Enter');
  await expect(page.getByRole('article')).toContainText('0 of 5,000 computers are finished');
  await expect(page.getByText('1 to 100 of 5,000')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(row(page, 'WS-1089')).toBeVisible();
  await shoot(page, 'thousands-scan');
  await open(page, '/settings/devices');
  await expect(page.getByText('1 to 100 of 5,000')).toBeVisible();
  await shoot(page, 'thousands-enrolled');
  await open(page, '/fleet');
  await page.setViewportSize({ width: 640, height: 720 });
  const sideways = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('html, main > div')].some((each) => each.scrollWidth > each.clientWidth + 1),
    );
  for (const section of await page.getByRole('tab').allTextContents()) {
    await page.getByRole('tab', { name: section }).click();
    await settled(page);
    expect.soft(await sideways(), section).toBe(false);
    await shoot(page, `narrow-${section}`);
  }
});
