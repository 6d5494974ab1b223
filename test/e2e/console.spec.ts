import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import {
  DAY_MS,
  hashOfOrganisation,
  issueAdminCertificate,
  readAdminRequest,
  signPolicy,
  wordsOfOrganisation,
} from '@alongside/identity';
import { consoleSocket, deviceSocket, http, NO_RULES } from '@alongside/protocol';
import { createServer } from '@alongside/server';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { builtConsole } from '../fixtures/built-console.ts';
import { ledgerSides, signBoth, startFields } from '../fixtures/ledger-story.ts';
import { ADMIN, type DeviceClient, ORGANISATION_NAME, type SignedIn, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { freshServers, type WatchedPages } from '../fixtures/watched-pages.ts';

const PROBLEM = 'The printer in room 2 says it is offline.\nIt worked yesterday.';

let server: TestServer;
let device: DeviceClient;
let pages: WatchedPages;

freshServers(async (started, watched) => {
  server = started;
  pages = watched;
  device = await server.openDevice(await server.enrollDevice());
});

/** A console of `who`, available and looking at the queue. */
async function desk(page: Page, who: SignedIn = server.technician, path = '/'): Promise<Page> {
  await pages.open(page, server, who, path);
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();
  return page;
}

async function secondPage(browser: Browser, who: SignedIn): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext();
  const page = await desk(await context.newPage(), who);
  return { page, close: () => context.close() };
}

const row = (page: Page, number: number) => page.getByRole('listitem').filter({ hasText: `#${number}` });

test('a record from a file is checked in the page: good, altered, and what is none; nothing is sent', async ({ page }) => {
  const sides = await ledgerSides();
  await sides.ledger.append('session/start', startFields(sides), { request: '<img src=x onerror="document.title=1">' });
  await sides.ledger.append('session/end', { reason: 'finished' });
  await signBoth(sides);
  const record = await sides.ledger.export();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await desk(page, server.technician, '/records');
  const drop = async (text: string) => {
    const data = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], 'record.json', { type: 'application/json' }));
      return transfer;
    }, text);
    await page.getByRole('region', { name: 'A record from a file' }).dispatchEvent('drop', { dataTransfer: data });
  };
  await drop(record);
  await expect(page.getByText('This record is good: 2 entries')).toBeVisible();
  await expect(page.getByText('<img src=x onerror="document.title=1">')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close this record' }).click();
  await drop(record.replace('finished', 'expired'));
  await expect(page.getByRole('alert')).toContainText('This record cannot be trusted.');
  await page.getByRole('button', { name: 'Close this record' }).click();
  await drop('hello');
  await expect(page.getByRole('alert')).toContainText('The file is not a record of Alongside');
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter((text) => /onerror|session-0001|alongside-ledger/u.test(text))).toEqual([]);
});

test.describe('the way in', () => {
  test('the first admin is made once, and the token leaves the address', async ({ page }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'alongside-first-'));
    const fresh = await createServer({ dataDir, port: 0, consoleRoot: await builtConsole(), logLevel: 'silent' });
    try {
      const url = fresh.firstAdminUrl() ?? '';
      await pages.watch(page).goto(url);
      await expect(page).toHaveURL(`${fresh.address}/`);
      await page.getByLabel('Name of your organisation').fill('Harbour Help');
      await page.getByLabel('Your name').fill('Ada Admin');
      // What only the browser takes for an address is told before the button is pressed.
      await page.getByLabel('E-mail').fill('ada@desk');
      await page.getByLabel('New password').fill('short');
      await expect(page.getByText('This is no e-mail address.')).toBeVisible();
      await page.getByLabel('E-mail').fill('ada@test.example');
      await expect(page.getByText('This is no e-mail address.')).toBeHidden();
      await expect(page.getByText('7 more characters')).toBeVisible();
      await page.getByLabel('New password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Make the account and sign in' }).click();
      await expect(page.getByText('Harbour Help')).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Nobody is waiting.' }).first()).toBeVisible();

      // A used address says so, whoever opens it.
      await page.context().clearCookies();
      await page.goto('about:blank');
      await page.goto(url);
      await page.getByLabel('Name of your organisation').fill('Another');
      await page.getByLabel('Your name').fill('Eve');
      await page.getByLabel('E-mail').fill('eve@test.example');
      await page.getByLabel('New password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Make the account and sign in' }).click();
      await expect(page.getByRole('heading', { name: 'This address was used' })).toBeVisible();
      await page.getByRole('button', { name: 'To the sign-in page' }).click();
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    } finally {
      await fresh.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  test('a wrong password changes nothing; the right one opens the desk; signing out closes it', async ({ page }) => {
    await pages.watch(page).goto(server.address);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel(/^Password/u).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('E-mail or password is not right.');
    await expect(page.getByRole('alert')).toContainText('auth.refused');
    await page.getByLabel(/^Password/u).fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await expect(page.getByText(ORGANISATION_NAME)).toBeVisible();
    await page.getByRole('button', { name: 'Available' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test('whoever is switched off gives their tickets away; of two admins at one form the second decides', async ({ page }) => {
    const leaves = await server.invite('Lea Leaves', 'lea@test.example', 'leaving by tomorrow');
    for (const text of ['one', 'two']) {
      const { ticketId: id } = await device.ask(text);
      const change = { type: 'assigned', ownerId: leaves.userId, groupId: null, note: '' } as const;
      await server.call(http.ticketWrite, { as: leaves, params: { id }, body: { seen: 0, change } });
    }
    const name = 'Printers';
    const group = { name, tier: 2, specialisation: '', acceptWithinMin: 30, memberIds: [] };
    const { id } = (await server.call(http.supportGroupCreate, { as: server.admin, body: group })).result;
    // Who decides on roles has proven who they are within ten minutes; the sign-ins of a run's people are as old as the run.
    await desk(page, await server.signIn(ADMIN.email, ADMIN.password), '/settings/people');
    const asked = page.getByRole('dialog', { name: 'Lea Leaves has open tickets' });
    // A role that does not help any more leaves them with nobody, too.
    const role = page.getByLabel('Role of Lea Leaves');
    await role.selectOption({ label: 'Auditor' });
    await expect(asked).toContainText('2 open tickets are with Lea Leaves, who does not help any more.');
    await asked.getByRole('button', { name: 'Change nothing' }).click();
    await expect(page.getByRole('link', { name: '2 open tickets of Lea Leaves' })).toBeVisible();
    await role.selectOption({ label: 'Technician' });
    await expect(page.getByRole('link', { name: '2 open tickets of Lea Leaves' })).toBeHidden();
    await page.getByRole('button', { name: 'Switch off the account of Lea Leaves' }).click();
    await expect(asked).toContainText('2 open tickets are with Lea Leaves.');
    await asked.getByLabel('Who goes on with them').selectOption({ label: 'Nobody yet: they stay with Lea Leaves' });
    await asked.getByRole('button', { name: 'Switch off' }).click();
    // What stayed is seen in the list, and goes on from there.
    await expect(page.getByRole('link', { name: '2 open tickets of Lea Leaves' })).toBeVisible();
    await page.getByRole('button', { name: 'Give the open tickets of Lea Leaves to others' }).click();
    await asked.getByRole('button', { name: 'Give them away' }).click();
    await expect(page.getByText('2 tickets went on.')).toBeVisible();
    await expect(page.getByRole('link', { name: '2 open tickets of Lea Leaves' })).toBeHidden();

    await page.getByRole('tab', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'Change Printers' }).click();
    await page.getByLabel('What they know best').fill('Paper');
    const other = { ...group, specialisation: 'Ink', version: 0 };
    await server.call(http.supportGroupWrite, { as: server.admin, params: { id }, body: other });
    await page.reload();
    await page.getByRole('button', { name: 'Save the group' }).click();
    const meanwhile = page.getByRole('alert').filter({ hasText: 'changed this meanwhile.' });
    await expect(meanwhile).toContainText('It is now: What they know best: Ink.');
    await expect(page.getByLabel('What they know best')).toHaveValue('Paper');
    await meanwhile.getByRole('button', { name: 'Save mine over it' }).click();
    await expect(page.getByText('Paper')).toBeVisible();

    const vendor = { name: 'Toner Ltd', contacts: 'Pia', contract: '', portal: '', answerWithinHours: 24 };
    const { id: vendorId } = (await server.call(http.vendorCreate, { as: server.admin, body: vendor })).result;
    await page.getByRole('tab', { name: 'Vendors' }).click();
    await page.getByRole('article', { name: 'Toner Ltd' }).getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('How to reach them').fill('Paul');
    const write = { as: server.admin, params: { id: vendorId }, body: { ...vendor, contacts: 'Per', version: 0 } };
    await server.call(http.vendorWrite, write);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(meanwhile).toContainText('It is now: How to reach them: Per.');
    await meanwhile.getByRole('button', { name: 'Save mine over it' }).click();
    await expect(page.getByText('Paul')).toBeVisible();

    const reply = { title: 'Thanks', language: 'en', groupId: null, text: 'Thank you.' } as const;
    const { id: replyId } = (await server.call(http.replyCreate, { as: server.admin, body: reply })).result;
    await page.getByRole('tab', { name: 'Replies' }).click();
    await page.getByRole('button', { name: 'Change “Thanks”' }).click();
    await page.getByRole('textbox', { name: 'Text' }).fill('Thanks a lot.');
    const theirs = { as: server.admin, params: { id: replyId }, body: { ...reply, text: 'Many thanks.', version: 0 } };
    await server.call(http.replyWrite, theirs);
    await page.getByRole('button', { name: /^Save/u }).click();
    await expect(meanwhile).toContainText('Many thanks.');
    await meanwhile.getByRole('button', { name: 'Keep what is there' }).click();
    await expect(page.getByRole('textbox', { name: 'Text' })).toHaveValue('Many thanks.');

    await page.getByRole('tab', { name: 'Organisation' }).click();
    await page.getByLabel('Phone').fill('0800 1');
    const { result: profile } = await server.call(http.organisationRead, { as: server.admin });
    await server.call(http.organisationWrite, {
      as: server.admin,
      body: { ...profile, phone: '0800 2', email: 'help@test.example' },
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(meanwhile).toContainText('It is now: Phone: 0800 2.');
    await expect(page.getByLabel('Phone')).toHaveValue('0800 1');
    await meanwhile.getByRole('button', { name: 'Save mine over it' }).click();
    await expect(meanwhile).toBeHidden();
    // What the other wrote elsewhere stays.
    const { result: now } = await server.call(http.organisationRead, { as: server.admin });
    expect(now).toMatchObject({ phone: '0800 1', email: 'help@test.example' });
  });

  test('an invitation gives an account, once', async ({ page, browser }) => {
    await desk(page, server.admin, '/settings/people');
    await page.getByLabel('Name').fill('Timo Kern');
    await page.reload();
    await expect(page.getByLabel('Name')).toHaveValue('Timo Kern');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(TECHNICIAN.email);
    await page.getByRole('button', { name: 'Make a link', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('There is an account with this e-mail address already.');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('timo@test.example');
    await page.getByRole('button', { name: 'Make a link', exact: true }).click();
    const url = await page.getByLabel('Invitation link').inputValue();
    expect(url).toMatch(/^http:\/\/localhost:\d+\/#invite=[\w-]{40,}$/u);
    await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();

    const context = await browser.newContext();
    const guest = pages.watch(await context.newPage());
    await guest.goto(url);
    await expect(guest.getByRole('heading', { name: 'Welcome, Timo Kern' })).toBeVisible();
    await expect(guest).toHaveURL(`${server.address}/`);
    await guest.getByLabel('New password').fill('another long password');
    await guest.getByRole('button', { name: 'Set the password and sign in' }).click();
    await expect(guest.getByRole('navigation', { name: 'Requests' })).toBeVisible();
    await guest.goto('about:blank');
    await guest.goto(url);
    await expect(guest.getByRole('heading', { name: 'This link was used' })).toBeVisible();

    // One that went to the wrong person is taken back, and says so.
    await page.getByLabel('Name').fill('Wim Wrong');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('wim@test.example');
    await page.getByRole('button', { name: 'Make a link', exact: true }).click();
    const open = page.getByRole('table', { name: 'Open invitations' });
    await expect(open.getByRole('row', { name: 'Wim Wrong' })).toBeVisible();
    const wrong = await page.getByLabel('Invitation link').inputValue();
    await open.getByRole('button', { name: 'Take the invitation of Wim Wrong back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await expect(open).toBeHidden();
    await guest.goto('about:blank');
    await guest.goto(wrong);
    await expect(guest.getByRole('heading', { name: 'This invitation was taken back' })).toBeVisible();
    await context.close();
  });
});

test.describe('browsers and the organisation key', () => {
  test('a new browser helps once an earlier one has added it, and no more once it was removed', async ({ page, browser }) => {
    await desk(page);
    const { number } = await device.ask(PROBLEM);
    const second = await secondPage(browser, server.technician);
    const banner = second.page.getByRole('status').filter({ hasText: 'This browser is new' });
    await expect(banner.getByRole('listitem')).toHaveCount(8);
    const words = await banner.getByRole('listitem').allTextContents();
    await second.page.getByRole('button', { name: `Claim #${number}` }).click();
    await expect(second.page.getByText('This browser is new and not added yet.')).toBeVisible();

    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.getByRole('button', { name: 'Add…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(words);
    await dialog.getByRole('button', { name: 'They are the same: add it' }).click();
    await expect(banner).toBeHidden();
    await second.page.getByRole('button', { name: `Claim #${number}` }).click();
    await expect(second.page.getByRole('heading', { name: 'Waiting for Uma User to let you join.' })).toBeVisible();

    await page.getByRole('button', { name: /^Remove/u }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await second.page.getByRole('button', { name: 'Make a new key' }).click();
    await expect(banner).toBeVisible();
    await second.close();
  });

  test('an organisation key is compared, and vouches for a technician whose words were heard', async ({ page, browser }) => {
    const tess = await secondPage(browser, server.technician);
    await tess.page.goto(`${server.address}/settings/own`);
    const own = tess.page.getByRole('tabpanel').getByRole('list', { name: 'Eight words of this key' }).getByRole('listitem');
    await expect(own).toHaveCount(8);
    const heard = await own.allTextContents();
    await tess.close();

    await desk(page, server.admin, '/settings/trust');
    await page.getByRole('button', { name: 'Make the request' }).click();
    const request = await readAdminRequest(await page.getByLabel('Request of this browser').inputValue(), webCrypto());
    const { key: organisation } = await generateSigningKey();
    const from = Date.now();
    const holder = { key: request?.key ?? '', name: request?.name ?? '', serial: 'serial-0001' };
    const certificate = await issueAdminCertificate(organisation, { ...holder, from, until: from + 90 * DAY_MS });
    const hash = hashOfOrganisation(organisation.publicKey, webCrypto());
    const field = page.getByLabel('Paste the certificate that comes back.');
    await field.fill(certificate.slice(0, -5));
    await expect(page.getByText('This is not a whole certificate.')).toBeVisible();
    await field.fill(certificate);
    const shown = page.getByRole('list', { name: 'Twelve words of the organisation key' }).getByRole('listitem');
    await expect(shown).toHaveText(wordsOfOrganisation(hash));
    await page.getByRole('button', { name: 'They are the same: use this key' }).click();

    const shots = process.env.ALONGSIDE_SHOTS;
    const row = page.getByRole('row').filter({ hasText: TECHNICIAN.name });
    await row.getByRole('button', { name: 'Certify…' }).click();
    const go = page.getByRole('button', { name: /^Certify for/u });
    await page.getByLabel('The eight words').fill([...heard.slice(1), heard[0]].join(' '));
    await expect(page.getByText('These are not the words of this browser.')).toBeVisible();
    await expect(go).toBeDisabled();
    await page.getByLabel('The eight words').fill(heard.join(' '));
    const groups = page.getByRole('combobox', { name: 'Groups' });
    await groups.fill('Night shift');
    await groups.press('Enter');
    if (shots !== undefined) await page.screenshot({ path: `${shots}/certify-groups.png` });
    expect(await barriers(page)).toEqual([]);
    await go.click();
    await expect(row.getByText(/^Until /u)).toBeVisible();
    await expect(row.getByText('In Night shift')).toBeVisible();
    await row.getByRole('button', { name: 'Groups…' }).click();
    await groups.press('Backspace');
    await expect(page.getByText(/may still take the old one, with Night shift, until it ends/u)).toBeVisible();
    if (shots !== undefined) await page.screenshot({ path: `${shots}/certify-groups-left.png` });
    await page.getByRole('button', { name: 'Close' }).click();
    if (shots !== undefined) await page.screenshot({ path: `${shots}/certified-groups.png`, fullPage: true });
    await expect(page.getByText(/^No\. 1, 0 keys, signed by/u)).toBeVisible();

    await row.getByRole('button', { name: 'Revoke…' }).click();
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await expect(page.getByText(/^No\. 2, 1 key, signed by/u)).toBeVisible();
    await expect(row).toBeHidden();

    await page.getByRole('button', { name: 'Change the rules' }).click();
    await page.getByLabel('Never: Commands').check();
    await page.getByLabel('At most, in minutes: Screen').fill('10');
    const preview = page.getByRole('alert').filter({ hasText: 'What users read' });
    await expect(preview.getByText('Not allowed, whoever asks: commands.')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/policy-form.png`, fullPage: true });
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await expect(page.getByText(/^Number 1, signed by/u)).toBeVisible();
    await expect(page.getByText('At most 10 minutes at a time: seeing the screen.')).toBeVisible();

    // What did not reach the server is not told as what computers go by, and can be signed again from the same form.
    await page.getByRole('button', { name: 'Change the rules' }).click();
    await page.getByLabel('Never: Screen').check();
    await page.route('**/api/trust/policies', (route) => route.abort(), { times: 1 });
    const sign = page.getByRole('button', { name: 'Sign and send' });
    await sign.click();
    await expect(page.getByText('The server does not show these rules', { exact: false })).toBeVisible();
    await expect(page.getByText('The rules for all computers do not reach every one of them', { exact: false })).toBeVisible();
    if (shots !== undefined) await page.screenshot({ path: `${shots}/policy-not-published.png`, fullPage: true });
    await sign.click();
    await expect(page.getByText(/^Number 3, signed by/u)).toBeVisible();
    await expect(page.getByText('The server does not show these rules', { exact: false })).toBeHidden();

    // Another admin is quicker: nothing of theirs is undone by a form that does not know of it.
    await page.getByRole('button', { name: 'Change the rules' }).click();
    await page.getByLabel('Never: Mouse and keys').check();
    const bea = (await generateSigningKey()).key;
    const hers = { key: bea.publicKey, name: 'Bea', serial: 'serial-0002', from, until: from + 90 * DAY_MS };
    const signer = { key: bea, certificate: await issueAdminCertificate(organisation, hers) };
    const rules = { ...NO_RULES, forbid: ['diagnostics.read'] };
    const theirs = await signPolicy(signer, { org: hash, number: 4, at: Date.now(), rules });
    await server.call(http.trustAdminAdd, { as: server.admin, body: { certificate: signer.certificate } });
    await server.call(http.trustPolicyAdd, { as: server.admin, body: theirs });
    await sign.click();
    await expect(page.getByText('Bea signed other rules meanwhile', { exact: false })).toBeVisible();
    await expect(sign).toBeDisabled();
    if (shots !== undefined) await page.screenshot({ path: `${shots}/policy-overtaken.png`, fullPage: true });
    await page.getByRole('button', { name: 'Begin anew from these' }).click();
    await expect(page.getByLabel('Never: Diagnosis')).toBeChecked();
    await sign.click();
    await expect(page.getByText(/^Number 5, signed by/u)).toBeVisible();

    await page.goto(`${server.address}/settings/devices`);
    await page.getByLabel('Which computer').fill('LT-1');
    await page.getByRole('button', { name: 'Make a link' }).click();
    await expect(page.getByLabel('Enrollment link')).toHaveValue(new RegExp(`&org=${hash}$`, 'u'));
  });
});

test.describe('the queue', () => {
  test('a new request shows within a second, in the title too', async ({ page }) => {
    await desk(page);
    await expect(page.getByRole('heading', { name: 'Nobody is waiting.' }).first()).toBeVisible();
    const { number } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await expect(row(page, number)).toContainText('Mara Brandt', { timeout: 1000 });
    await expect(row(page, number)).toContainText('The printer in room 2 says it is offline.');
    await expect(page).toHaveTitle('(1) Alongside');
    await row(page, number).getByRole('link').first().click();
    await expect(page).toHaveTitle(`(1) #${number} · Alongside`);
  });

  test('two claim one: one wins, the other is told who', async ({ page, browser }) => {
    const { ticketId } = await device.ask(PROBLEM);
    const other = await secondPage(browser, server.admin);
    await desk(page);
    // Both read it: whoever is second may find the button gone already, and reads there who has it.
    for (const at of [page, other.page]) await at.goto(`${server.address}/tickets/${ticketId}`);
    const claim = (at: Page) => at.getByRole('button', { name: 'Claim and ask to join' });
    await expect(claim(page)).toBeVisible();
    await expect(claim(other.page)).toBeVisible();
    await Promise.allSettled([page, other.page].map((at) => claim(at).click({ timeout: 3_000 })));
    const winner = page.getByText('Waiting for Uma User to let you join.').first();
    const told = page.getByText('Ada Admin has it').first();
    await expect(winner.or(told)).toBeVisible();
    const pageWon = await winner.isVisible();
    const [first, second, name] = pageWon ? [page, other.page, 'Tess Technician'] : [other.page, page, 'Ada Admin'];
    await expect(first.getByText('Waiting for Uma User to let you join.').first()).toBeVisible();
    await expect(second.getByText(`${name} has it`).first()).toBeVisible();
    await other.close();
  });

  test('rows keep their places under the pointer', async ({ page, browser }) => {
    const first = await device.ask('First problem', { name: 'Anna' });
    const secondDevice = await server.openDevice(await server.enrollDevice('LT-0002'));
    const second = await secondDevice.ask('Second problem', { name: 'Ben' });
    await desk(page);
    const waiting = page.getByRole('region', { name: 'Waiting' });
    await row(page, second.number).hover();
    const before = await row(page, second.number).boundingBox();
    const other = await secondPage(browser, server.admin);
    await other.page.getByRole('button', { name: `Claim #${first.number}` }).click();
    await expect(waiting.getByRole('listitem').first()).toContainText('Ada Admin has it');
    expect(await row(page, second.number).boundingBox()).toEqual(before);
    await page.mouse.move(700, 300);
    await expect(page.getByRole('region', { name: 'With colleagues' })).toContainText(`#${first.number}`);
    await other.close();
  });

  test('by keyboard alone: find, claim, write, leave', async ({ page }) => {
    const { number, ticketId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await expect(row(page, number)).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('printer');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`#${number}`);
    await page.keyboard.press('c');
    await expect(page.getByText('Waiting for Mara Brandt to let you join.').first()).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    const heard = new Promise<string>((resolve) => {
      device.connection.on(deviceSocket.deviceChatSaid, ({ message }) => resolve(message.text));
    });
    // The field has the focus before the next key can come.
    const focused = await page.evaluate(() => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }));
      return document.activeElement?.getAttribute('aria-label');
    });
    expect(focused).toContain('Mara');
    await page.keyboard.type('Hello Mara');
    await page.keyboard.press('Enter');
    expect(await heard).toBe('Hello Mara');
    await expect(page.getByText('through the server').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('Looks like the queue again');
    // What is written while it is on its way is not kept with it, and not lost.
    await page.evaluate(() => {
      const enter = new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true });
      document.activeElement?.dispatchEvent(enter);
      document.execCommand('insertText', false, ' and again');
    });
    await expect(page.getByText('The note is kept.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Note', exact: true })).toHaveValue('and again');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Ctrl+Alt+Shift+X');
    await page.keyboard.press('Escape');
    expect(ticketId).not.toBe('');
  });

  test('a draft survives a reload, and the user answers into the story', async ({ page }) => {
    const { number, requestId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await page.getByRole('button', { name: `Claim #${number}` }).click();
    await page.getByRole('tab', { name: 'Conversation' }).click();
    await device.connection.call(deviceSocket.deviceChatSay, {
      requestId,
      messageId: 'message-from-mara',
      text: 'Hello <b>there</b>',
    });
    await expect(page.getByText('Hello <b>there</b>')).toBeVisible();
    const field = page.getByRole('textbox', { name: 'Write to Mara Brandt' });
    await field.fill('Half a sen');
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Half a note');
    await page.reload();
    // On the ticket's own page it is the same text, and one goes on behind it.
    await expect(field).toHaveValue('Half a sen');
    await page.keyboard.press('r');
    await page.keyboard.type('tence');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(page.getByRole('textbox', { name: 'Note', exact: true })).toHaveValue('Half a note');
    await page.getByRole('button', { name: 'Ask to join again' }).click();
    await page.getByRole('tab', { name: 'Conversation' }).click();
    await expect(field).toHaveValue('Half a sentence');
    await expect(page.getByRole('textbox', { name: 'Note', exact: true })).toHaveValue('Half a note');
    await expect(page.getByText('Hello <b>there</b>')).toHaveCount(1);
  });

  test('a no to joining is told, and the request waits again', async ({ page }) => {
    const { number } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await page.getByRole('button', { name: `Claim #${number}` }).click();
    const { sessionId } = await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: false });
    await expect(page.getByText(`Mara Brandt said: not now. #${number} is waiting again.`)).toBeVisible();
  });

  test('whoever leaves before an answer finds the ticket as one that waits', async ({ page }) => {
    const { number } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await page.getByRole('button', { name: `Claim #${number}` }).click();
    await expect(page.getByText('Waiting for Mara Brandt to let you join.').first()).toBeVisible();
    await page.getByRole('button', { name: 'End…' }).click();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await expect(page).toHaveURL(`${server.address}/`);
    await row(page, number).getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`#${number}`);
    await expect(page.getByText('Waiting for Mara Brandt to let you join.')).toHaveCount(0);
    await page.getByRole('button', { name: 'Claim and ask to join' }).click();
    await expect(page.getByText('Waiting for Mara Brandt to let you join.').first()).toBeVisible();
  });

  test('a second tab says that one is with the user in another, until that one goes', async ({ page }) => {
    const { number, ticketId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await page.getByRole('button', { name: `Claim #${number}` }).click();
    const { sessionId } = await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    const second = pages.watch(await page.context().newPage());
    await second.goto(`${server.address}/tickets/${ticketId}`);
    const again = second.getByRole('button', { name: 'Ask to join again' });
    await expect(second.getByText('You are with Mara Brandt in another tab or browser.')).toBeVisible();
    await expect(second.getByText(/^Only if that page is gone/u)).toBeVisible();
    await page.close();
    await expect(second.getByText('You are with')).toHaveCount(0);
    await expect(again).toBeVisible();
  });

  test('what was solved leaves the focus on its heading, and is found from the queue among all tickets', async ({ page }) => {
    const { number, ticketId } = await device.ask(PROBLEM, { name: 'Mara Brandt' });
    await desk(page);
    await page.getByRole('button', { name: `Claim #${number}` }).click();
    await page.getByRole('button', { name: 'End…' }).press('Enter');
    await page.getByLabel('What helped').fill('A new cable.');
    await page.getByRole('dialog').getByRole('button', { name: 'Solved: end' }).press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('button', { name: 'End…' })).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.goto(server.address);
    await page.getByRole('searchbox').fill(String(number));
    await page.getByRole('link', { name: 'Search in all tickets' }).click();
    await expect(page).toHaveURL(/\/desk\/all/u);
    await expect(page.getByRole('row').getByRole('link').first()).toHaveAttribute('href', `/tickets/${ticketId}`);
  });

  test('a server that is away is said; a sign-in that has ended leads to the first page', async ({ page }) => {
    await desk(page);
    await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
    // The socket ends, and no new one can be had: as a server that restarts.
    await page.route('**/api/socket-token', (route) => route.abort());
    await server.signOut(server.technician);
    await expect(page.getByText(/No connection, next try|Reconnecting…/u)).toBeVisible();
    const isWhole = (line: Element) => line.scrollWidth <= line.clientWidth && line.scrollHeight <= line.clientHeight;
    expect(await page.getByText('No connection, next try in').evaluate(isWhole)).toBe(true);
    // Said once: what counts the seconds is no live region.
    await expect(page.getByRole('alert')).toHaveText('The server cannot be reached. A live session goes on without it.');
    await expect(page.getByRole('status').filter({ hasText: /next try|Reconnecting/u })).toHaveCount(0);
    await page.unroute('**/api/socket-token');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test('a browser that keeps no key says so, and not that the server is away', async ({ page }) => {
    await page.addInitScript(() => {
      Object.assign(indexedDB, {
        open: () => {
          throw new DOMException('storage is blocked', 'SecurityError');
        },
      });
    });
    await desk(page);
    const banner = page.getByRole('status').filter({ hasText: 'This browser does not keep a key for you' });
    await expect(banner).toBeVisible();
    await expect(page.getByText('Not connected: no key')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await barriers(page)).toEqual([]);
    // It is tried again by itself.
    await page.evaluate(() => Reflect.deleteProperty(indexedDB, 'open'));
    await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
    await expect(banner).toHaveCount(0);
  });

  test('where a browser’s kept key is of no use, it makes another', async ({ page }) => {
    await desk(page);
    await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
    const spoil = () =>
      page.evaluate(async () => {
        const opening = indexedDB.open('alongside-console');
        await new Promise((resolve) => opening.addEventListener('success', resolve));
        const store = opening.result.transaction('signing-keys', 'readwrite').objectStore('signing-keys');
        const keys = store.getAllKeys();
        await new Promise((resolve) => keys.addEventListener('success', resolve));
        const puts = keys.result.map((key) => store.put('spoilt', key));
        await new Promise((resolve) => puts.at(-1)?.addEventListener('success', resolve));
        opening.result.close();
        return puts.length;
      });
    expect(await spoil()).toBe(1);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Available' })).toBeEnabled();
    await expect(page.getByText('This browser is new')).toBeVisible();
  });
});

test.describe('settings', () => {
  test('how one hears of what is one’s own to choose, but for what must reach one; quiet hours are kept', async ({ page }) => {
    await desk(page, server.technician, '/settings/own');
    const answers = page.getByRole('checkbox', { name: 'A user answers: Browser' });
    await expect(answers).toBeChecked();
    // What is drawn follows what is kept, a moment after the click: a check of the click itself would be too early.
    await answers.click();
    await expect(answers).not.toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'A ticket is given to you: Bell' })).toBeDisabled();
    await page.getByRole('switch', { name: 'Quiet hours' }).check({ force: true });
    await page.getByLabel('From').fill('20:30');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await page.reload();
    await expect(answers).not.toBeChecked();
    await expect(page.getByLabel('From')).toHaveValue('20:30');
    await page.getByRole('button', { name: 'As usual for my role' }).click();
    await expect(answers).toBeChecked();
  });

  test('hours are written, wrong ones are not', async ({ page }) => {
    await desk(page, server.admin, '/settings/organisation');
    await page.getByLabel('Phone').fill('0800 123');
    const sunday = page.getByRole('group', { name: 'Sunday' });
    await expect(sunday.getByText('all day')).toBeVisible();
    await expect(sunday.getByRole('button', { name: 'Add a time on Sunday' })).toHaveCount(0);
    await sunday.getByRole('button', { name: 'Remove this time on Sunday' }).click();
    await sunday.getByRole('button', { name: 'Add a time on Sunday' }).click();
    await sunday.getByLabel('Sunday, from').fill('18:00');
    await sunday.getByLabel('Sunday, until').fill('09:00');
    await expect(sunday.getByRole('alert')).toHaveText('It ends before it begins.');
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
    // What is half written is there again after another page, and goes when one says so.
    await page.getByRole('tab', { name: 'People', exact: true }).click();
    await page.getByRole('tab', { name: 'Organisation', exact: true }).click();
    await expect(sunday.getByLabel('Sunday, until')).toHaveValue('09:00');
    // Whoever may not change it reads in the same browser what is saved.
    await desk(page, server.technician, '/settings/organisation');
    await expect(page.getByLabel('Phone')).toHaveValue('');
    await desk(page, server.admin, '/settings/organisation');
    await expect(sunday.getByLabel('Sunday, until')).toHaveValue('09:00');
    await page.getByRole('button', { name: 'Drop what I wrote' }).click();
    await expect(page.getByLabel('Phone')).toHaveValue('');
    await page.getByLabel('Phone').fill('0800 123');
    await sunday.getByRole('button', { name: 'Remove this time on Sunday' }).click();
    await sunday.getByRole('button', { name: 'Add a time on Sunday' }).click();
    await sunday.getByLabel('Sunday, from').fill('18:00');
    await sunday.getByLabel('Sunday, until').fill('20:30');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. Users see it at once.')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Sunday, until')).toHaveValue('20:30');
    await expect(page.getByLabel('Phone')).toHaveValue('0800 123');
  });

  test('what cannot be saved without the server says to do it again; a list says that it tries again', async ({ page }) => {
    await desk(page, server.admin, '/settings/devices');
    await page.getByLabel('Which computer').fill('LT-7');
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Make a link' }).click();
    await expect(page.getByText('Do it again when the connection is back.')).toBeVisible();
    await expect(page.getByText('tries again by itself')).toHaveCount(0);
    await expect(page.getByLabel('Which computer')).toHaveValue('LT-7');
    await page.getByRole('tab', { name: 'Replies' }).click();
    await expect(page.getByText('the page tries again by itself')).toBeVisible();
  });

  test('a ready answer is written and left with the focus where one goes on', async ({ page }) => {
    await desk(page, server.admin);
    await page.goto(`${server.address}/settings/replies`);
    const write = page.getByRole('button', { name: 'Write a reply' });
    await write.press('Enter');
    await expect(page.getByLabel('Title')).toBeFocused();
    await page.keyboard.type('Printer');
    await page.reload();
    await expect(page.getByLabel('Title')).toHaveValue('Printer');
    await page.getByRole('button', { name: 'Leave it' }).press('Enter');
    await expect(write).toBeFocused();
    await page.getByRole('tab', { name: 'Vendors' }).click();
    const add = page.getByRole('button', { name: 'Add a vendor' });
    await add.press('Enter');
    await expect(page.getByLabel('Name')).toBeFocused();
    await page.keyboard.type('Label Works');
    await page.keyboard.press('Enter');
    await expect(add).toBeFocused();
    await page.getByRole('button', { name: 'Change' }).press('Enter');
    await expect(page.getByLabel('Name')).toHaveValue('Label Works');
    await expect(page.getByLabel('Name')).toBeFocused();
    await page.getByRole('button', { name: 'Drop the change' }).press('Enter');
    await expect(page.getByRole('button', { name: 'Change' })).toBeFocused();
    // One press takes nothing away for good.
    const remove = page.getByRole('button', { name: 'Remove Label Works' });
    await remove.press('Enter');
    await expect(page.getByText('It goes with its contacts and its contract.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(remove).toBeFocused();
    await remove.press('Enter');
    await page.getByRole('button', { name: 'Remove it' }).press('Enter');
    await expect(page.getByText('No vendors yet')).toBeVisible();
    await page.goto(`${server.address}/calls`);
    await expect(page.getByText('Nobody waits for a call.')).toBeVisible();
    await expect(page).toHaveTitle('Calls · Alongside');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'The call is over' }).press('Enter');
    await expect(page.getByLabel('What it is about')).toBeFocused();
  });

  test('a computer is enrolled with a link, and listed', async ({ page }) => {
    await desk(page, server.admin, '/settings/devices');
    await expect(page.getByRole('cell', { name: 'LT-4471' })).toBeVisible();
    await page.getByLabel('Which computer').fill('Front desk');
    await page.getByRole('button', { name: 'Make a link' }).click();
    await expect(page.getByLabel('Enrollment link')).toHaveValue(/\/get#e=[\w-]{40,}$/u);
  });

  test('a technician sees no people and changes no hours; presence is told to the server', async ({ page }) => {
    await desk(page, server.technician, '/settings/organisation');
    await expect(page.getByText('Only admins change this.')).toBeVisible();
    await expect(page.getByRole('tab', { name: 'People' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
    const observer = await server.openConsole(server.admin);
    const seen: string[] = [];
    observer.connection.on(consoleSocket.colleaguesChanged, ({ technicians }) => {
      const own = technicians.find(({ name }) => name === 'Tess Technician');
      if (own !== undefined) seen.push(own.presence);
    });
    await page.getByRole('tab', { name: 'You' }).click();
    await page.getByRole('radio', { name: 'Busy' }).click();
    await expect.poll(() => seen.at(-1)).toBe('busy');
    // Its longest word, in German, is whole.
    await page.goto(`${server.address}/?lang=de`);
    const word = page.getByRole('button', { name: 'Beschäftigt' }).locator('.mantine-Button-label');
    expect(await word.evaluate((label) => label.scrollWidth <= label.clientWidth)).toBe(true);
  });
});

test('another role or name, of which this page hears, ends nothing that runs in it', async ({ page }) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname));
  await desk(page, server.admin, '/settings/organisation');
  await page.route('**/api/me', async (route) => {
    const response = await route.fetch();
    const { user, ...rest } = (await response.json()) as { user: { name: string; permissions: string[] } };
    const changed = { ...user, name: 'Another Name', permissions: user.permissions.filter((each) => each !== 'audit.read') };
    await route.fulfill({ response, json: { ...rest, user: changed } });
  });
  await page.getByLabel('Phone').fill('0800 456');
  const heard = page.waitForResponse('**/api/me');
  await page.getByRole('button', { name: 'Save' }).click();
  await heard;
  await page.getByRole('tab', { name: 'You', exact: true }).click();
  await expect(page.getByRole('tabpanel').getByText('Another Name')).toBeVisible();
  // A session's way to the server goes with its socket, and the session with both.
  expect(sockets).toEqual(['/ws/console']);
});

test('styles come with the document: a page that is fetched while the server is away cannot stay without its own', async ({
  page,
}) => {
  await desk(page);
  const sheets = () => page.evaluate(() => [...document.styleSheets].flatMap(({ href }) => (href === null ? [] : [href])));
  const first = await sheets();
  for (const [link, heading] of [
    ['Settings', 'Settings'],
    ['Fleet', 'Fleet'],
    ['Knowledge', 'Knowledge'],
  ] as const) {
    await page.getByRole('link', { name: link, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  }
  expect(first).toHaveLength(1);
  expect(await sheets()).toEqual(first);
});

test('a part of a page that is not there any more leaves the desk around it', async ({ page }) => {
  await page.route(/\/assets\/alerts-tab-/u, (route) => route.fulfill({ status: 404 }));
  await desk(page);
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await page.getByRole('link', { name: 'Fleet', exact: true }).click();
  await page.getByRole('tab', { name: 'Alerts' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was changed.');
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();
  await expect(page.locator('body[data-same]')).toBeVisible();
  // Once it is there again, it comes with a press.
  await page.unroute(/\/assets\/alerts-tab-/u);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'No open alerts' })).toBeVisible();
  await expect(page.locator('body[data-same]')).toBeVisible();
  // The page has said the one error that is expected here.
  expect(pages.problems.splice(0).join('\n')).toContain('alerts-tab');
});

test('a whole page that is not there any more is said in its place, and loads no document anew, which would end a session', async ({
  page,
}) => {
  await page.route(/\/assets\/knowledge-page-/u, (route) => route.fulfill({ status: 404 }));
  await desk(page);
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await page.getByRole('link', { name: 'Knowledge', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('This part of the page did not come.');
  await expect(page.locator('body[data-same]')).toBeVisible();
  await page.unroute(/\/assets\/knowledge-page-/u);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Knowledge' })).toBeVisible();
  await expect(page.locator('body[data-same]')).toBeVisible();
  expect(pages.problems.splice(0).join('\n')).toContain('knowledge-page');
});

test('pages that could not be fetched ahead are asked for again, and open while the server is away', async ({ page }) => {
  // What the document itself names is there.
  const ahead = /\/assets\/(?!(?:libraries|both|desk|style|rolldown-runtime|inter)-)/u;
  await page.route(ahead, (route) => route.abort());
  // The last of them is missing, too.
  const parts = /\/assets\/webhooks-tab-/u;
  const failed = page.waitForEvent('requestfailed', (request) => parts.test(request.url()));
  await desk(page);
  await failed;
  const last = page.waitForResponse(parts);
  await page.unroute(ahead);
  await (await last).finished();
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(page.locator('body[data-same]')).toBeVisible();
});
