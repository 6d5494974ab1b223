import { deviceSocket, GIVEN_BY_HAND, http } from '@alongside/protocol';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import type { SignedIn, TestServer } from '../fixtures/server.ts';
import { shooter } from '../fixtures/shoot.ts';
import { freshServers, type WatchedPages } from '../fixtures/watched-pages.ts';

/** A picture of one dot. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let server: TestServer;
let pages: WatchedPages;

freshServers((started, watched) => {
  server = started;
  pages = watched;
});

const open = (page: Page, path: string, who: SignedIn) => pages.open(page, server, who, path);

const shoot = shooter('tickets');

test('a ticket is found, taken, worked on and handed up, and its draft survives', async ({ page }) => {
  const { admin, technician } = server;
  const device = await server.openDevice(await server.enrollDevice('LT-4471'));
  const { ticketId, requestId } = await device.ask('The printer in room 2 says it is offline.\nSince this morning.');
  await device.ask('Colours look wrong on the second screen.');
  await device.connection.call(deviceSocket.diagnosisSend, {
    ...sendable(reportOf('report-of-print-1', { findings: FULL_DISK })),
    requestId,
  });

  // Whoever leads the desk makes a group of the second tier.
  await open(page, '/settings/groups', admin);
  await page.getByRole('button', { name: 'Make a group' }).click();
  await page.getByLabel('Name').fill('Printers');
  await page.getByLabel('Tier').selectOption('2');
  await page.getByLabel('What they know best').fill('Queues and drivers');
  await page.getByLabel('Ada Admin').check();
  await page.getByRole('button', { name: 'Save the group' }).click();
  await expect(page.getByText('Printers (tier 2)')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'groups');

  // The technician finds it by words, and takes it.
  await open(page, '/', technician);
  await expect(page.getByRole('navigation', { name: 'Requests' })).toContainText('#1001');
  await page.keyboard.press('q');
  await expect(page.getByText('No ticket is yours.')).toBeVisible();
  await page.getByRole('tab', { name: "Nobody's" }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  // By keyboard: a line has the focus before the next key, which may open it.
  const focused = await page.evaluate(() =>
    [1, 2].map(() => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
      return document.activeElement?.closest('tr')?.getAttribute('aria-rowindex');
    }),
  );
  expect(focused).toEqual(['2', '3']);
  await page.getByLabel('Words or number').fill('room off');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/unassigned\?text=room/u);
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'list');
  await page
    .getByRole('row')
    .getByRole('link', { name: /printer in room 2/u })
    .click();
  const about = page.getByRole('region', { name: 'Where the ticket stands' });
  await about.getByRole('button', { name: 'Take it' }).press('Enter');
  await expect(about.getByLabel('What is next')).toBeFocused();
  await expect(about.getByText('Open', { exact: true })).toBeVisible();

  // What is typed survives a reload, and goes to whom it was written for.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('n');
  await page.getByLabel('Note for colleagues').or(page.locator('textarea').first()).first().fill('the queue, I think');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await page.getByLabel('Write to').fill('Which printer is it?');
  await page.reload();
  await expect(page.getByLabel('Write to')).toHaveValue('Which printer is it?');
  await page.locator('input[type="file"]').setInputFiles({ name: 'panel.png', mimeType: 'image/png', buffer: PIXEL });
  const { promise: written, resolve: writeOn } = Promise.withResolvers<void>();
  await page.route(/\/say$/u, async (route) => {
    await written;
    await route.continue();
  });
  await page.getByRole('button', { name: /^Send to/u }).click();
  // What is written while it is on its way is not sent, and not lost.
  await page.getByLabel('Write to').fill('Which printer is it?\nIn which room?');
  writeOn();
  await expect(page.getByLabel('Write to')).toHaveValue('In which room?');
  await page.getByLabel('Write to').fill('');
  await expect(page.getByRole('img', { name: 'Picture panel.png' })).toBeVisible();
  await expect(page.getByRole('list').getByText('Which printer is it?')).toBeVisible();
  await page.getByText('Note for the desk').click();
  await expect(page.locator('textarea').first()).toHaveValue('the queue, I think');

  // Two edit at once: the second is shown the difference, and what was typed stays.
  await about.getByRole('button', { name: 'Kind, priority, tags' }).click();
  await about.getByLabel('Urgency').selectOption('5');
  const { events } = (await server.call(http.ticket, { as: admin, params: { id: ticketId } })).result;
  const seen = events.filter(({ body }) => body.type === 'assigned').length;
  const change = { type: 'ranked', urgency: 2, impact: 4, major: false } as const;
  await server.call(http.ticketWrite, { as: admin, params: { id: ticketId }, body: { seen, change } });
  await expect(about.getByText('3 normal').first()).toBeVisible();
  await about.getByLabel('Category').fill('printer');
  await about.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(about.getByRole('alert')).toContainText('Ada Admin changed this at');
  await expect(about.getByRole('alert')).toContainText('It is now: urgency 2, impact 4');
  await expect(about.getByLabel('Urgency')).toHaveValue('5');
  await shoot(page, 'meanwhile');
  await about.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(about.getByRole('alert')).toBeHidden();
  await expect(about.getByText('incident · printer')).toBeVisible();

  // Nothing goes up before it says what was asked and tried.
  await about.getByRole('button', { name: 'Hand over' }).click();
  await about.getByLabel('Why').fill('The queue comes back.');
  await expect(about.getByText('steps that were tried, or why none')).toBeVisible();
  await expect(about.getByRole('button', { name: 'Hand over to Printers' })).toBeDisabled();
  await about.getByRole('button', { name: 'Questions' }).click();
  for (const [question, answer] of [
    ['Since when?', 'today'],
    ['How many have it?', 'one'],
    ['What can the user do?', 'stopped'],
    ['What changed before?', 'update'],
    ['Can it be seen again?', 'always'],
  ] as const) {
    await about.getByLabel(question).selectOption(answer);
  }
  await about.getByLabel('What does the message say?').fill('Printer offline');
  // Another ticket in between takes nothing of it away.
  await page.getByRole('navigation', { name: 'Requests' }).getByText('#1002').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Colours look wrong');
  await page.goBack();
  await about.getByRole('button', { name: 'Questions' }).click();
  await expect(about.getByLabel('How many have it?')).toHaveValue('one');
  await expect(about.getByLabel('What does the message say?')).toHaveValue('Printer offline');
  // What the report of the computer says already stands there, and is kept with the rest.
  await expect(about.getByLabel('Was it restarted today?')).toHaveValue('no');
  await about.getByRole('button', { name: 'Keep the answers' }).click();
  await expect(about.getByText('They speak for tier 1.')).toBeVisible();
  await about.getByRole('button', { name: 'Playbook' }).click();
  await about.getByRole('button', { name: 'Begin: The printer does not print' }).click();
  const steps = about.getByRole('region', { name: 'Playbook: The printer does not print' });
  await steps.getByLabel('Note').fill('Nobody can print on it.');
  await steps.getByRole('button', { name: 'Did not help' }).press('Enter');
  // On to the step that it leads to, also by keyboard: the next Tab is in it.
  await expect(steps.getByText('Check that computer and printer are in the same network.')).toBeVisible();
  await expect(steps.locator('[aria-current="step"]')).toContainText('same network');
  await expect(steps.locator('[aria-current="step"] > div > div')).toBeFocused();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'playbook');
  await page.reload();
  await about.getByRole('button', { name: 'Playbook' }).click();
  await expect(steps.getByText('Nobody can print on it.')).toBeVisible();
  await steps.getByRole('button', { name: 'It does not fit' }).click();
  await steps.getByLabel('What you found, for whoever goes on').fill('The print server is away.');
  await steps.getByRole('button', { name: 'End it and hand over' }).click();
  await expect(about.getByLabel('Why')).toHaveValue('The queue comes back.');
  await expect(about.getByRole('button', { name: 'Hand over to Printers' })).toBeEnabled();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'ticket');
  await about.getByRole('button', { name: 'Hand over to Printers' }).click();
  await expect(about.getByRole('button', { name: 'Take it back' })).toBeVisible();

  // The group's own finds it in theirs and accepts.
  await page.setViewportSize({ width: 640, height: 900 });
  await open(page, '/desk/groups', admin);
  await page
    .getByRole('row')
    .getByRole('link', { name: /printer in room 2/u })
    .click();
  await about.getByRole('button', { name: 'Accept it' }).click();
  await expect(about.getByText('tier 2 · Printers')).toBeVisible();
  await expect(page.getByRole('list').getByText('accepted the handover')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'narrow');

  // The user follows it by a link, on a phone, and says that it is solved.
  await about.getByRole('button', { name: 'Link for the user' }).click();
  await about.getByRole('button', { name: 'Show the link' }).click();
  const link = await about.getByLabel('To send or to read out').inputValue();
  await about.getByLabel('What is next').selectOption('resolved');
  await about.getByLabel('What solved it').fill('The cable was loose.');
  await about.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(about.getByText('Solved', { exact: true }).first()).toBeVisible();
  const phone = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 360, height: 740 }, colorScheme: 'light' });
  const own = await phone?.newPage();
  if (!own) throw new Error('no second browser');
  await own.goto(link);
  await expect(own.getByRole('status')).toContainText('We think it is solved');
  await expect(own.getByText('The cable was loose.')).toBeVisible();
  await expect(own.getByText('Which printer is it?')).toBeVisible();
  expect(await barriers(own)).toEqual([]);
  await expect(own.getByRole('button', { name: 'panel.png' })).toBeVisible();
  await shoot(own, 'phone');
  await own.getByRole('button', { name: 'It works' }).click();
  await own.getByRole('radio', { name: '5' }).check();
  await own.getByRole('button', { name: 'Send the rating' }).click();
  await expect(own.getByText('You gave 5 of 5. Thank you.')).toBeVisible();
  await own.reload();
  await expect(own.getByRole('status')).toContainText('It is closed.');
  await phone?.close();

  // Who leads the desk sees it among the figures, and each opens its list.
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('link', { name: 'Today', exact: true }).click();
  await expect(page.getByRole('link', { name: /Waiting now/u })).toHaveText(/^1/u);
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'today');
  await page.getByRole('link', { name: 'Printers: 1 solved at tier 2' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Take away: Solved at tier 2' }).click();
  await expect(page).toHaveURL(/\/desk\/all\?(?!.*solvedTier).*solvedDays=7/u);
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`a key opens its part of a ticket and has the first field at the first press, motion: ${reducedMotion}`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion });
    await page.setViewportSize({ width: 1280, height: 720 });
    await server.call(http.supportGroupCreate, {
      as: server.admin,
      body: {
        name: 'Printers',
        tier: 2,
        specialisation: '',
        acceptWithinMin: 30,
        memberIds: [],
        assignment: GIVEN_BY_HAND,
      },
    });
    const device = await server.openDevice(await server.enrollDevice('LT-4472'));
    const { ticketId } = await device.ask('The printer in room 2 says it is offline.');
    await open(page, `/tickets/${ticketId}`, server.technician);
    const about = page.getByRole('region', { name: 'Where the ticket stands' });
    await expect(about).toBeVisible();
    for (const [key, part, field] of [
      ['o', 'Owner and group', 'Owner'],
      ['g', 'Kind, priority, tags', 'Kind'],
      ['e', 'Hand over', 'How'],
    ] as const) {
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press(key);
      const first = about.locator('[data-part]').filter({ has: page.getByRole('button', { name: part, exact: true }) });
      await expect(first.getByLabel(field, { exact: true })).toBeFocused();
      await expect(first.getByLabel(field, { exact: true })).toBeInViewport();
    }
  });
}

test('what two tickets have in common is written down from one and found beside the other', async ({ page }) => {
  const { technician } = server;
  const device = await server.openDevice(await server.enrollDevice('LT-4471'));
  const ask = async (text: string, report: string) => {
    const { ticketId, requestId } = await device.ask(text);
    const sent = sendable(reportOf(report, { findings: FULL_DISK }));
    await device.connection.call(deviceSocket.diagnosisSend, { ...sent, requestId });
    return ticketId;
  };
  const first = await ask('Printing stops after a while.', 'report-of-disk-1');
  await open(page, `/tickets/${first}`, technician);
  const beside = page.getByRole('region', { name: 'Known problems' });
  await beside.getByRole('button', { name: 'Make a known problem of it' }).click();

  // What stands out on the computer is there as signs; a title is asked for.
  await expect(page.getByRole('group', { name: 'Sign 1' }).getByLabel('Check')).toHaveValue('disk.space');
  await page.getByRole('button', { name: 'Save the problem' }).click();
  await expect(page.getByText('Give it a title.')).toBeVisible();
  await page.getByLabel('Title').fill('The spooler fills the disk');
  await page.getByLabel('A way around it').fill('Empty the folder of the spooler.');
  await page.getByRole('button', { name: 'Add a sign' }).click();
  const third = page.getByRole('group', { name: 'Sign 3' });
  await third.getByLabel('Kind').selectOption('answer');
  await third.getByLabel('Question').selectOption('scope');
  await third.getByLabel('Answer', { exact: true }).selectOption('all');
  await third.getByLabel('How much it says').selectOption('A hint');
  await page.reload();
  await expect(third.getByLabel('Answer', { exact: true })).toHaveValue('all');
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'problem-form');
  // An article that is not there helps nobody at the next ticket.
  const article = page.getByLabel('Article');
  await article.fill('no-such-article');
  await page.getByRole('button', { name: 'Save the problem' }).click();
  await expect(page.getByText('There is no article “no-such-article” to link.')).toBeVisible();
  await expect(article).toBeFocused();
  await article.fill('');
  await page.getByRole('button', { name: 'Save the problem' }).click();
  await expect(page.getByRole('heading', { name: 'P-1 The spooler fills the disk' })).toBeVisible();
  await expect(page.getByText('1 computer · 1 ticket', { exact: false })).toBeVisible();

  // Beside the next one it is suggested, with why; a person says that it is the same.
  const second = await ask('The disk is full.', 'report-of-disk-2');
  await open(page, `/tickets/${second}`, technician);
  await expect(beside.getByText('Fits to 86 percent')).toBeVisible();
  await expect(beside.getByText('Way around it: Empty the folder')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'problem-suggested');
  await beside.getByRole('button', { name: 'It is P-1' }).click();
  await expect(beside.getByText('This ticket has it')).toBeVisible();
  await beside.getByRole('link', { name: /^P-1/u }).click();

  await page.getByRole('textbox', { name: 'Message' }).fill('Please empty the folder of the spooler.');
  await page.getByRole('checkbox', { name: /^Solve these tickets/u }).check();
  await page.getByRole('button', { name: 'Tell 2 tickets' }).click();
  await expect(page.getByText('2 tickets were told; solved: 2.')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'problem');
  await page.getByRole('link', { name: 'Problems' }).click();
  await expect(page.getByText('2 in 7 days')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'problems');
});

test('the developers are asked with what is shown before, and their version comes to ticket, problem and article', async ({
  page,
}) => {
  const { technician, admin } = server;
  const device = await server.openDevice(await server.enrollDevice('LT-4471'));
  const { ticketId } = await device.ask('Nothing comes out of the printer.');
  const signs = [{ weight: 3, must: false, anyOf: [{ fact: 'app' as const, name: 'Harbour Print', from: '7.12', before: '' }] }];
  const text = {
    ...{ title: 'Printing stops after the update', symptoms: 'The queue is empty again after a second.', impact: '', cause: '' },
    ...{ workaround: 'Print by the web page.', article: 'printer', askAt: 5, signature: signs },
  };
  const { id } = (await server.call(http.problemCreate, { as: technician, body: { text } })).result;
  const body = { problemId: id, verdict: 'confirmed' } as const;
  const second = await device.ask('Still nothing comes out.');
  for (const each of [ticketId, second.ticketId])
    await server.call(http.ticketProblemJudge, { as: technician, params: { id: each }, body });

  await open(page, `/tickets/${ticketId}`, technician);
  await page.getByRole('button', { name: 'Developers', exact: true }).click();
  await page.getByLabel('What was found out').fill('Version 7.12 answers with an empty list.');
  await page.getByRole('button', { name: 'Show what is sent' }).click();
  const sent = page.getByRole('region', { name: 'What is sent' });
  await expect(sent.getByText('Harbour Print from 7.12')).toBeVisible();
  await expect(page.getByText(/^No program is told of it/u)).toBeVisible();
  await sent.getByText('Exactly as it is sent').click();
  expect(await barriers(page)).toEqual([]);
  await sent.scrollIntoViewIfNeeded();
  await shoot(page, 'developers-ask');
  await page.getByRole('button', { name: 'Ask the developers', exact: true }).click();
  const card = page.getByRole('article', { name: 'Question D-1 to the developers' });
  await expect(card.getByText('D-1: the developers are asked')).toBeVisible();

  // Another ticket that has it is asked for no more; it hears of it.
  await open(page, `/tickets/${second.ticketId}`, technician);
  await page.getByRole('button', { name: 'Developers', exact: true }).click();
  await page.getByRole('button', { name: 'Let this ticket hear of it' }).click();
  await expect(page.getByText('The developers were asked (D-1)')).toBeVisible();

  // Heard on the phone, and entered on the problem's page by the keyboard alone.
  await open(page, `/problems/${id}`, technician);
  await card.getByRole('button', { name: 'Enter their answer' }).press('Enter');
  await page.getByLabel('What they said').selectOption('Fixed');
  await page.getByLabel('Their reference').fill('PRINT-12');
  await page.getByLabel('Where it is read').fill('http://tracker.example/12');
  await page.getByLabel('Version with the fix').last().fill('7.13');
  await expect(page.getByText('An https address.')).toBeVisible();
  await page.getByLabel('Where it is read').fill('https://tracker.example/12');
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'developers-answer');
  await page.getByRole('button', { name: 'Enter it' }).press('Enter');
  await expect(card.getByRole('link', { name: 'PRINT-12' })).toHaveAttribute('href', 'https://tracker.example/12');
  await expect(page.getByText('fixed in 7.13', { exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(/is mended in version 7\.13/u);
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'developers-fixed');

  await page.getByRole('link', { name: 'Read the article' }).click();
  await expect(page.getByText('Fixed in version 7.13', { exact: true })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'developers-article');
  await page.getByRole('button', { name: 'Put it into the article…' }).click();
  await expect(page.locator('#article-body')).toHaveValue(/^\*\*Fixed in version 7\.13\.\*\*\n/u);

  await open(page, `/tickets/${ticketId}`, technician);
  await expect(page.getByText('The developers fixed it in version 7.13 (D-1)')).toBeVisible();
  await shoot(page, 'developers-ticket');
  await open(page, '/settings/programs', admin);
  const connect = page.getByRole('region', { name: 'The developers’ tracker' });
  await expect(connect.getByText('No program is told of questions yet')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await connect.scrollIntoViewIfNeeded();
  await shoot(page, 'developers-connect');
});

test('a ticket is offered below the queue, takes no focus, and is whose who accepts it', async ({ page }) => {
  const { admin, technician } = server;
  const assignment = { ...GIVEN_BY_HAND, how: 'offered', takesNew: true } as const;
  const group = { name: 'First', tier: 1, specialisation: '', acceptWithinMin: 30, memberIds: [technician.userId] };
  await server.call(http.supportGroupCreate, { as: admin, body: { ...group, assignment } });
  const device = await server.openDevice(await server.enrollDevice('LT-4471'));
  await open(page, '/', technician);
  const search = page.getByRole('searchbox').first();
  await search.fill('prin');
  const { number } = await device.ask('The printer in room 2 says it is offline.');
  const offer = page.getByRole('region', { name: 'Offered to you' });
  await expect(offer).toContainText(`#${number}`);
  await expect(offer.getByRole('timer')).toContainText('left');
  await expect(search).toBeFocused();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'offer');
  await offer.getByRole('button', { name: 'Decline' }).click();
  await expect(offer).toBeHidden();

  await device.ask('Colours look wrong on the second screen.');
  await offer.getByRole('button', { name: 'Accept it' }).click();
  const about = page.getByRole('region', { name: 'Where the ticket stands' });
  await expect(about.getByRole('definition').filter({ hasText: 'Tess Technician' })).toBeVisible();
  await expect(offer).toBeHidden();

  // A colleague is asked, finds it among their own, and answers with a note.
  await about.getByRole('button', { name: 'Ask a colleague' }).click();
  await about.getByLabel('Whom').selectOption('Ada Admin');
  await about.getByLabel('What do you want to know?').fill('Seen this before?');
  await about.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(about.getByText('Ada Admin is asked: Seen this before?')).toBeVisible();
  await shoot(page, 'asking');
  await open(page, '/desk/mine', admin);
  await expect(page.getByRole('row').filter({ hasText: 'a colleague asks you' })).toHaveCount(1);
  await page.getByRole('row').getByRole('link').first().click();
  await expect(about.getByText('Tess Technician asks you')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'asked');
});
