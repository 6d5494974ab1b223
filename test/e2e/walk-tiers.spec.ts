import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { randomId, systemRandom } from '@alongside/base';
import { http } from '@alongside/protocol';
import type { Locator, Page } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { TECHNICIAN } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { pressOnceItCan, USER, Walk } from '../fixtures/walk.ts';
import { signIn, type World } from '../fixtures/world.ts';

const PROBLEM = 'The printer prints nothing, and the time sheet program closes when I save.';
/** For the desk alone. */
const NOTE = 'Robin needs it before noon, says the office.';
const MAKER = 'Maker of the time sheets';
const TESS = TECHNICIAN.name;
const ULI = { name: 'Uli Second', email: 'uli@test.example', password: 'a second quiet technician' };
const VERA = { name: 'Vera Vendor', email: 'vera@test.example', password: 'a vendor with a long word' };

test('a case goes from an article through tiers 1, 2 and 3 to a vendor and back, and nothing is asked twice', async ({
  walk,
  world,
}) => {
  test.setTimeout(240_000);
  const { user, technician: tess } = walk;
  const { uli, vera, close } = await raiseDesk(world);
  try {
    await test.step('tier 0: an answer is there before anybody is asked, and does not help', async () => {
      await user.getByLabel('What is going wrong?').fill(PROBLEM);
      await user
        .getByRole('button', { name: /^How to:|printer/iu })
        .first()
        .click();
      await expect(user.getByText('Did this solve it?')).toBeVisible();
      await shoot(user, 'answer');
      await user.getByRole('button', { name: 'No, back to my request' }).click();
    });
    const number = await walk.request(PROBLEM);
    const { id } = (await world.server.call(http.tickets, { as: world.server.admin })).result.find(
      (ticket) => ticket.number === number,
    ) ?? { id: '' };
    const address = `${world.server.address}/tickets/${id}`;

    await test.step('tier 1: asked, sorted and tried once; handed up with all of it', async () => {
      const note = { messageId: randomId(systemRandom()), text: NOTE, to: 'desk' } as const;
      await world.server.call(http.ticketSay, { as: world.server.admin, params: { id }, body: note });
      await tess.goto(address);
      await expect(tess.getByRole('region', { name: 'Answers that you read before' }).or(aboutOf(tess)).first()).toBeVisible();
      const about = aboutOf(tess);
      await about.getByRole('button', { name: 'Take it' }).click();
      await about.getByRole('button', { name: 'Kind, priority, tags' }).click();
      await about.getByLabel('Category').fill('program');
      await about.getByRole('button', { name: 'Save', exact: true }).click();
      await about.getByRole('button', { name: 'Questions' }).click();
      for (const [question, answer] of ANSWERS) await about.getByLabel(question).selectOption(answer);
      await about.getByLabel('What does the message say?').fill('It closes without a word');
      await about.getByRole('button', { name: 'Keep the answers' }).click();
      await record(about, 'step', 'Started the program anew');
      await record(about, 'report-refused', 'Asked, and rather not.');
      await handOver(about, 'up', 'Workplace (tier 2)', { Why: 'The usual steps did not help.' });
      await shoot(tess, 'handed-up');
    });

    await test.step('tier 2: accepted, joined, seen; handed over in the session, and the user is asked anew', async () => {
      await uli.goto(address);
      await aboutOf(uli).getByRole('button', { name: 'Accept it' }).click();
      const first = new Walk({ user, technician: uli, server: world.server });
      await first.claim(number, uli);
      await first.accept();
      await first.ask('screen.view', 'I want to see how it closes.');
      await first.allow('screen.view');
      await first.pictureSeen();
      await handOver(aboutOf(uli), 'lateral', 'Printing (tier 2)', { Why: 'It is the printer after all.' });
      await tess.goto(address);
      await aboutOf(tess).getByRole('button', { name: 'Accept it' }).click();
      await expect(uli.getByText(`${TESS} takes over`)).toBeVisible();
      expect(await barriers(uli)).toEqual([]);
      await shoot(uli, 'takes-over');
      await uli.getByRole('button', { name: `Leave to ${TESS}` }).click();
      await expect(user.getByText(new RegExp(`has handed over to ${TESS}`, 'u'))).toBeVisible();
      expect(await barriers(user)).toEqual([]);
      await tess.getByRole('button', { name: 'Claim and ask to join' }).click();
      await walk.accept();
      // Nothing went along: what was allowed to one is asked anew for the other.
      await expect(walk.bar).toContainText('sees nothing');
      await walk.grant('screen.view');
    });

    await test.step('who handed over stays to watch, as the user allows; all three write, and Stop ends both', async () => {
      await uli.getByRole('button', { name: 'Ask to watch', exact: true }).click();
      await expect(walk.dialog).toContainText(`${ULI.name} would like to stay and watch`);
      expect(await barriers(user)).toEqual([]);
      await pressOnceItCan(walk.dialog.getByRole('button', { name: `Let ${ULI.name} watch` }));
      await expect(uli.getByText('You read and write along. Ask before you see anything.')).toBeVisible();
      await expect(tess.getByText(`${ULI.name} watches`, { exact: true })).toBeVisible();
      await uli.getByRole('button', { name: `Ask to see what ${TESS} is shown` }).click();
      await uli.getByRole('button', { name: `Ask ${USER}` }).click();
      await pressOnceItCan(walk.dialog.getByRole('button', { name: /^Let .+ see my screen/u }));
      await new Walk({ user, technician: uli, server: world.server }).pictureSeen();
      await write(uli, 'It closes on the 31st only.');
      await write(tess, 'Then it is the date.');
      for (const page of [uli, tess, user]) {
        await expect(page.getByText('It closes on the 31st only.').first()).toBeVisible();
        await expect(page.getByText('Then it is the date.').first()).toBeVisible();
      }
      for (const page of [uli, tess, user]) expect(await barriers(page)).toEqual([]);
      await shoot(user, 'three');
      await user.getByRole('button', { name: 'Stop', exact: true }).first().click();
      await expect(user.getByRole('heading', { name: 'Stopped.' })).toBeVisible();
      await expect(uli.getByText(/You do not watch any more\./u).first()).toBeVisible();
      await user.getByRole('button', { name: /^Wait for /u }).click();
    });

    await test.step('tier 3 and 4: found, handed to the maker, who reads no notes of the desk', async () => {
      await tess.goto(address);
      const about = aboutOf(tess);
      await record(about, 'known-or-new', 'Time sheets close on the 31st');
      await record(about, 'analysis', 'The next month has no day 31.', { Evidence: 'Set the date to the 31st, save' });
      await handOver(about, 'up', 'Development (tier 3)', { Why: 'It has to be changed.' });
      await uli.goto(address);
      const deep = aboutOf(uli);
      await deep.getByRole('button', { name: 'Accept it' }).click();
      await deep.getByRole('button', { name: 'Vendor', exact: true }).click();
      await deep.getByRole('button', { name: 'Ask the user' }).click();
      // Its user is asked where they wait, sees the bytes, and says yes.
      const question = user.getByRole('region', { name: 'Somebody from outside' });
      // It is looked at every 20 s whether something is asked.
      await question.getByRole('button', { name: 'Show exactly what' }).click({ timeout: 40_000 });
      expect(await barriers(user)).toEqual([]);
      await shoot(user, 'vendor-asked');
      await question.getByRole('button', { name: `Yes, ${MAKER} may have this` }).click();
      await expect(question).toContainText(`You allowed that ${MAKER} gets a part of this request.`);
      await expect(deep.getByText(`The user agreed: ${MAKER} may have the package.`)).toBeVisible();
      await deep.getByLabel("The vendor's reference").fill('TS-2044');
      await deep.getByRole('button', { name: 'They have it' }).click();
      await handOver(deep, 'up', 'Makers (tier 4)', { Why: 'Only they can mend it.' });
      await vera.goto(address);
      await expect(aboutOf(vera).getByRole('button', { name: 'Accept it' })).toBeVisible();
      await expect(vera.getByText('The next month has no day 31.')).toBeVisible();
      await expect(vera.getByText(NOTE)).toHaveCount(0);
      await expect(vera.getByText(USER)).toHaveCount(0);
      await aboutOf(vera).getByRole('button', { name: 'Accept it' }).click();
      await expect(aboutOf(vera).getByRole('button', { name: 'Owner and group' })).toBeVisible();
      // What would be refused to who is from outside is not offered.
      for (const name of ['Link for the user', 'Ask a colleague']) {
        await expect(aboutOf(vera).getByRole('button', { name })).toHaveCount(0);
      }
      await shoot(vera, 'vendor');
      await handOver(aboutOf(vera), 'down', 'Development (tier 3)', { 'What is to be done': 'Version 5.2.1 mends it.' });
    });

    await test.step('back: solved, and the user says so', async () => {
      await uli.goto(address);
      const about = aboutOf(uli);
      await about.getByRole('button', { name: 'Accept it' }).click();
      await about.getByLabel('What is next').selectOption('resolved');
      await about.getByLabel('What solved it').fill('Version 5.2.1 is installed.');
      await about.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(user.getByText('We think it is solved. Is it?')).toBeVisible();
      await expect(user.getByText('Version 5.2.1 is installed.')).toBeVisible();
      expect(await barriers(user)).toEqual([]);
      await shoot(user, 'solved');
      await user.getByRole('button', { name: 'It works', exact: true }).click();
      await user.getByRole('radio', { name: '5' }).check();
      await user.getByRole('button', { name: 'Send the rating' }).click();
      await expect(user.getByText('You gave 5 of 5. Thank you.')).toBeVisible();
    });
  } finally {
    await close();
  }
});

const ANSWERS = [
  ['Since when?', 'today'],
  ['How many have it?', 'one'],
  ['What can the user do?', 'partly'],
  ['What changed before?', 'update'],
  ['Can it be seen again?', 'sometimes'],
] as const;

/** Groups of all tiers, and who is in them beside the technician of this world. */
async function raiseDesk({ server, browser, keeper, technician }: World) {
  const tess = await server.signIn(TECHNICIAN.email, TECHNICIAN.password);
  const uli = await server.invite(ULI.name, ULI.email, ULI.password);
  const vera = await server.invite(VERA.name, VERA.email, VERA.password, 'vendor');
  const groups = [
    { name: 'Service desk', tier: 1, memberIds: [tess.userId] },
    { name: 'Workplace', tier: 2, memberIds: [uli.userId] },
    { name: 'Printing', tier: 2, memberIds: [tess.userId] },
    { name: 'Development', tier: 3, memberIds: [uli.userId] },
    { name: 'Makers', tier: 4, memberIds: [vera.userId] },
  ];
  for (const group of groups) {
    const body = { ...group, specialisation: '', acceptWithinMin: 60 };
    expect((await server.call(http.supportGroupCreate, { as: server.admin, body })).status).toBe(200);
  }
  const maker = { name: MAKER, contacts: 'cases@maker.example', contract: '', portal: '', answerWithinHours: 8 };
  await server.call(http.vendorCreate, { as: server.admin, body: maker });
  await technician.reload();
  const contexts = await Promise.all([browser.newContext(SIZE), browser.newContext(SIZE)]);
  const [uliPage, veraPage] = await Promise.all(contexts.map((context) => context.newPage()));
  if (!uliPage || !veraPage) throw new Error('no pages');
  for (const page of [uliPage, veraPage]) page.setDefaultTimeout(15_000);
  await signIn(uliPage, server.address, ULI);
  await keeper?.welcome();
  await signIn(veraPage, server.address, VERA);
  return {
    uli: uliPage,
    vera: veraPage,
    close: async () => {
      for (const context of contexts) await context.close();
      const { groups: made } = (await server.call(http.supportGroups, { as: server.admin })).result;
      for (const { id } of made) await server.call(http.supportGroupRemove, { as: server.admin, params: { id }, body: {} });
    },
  };
}
const SIZE = { viewport: { width: 1280, height: 720 } };

const aboutOf = (page: Page) => page.getByRole('region', { name: 'Where the ticket stands' });

/** In the conversation of a session. */
async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('tab', { name: 'Conversation' }).click();
  await page
    .getByRole('textbox', { name: /Message|Write/u })
    .last()
    .fill(text);
  await page.keyboard.press('Enter');
}

async function record(about: Locator, kind: string, text: string, more: Readonly<Record<string, string>> = {}) {
  const toggle = about.getByRole('button', { name: 'What was tried and found' });
  if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click();
  await about.getByLabel('What it is').selectOption(kind);
  const field = about.getByRole('textbox', {
    name: /^(Which step|Why|What the user said|Name of the problem|What was found|Vendor|How the user said yes)$/u,
  });
  await field.fill(text);
  for (const [label, words] of Object.entries(more)) await about.getByLabel(label).last().fill(words);
  await about.getByRole('button', { name: 'Enter it' }).click();
  await expect(field).toHaveValue('');
}

async function handOver(about: Locator, kind: string, group: string, words: Readonly<Record<string, string>>) {
  const toggle = about.getByRole('button', { name: 'Hand over', exact: true });
  if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click();
  await about.getByLabel('How', { exact: true }).selectOption(kind);
  await about.getByLabel('To', { exact: true }).selectOption({ label: group });
  for (const [label, text] of Object.entries(words)) await about.getByLabel(label, { exact: true }).fill(text);
  await about.getByRole('button', { name: /^Hand over to / }).click();
  await expect(about.getByRole('button', { name: 'Take it back' })).toBeVisible();
}

/** What docs/guides/one-case.md shows, made anew in the folder that `ALONGSIDE_GUIDE` names; needs ImageMagick. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.ALONGSIDE_GUIDE;
  if (folder === undefined) return;
  const picture = await page.screenshot();
  execFileSync('convert', ['png:-', '-quality', '80', join(folder, `${name}.webp`)], {
    input: picture,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}
