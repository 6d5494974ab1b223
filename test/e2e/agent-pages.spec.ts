import { createHash } from 'node:crypto';
import { AppError } from '@alongside/base';
import { eraseFromExport } from '@alongside/consent';
import { shellPage } from '@alongside/protocol';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/agent-pages/agent-page-test.ts';
import { askView, FOLLOWED, join, session, VIEWS, viewOf, watcherView, wordsView } from '../fixtures/agent-pages/fake-views.ts';
import { barriers } from '../fixtures/barriers.ts';
import { ledgerSides, tellStory } from '../fixtures/ledger-story.ts';

const NAMES = Object.keys(VIEWS);

/** Shows another view to the open page and waits until it is drawn. */
async function show(page: Page, core: { show(view: (typeof VIEWS)[string]): void }, name: string): Promise<void> {
  core.show(viewOf(name));
  const view = viewOf(name);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveCount(1);
  await expect(page.getByText(view.organisation?.name ?? 'not connected to an organisation yet').last()).toBeVisible();
}

test.describe('in every phase', () => {
  // Every view is drawn here once: what React itself complains of is heard here.
  test.use({ build: 'react' });

  test('axe finds no barrier and React nothing to warn of, light or dark', async ({ agentPage, page }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width: 960, height: 700 });
    await agentPage.open('home');
    for (const name of NAMES) {
      await show(page, agentPage.core, name);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        // The same page in other colours: only those can be wrong.
        const found = await barriers(page, colorScheme === 'light' ? {} : { only: 'color-contrast' });
        expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
        const shots = process.env.ALONGSIDE_SHOTS;
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` });
      }
    }
  });
});

for (const [width, height] of [
  [640, 480],
  [360, 640],
] as const) {
  test.describe(`at ${width}x${height}`, () => {
    test.use({ viewport: { width, height } });

    test('the pseudo-locale finds no plain word and no cut layout', async ({ agentPage, page }) => {
      test.setTimeout(120_000);
      await agentPage.open('home', 'en-x-pseudo');
      for (const name of NAMES) {
        agentPage.core.show(viewOf(name));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(/⟦/u);
        const shots = process.env.ALONGSIDE_SHOTS;
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-pseudo-${width}.png` });
        expect.soft(await cutPlaces(page), name).toEqual([]);
      }
    });
  });
}

test.describe('in German, 320 px wide', () => {
  test.use({ viewport: { width: 320, height: 640 }, locale: 'de-DE' });

  test('long names take the lines that they need, in buttons too', async ({ agentPage, page }) => {
    await agentPage.open('home', 'de');
    for (const name of ['home-invited', 'waiting', 'notices', 'watch-sees', 'standing-used', 'warned-called', 'ended-left']) {
      const named = JSON.stringify({ ...viewOf(name), language: 'de' })
        .replaceAll('Tariq', 'Bartholomäus Freiherr von Hohenstein')
        .replaceAll('Harbour IT', 'Stadtwerke Bad Königshofen im Grabfeld GmbH');
      agentPage.core.show(JSON.parse(named));
      if (name !== 'waiting') await expect(page.getByText('Bartholomäus').first()).toBeAttached();
      expect.soft(await cutPlaces(page), name).toEqual([]);
    }
  });
});

test.describe('for whoever reads German', () => {
  test.use({ locale: 'de-DE' });

  test('the page is German, what is agreed to is read in German, and the foot leads to English', async ({ agentPage, page }) => {
    const { core } = agentPage;
    await agentPage.open({ ...session({ ask: askView('screen.view') }), language: 'de' });
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByText('Darf Tariq Ihren Bildschirm sehen?')).toBeVisible();
    await expect(async () => {
      const { words } = await core.next(shellPage.dialogVisible);
      expect(words).toContain('Tariq sieht ihn ganz, auch Meldungen, die aufgehen.');
    }).toPass();
    await expect(page.getByText('Stopp: Strg+Alt+F12')).toBeVisible();
    // The picture from before stands there still.
    core.show({ ...viewOf('paused'), language: 'de' });
    await expect(page.getByText('Pause: Tariq sieht nichts Neues und kann nichts tun')).toBeVisible();
    core.show({ ...viewOf('home'), language: 'de' });
    await expect(page.getByRole('heading', { name: 'Was klappt nicht?' })).toBeVisible();
    await page.getByRole('button', { name: 'English' }).click();
    expect(await core.next(shellPage.languageChoose)).toEqual({ language: 'en' });
    core.show(viewOf('home'));
    await expect(page.getByRole('heading', { name: 'What is going wrong?' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

// The smallest that is promised, and what a desktop gives at first: there one also writes below the question.
for (const [width, height] of [
  [640, 480],
  [720, 680],
] as const)
  test.describe(`in a window of ${width}x${height}`, () => {
    test.use({ viewport: { width, height } });

    test('every question is wholly visible, so that Allow can work, and has at most 60 words of ours', async ({ agentPage }) => {
      test.setTimeout(120_000);
      const { core } = agentPage;
      const page = await agentPage.open('home');
      const dialog = page.getByRole('alertdialog');
      const told = () => core.said.findLast(({ method }) => method === shellPage.dialogVisible.method)?.params;
      const questions = NAMES.filter((name) => /^(ask-|join$|join-|words|standing(-group)?$)/u.test(name));
      for (const name of questions) {
        core.said.length = 0;
        core.show(viewOf(name));
        await expect.soft(dialog, name).toBeInViewport({ ratio: 0.99 });
        await expect(dialog).toBeVisible();
        const drawn = (await dialog.locator('[data-words]').allInnerTexts()).map((text) => text.replace(/\s+/gu, ' ').trim());
        // Of this very question: what the one before it told may come late.
        await expect.poll(told, name).toMatchObject({ visible: true, words: drawn.join('\n') });
        // The reason is the technician's, and has a bound of its own.
        const words = (await dialog.locator('[data-words]:not(blockquote)').allInnerTexts()).join(' ').split(/\s+/u);
        expect.soft(words.length, `${name}: ${words.join(' ')}`).toBeLessThanOrEqual(60);
        core.show(viewOf('home'));
        await expect(dialog).toBeHidden();
      }
    });
  });

test('the one-time token leaves the address at once, and the same page comes back with its own secret', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  expect(new URL(page.url()).hash).toBe('');
  const first = await agentPage.core.next(shellPage.pageHello);
  agentPage.core.cutShell();
  const second = await agentPage.core.next(shellPage.pageHello);
  expect(second.secret).not.toBe(first.secret);
  await expect(page.getByRole('heading', { name: 'What is going wrong?' })).toBeVisible();
});

test('a page that is not let in says what is safe and what to do', async ({ agentPage, page }) => {
  agentPage.core.secrets = new Set();
  await page.goto(agentPage.core.address());
  await expect(page.getByRole('alert')).toContainText('Nothing was sent or allowed from this window.');
  await expect(page.getByRole('alert')).toContainText('auth.token-used');
});

test('a request is written and sent by keyboard alone, and is kept while it is written', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  await page.keyboard.press('Tab');
  await page.keyboard.type('The printer is offline');
  expect(await agentPage.core.next(shellPage.draftKeep)).toEqual({ text: 'The printer is offline', name: 'Maria Keller' });
  const answers = page.getByRole('region', { name: 'This may help at once:' }).getByRole('button');
  await expect(answers.first()).toHaveText('The printer does not print');
  // They stand behind the way to a person, for the Tab key too.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Ask a technician' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await agentPage.core.next(shellPage.helpSend)).toEqual({ text: 'The printer is offline', name: 'Maria Keller' });
  // The button went with its page: its number is what is read out next.
  agentPage.core.show(viewOf('waiting'));
  await expect(page.getByRole('heading', { name: '#1042 is with us.' })).toBeFocused();
  agentPage.core.show(viewOf('home'));
  // From the tray, or by an address: to where a request begins, whatever stands there.
  await page.getByRole('button', { name: 'Your requests' }).click();
  await expect(page.getByRole('heading', { name: 'Your requests' })).toBeVisible();
  await page.evaluate(() => {
    window.location.hash = '#ask';
  });
  await expect(page.getByRole('textbox', { name: 'What is going wrong?' })).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');
});

test('an answer is read while one writes, and told with the request as it was shown, or to nobody', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  const words = page.getByRole('textbox', { name: 'What is going wrong?' });
  const answer = page.getByRole('button', { name: 'The printer does not print' });
  await words.fill('my pritner is offline');
  await answer.click();
  await expect(page.getByRole('heading', { name: 'The printer does not print' })).toBeFocused();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'No, back to my request' }).click();
  await expect(words).toHaveValue('my pritner is offline');
  await page.getByRole('button', { name: 'What will be sent' }).click();
  await expect(page.getByRole('region', { name: 'Answers that you read before' })).toContainText('The printer does not print');
  await page.getByRole('button', { name: 'Ask a technician' }).click();
  expect(await agentPage.core.next(shellPage.helpSend)).toMatchObject({ articles: ['printer'] });

  await answer.click();
  await page.getByRole('button', { name: 'Yes, it is solved' }).click();
  await page.getByRole('button', { name: 'Tell nobody' }).click();
  expect(await agentPage.core.next(shellPage.articleSolved)).toEqual({ article: 'printer', tell: false });
  await expect(words).toHaveValue('');

  // The organisation's own comes, and takes the place of what it has withdrawn.
  const own = {
    ...{ id: 'floor-printer', version: 3, title: 'Der Drucker im Flur ist offline', category: 'devices', locale: 'de' },
    ...{
      visibility: 'customer',
      systems: ['linux'],
      lastChecked: '2026-11-29',
      checkedHow: 'Am Flurdrucker.',
      words: ['printer'],
    },
    body: '## Was Sie bemerken\n\n- Der Drucker ist offline.\n\n## Was zu tun ist\n\n1. Klappe zu.\n',
  };
  agentPage.core.answers.set(shellPage.articlesOwn.method, () => ({
    etag: '1'.repeat(64),
    total: 1,
    withdrawn: ['printer'],
    articles: [own],
  }));
  agentPage.core.notify(shellPage.articlesChanged, {});
  await words.fill('the printer is offline');
  await page.getByRole('button', { name: own.title }).click();
  await expect(answer).toBeHidden();
  await expect(page.getByRole('heading', { name: own.title })).toBeFocused();
  await expect(page.getByText('Klappe zu.')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test('an open request is offered before another is asked, and a solved one says what was done', async ({ agentPage, page }) => {
  const { core } = agentPage;
  const open = { requestId: 'request-000001', number: 1042, subject: 'The printer in room 2', step: 'in-progress', here: true };
  const old = { ...open, requestId: 'request-000002', number: 1007, subject: 'No sound', step: 'closed', here: false };
  const requests = [open, old].map((each) => ({ ...each, createdAt: FOLLOWED.createdAt, updatedAt: FOLLOWED.createdAt }));
  core.answers.set(shellPage.ownKnown.method, () => ({ online: true, requests }));
  await agentPage.open('home');
  const before = page.getByRole('region', { name: 'about “The printer in room 2”: #1042' });
  await expect(before).toBeVisible();
  await page.getByRole('textbox', { name: 'What is going wrong?' }).fill('It says offline again');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add this to #1042' }).click();
  expect(await core.next(shellPage.ownAnswer)).toMatchObject({ requestId: open.requestId, text: 'It says offline again' });
  expect(await core.next(shellPage.ownForward)).toEqual({ requestId: open.requestId });

  await page.getByRole('button', { name: 'Your requests' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Open request #1007' }).click();
  await expect(page.getByText('The cable was loose; I put it back.')).toBeVisible();
  const notYet = page.getByRole('button', { name: 'It does not work yet' });
  await notYet.click();
  await page.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(notYet).toBeFocused();
  await notYet.click();
  const words = page.getByRole('textbox', { name: 'What does not work yet?' });
  await expect(words).toBeFocused();
  await words.fill('Page two is empty');
  await page.getByRole('button', { name: 'Go on with it' }).click();
  expect(await core.next(shellPage.ownJudge)).toMatchObject({
    verdict: { type: 'reopened', words: { text: 'Page two is empty' } },
  });
});

test('a picture goes as it was made: what was blacked out or cut off is in none of its bytes', async ({ agentPage, page }) => {
  await agentPage.open('home');
  // Red on the left, blue on the right.
  const drawn = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 200 });
    const context = canvas.getContext('2d');
    for (const [colour, x] of [['#f00', 0] as const, ['#00f', 200] as const]) {
      if (context) context.fillStyle = colour;
      context?.fillRect(x, 0, 200, 200);
    }
    return canvas.toDataURL('image/png').replace(/^[^,]*,/u, '');
  });
  await page.getByRole('textbox', { name: 'What is going wrong?' }).fill('The printer does not print, see the picture');
  const file = { name: 'screen.png', mimeType: 'image/png', buffer: Buffer.from(drawn, 'base64') };
  await page.locator('input[type=file]').setInputFiles(file);
  const area = page.getByRole('application', { name: 'The picture, to mark a part of it' });
  // By keys: the middle is marked first. All but the right quarter is kept, and the middle of that is blacked out.
  await area.focus();
  await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < 13; step += 1) await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < 13; step += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('button', { name: 'Keep only this' }).click();
  await area.focus();
  await page.keyboard.press('ArrowLeft');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Black it out' }).click();
  // Nothing goes without a picture that its user thinks is with it.
  await page.getByRole('button', { name: 'Ask a technician' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was sent yet.');
  const use = page.getByRole('button', { name: 'Use this picture' });
  await expect(use).toBeFocused();
  expect(agentPage.core.count(shellPage.helpSend)).toBe(0);
  await use.click();
  const made = page.getByRole('img', { name: 'The picture as it is sent' });
  await expect(made).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  // What goes stays in sight also after one has looked elsewhere.
  await page.getByRole('button', { name: 'The printer does not print' }).click();
  await page.getByRole('button', { name: 'Back to my request' }).first().click();
  await expect(made).toBeVisible();
  await page.getByRole('button', { name: 'Check my computer' }).click();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(made).toBeVisible();
  await page.getByRole('textbox', { name: 'What is going wrong?' }).fill('See the picture');
  await page.getByRole('button', { name: 'Ask a technician' }).click();
  const part = await agentPage.core.next(shellPage.picturePart);
  expect(await agentPage.core.next(shellPage.helpSend)).toMatchObject({ picture: part.pictureId });
  // It is with its request then, and not with the next one.
  agentPage.core.show(viewOf('waiting'));
  await expect(made).toBeHidden();
  agentPage.core.show(viewOf('home'));
  await expect(page.getByRole('button', { name: 'Add a picture' })).toBeVisible();
  const seen = await page.evaluate(async ({ type, data }) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type }));
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const at = (x: number, y: number) => [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3);
    return {
      size: [bitmap.width, bitmap.height],
      corner: at(2, 2),
      middle: at(bitmap.width / 2, 50),
      right: at(bitmap.width - 2, 2),
    };
  }, part);
  expect(seen).toEqual({ size: [304, 100], corner: [255, 0, 0], middle: [0, 0, 0], right: [0, 0, 255] });
});

test('a way that is closed is told with what happened, what is safe and what to do', async ({ agentPage }) => {
  const page = await agentPage.open('home-clock');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The date of this computer does not fit what the server says.');
  await expect(alert).toContainText('your text is kept');
  await expect(alert).toContainText(`${new Date().getFullYear()}`);
  await expect(alert).toContainText('server.certificate-expired');
  agentPage.core.show(viewOf('ended-unreached'));
  await expect(alert).toContainText('a firewall between them blocks UDP');
  await expect(alert).toContainText('Nobody sees or does anything here.');
  await expect(alert).toContainText(
    'Tried for 8 s. This side: 2 addresses and 1 on a relay (IPv4 and IPv6). The other: 1 hidden address. No relay is set up.',
  );
  await expect(alert).toContainText('net.direct-blocked');
  agentPage.core.show(viewOf('lost-relay'));
  await expect(alert).toContainText('This computer got no answer from the relay turn:r.example');
  await expect(alert).toContainText('Tariq sees nothing new and can do nothing. Trying again…');
  agentPage.core.show(viewOf('relayed'));
  await expect(page.getByText('go to Tariq through a relay, which cannot read them.')).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test('what will be sent is shown word for word', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  await page.getByRole('textbox', { name: 'What is going wrong?' }).fill('Line one\nline two <b>');
  await page.getByRole('button', { name: 'What will be sent' }).click();
  await expect(page.getByRole('region', { name: 'Your words' })).toContainText('Line one\nline two <b>');
  await expect(page.getByRole('region', { name: 'Your name' })).toContainText('Maria Keller');
});

test('what was typed last is kept, also by who goes elsewhere at once', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  await page.getByRole('textbox', { name: 'What is going wrong?' }).pressSequentially('Label');
  await page.getByRole('button', { name: 'Check my computer' }).click();
  await expect(async () => {
    expect(await agentPage.core.next(shellPage.draftKeep)).toMatchObject({ text: 'Label' });
  }).toPass();
});

test('nothing is sent without words, and the field says so', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  await page.getByRole('button', { name: 'Ask a technician' }).click();
  await expect(page.getByText('Write a few words first.')).toBeVisible();
  const words = page.getByRole('textbox', { name: 'What is going wrong?' });
  await expect(words).toBeFocused();
  expect(agentPage.core.count(shellPage.helpSend)).toBe(0);
  await words.fill('The printer');
  await expect(page.getByText('Write a few words first.')).toBeHidden();
});

test('what is wrong with a field is read out with it, and a code digit by digit', async ({ agentPage }) => {
  const page = await agentPage.open('waiting-nobody');
  const field = (name: string) => page.getByRole('textbox', { name });
  await page.getByRole('button', { name: 'Ask for a call' }).click();
  await expect(field('Your phone number')).toBeFocused();
  await expect(field('Your phone number')).toHaveAccessibleDescription('Write a phone number first.');
  await field('Your phone number').fill('0800 123');
  await page.getByRole('button', { name: 'Ask for a call' }).click();
  await expect(field('When it suits you')).toBeFocused();
  await field('When it suits you').fill('in the morning');
  const at = page.getByLabel('Or at a certain time');
  await at.fill('2020-02-03T09:00');
  await page.getByRole('button', { name: 'Ask for a call' }).click();
  await expect(at).toBeFocused();
  await expect(at).toHaveAccessibleDescription('This time is over already. Choose a later one.');
  expect(agentPage.core.count(shellPage.helpCallBack)).toBe(0);
  await at.fill('');
  // What the user can do something about is said so, by what the server answers.
  agentPage.core.answers.set(shellPage.helpCallBack.method, () => {
    throw new AppError('ticket.full', 'no room');
  });
  await page.getByRole('button', { name: 'Ask for a call' }).click();
  await expect(page.getByText('This request has no room for more words or files.')).toBeVisible();
  await expect(field('When it suits you')).toHaveValue('in the morning');

  agentPage.core.answers.set(shellPage.helpInvitation.method, () => {
    throw new AppError('auth.refused', 'not known');
  });
  agentPage.core.show(viewOf('home'));
  await page.getByRole('button', { name: 'A technician sent you a link?' }).click();
  await field('The link').fill('https://desk.example/#ask=1');
  await page.getByRole('button', { name: 'Use this link' }).click();
  await expect(field('The link')).toBeFocused();
  await expect(field('The link')).toHaveAccessibleDescription(/We do not know this link\./u);

  agentPage.core.show(viewOf('code'));
  await expect(page.getByRole('main').getByRole('paragraph').filter({ hasText: '4 7 1 1 0 8 3 5 5 2' })).toBeAttached();
});

test('join: no first, and the answers reach the core', async ({ agentPage }) => {
  const page = await agentPage.open(join({ allowReady: true }));
  const [first] = await page.getByRole('alertdialog').getByRole('button').allInnerTexts();
  expect(first).toBe('Not now');
  await page.getByRole('button', { name: 'Not now' }).click();
  expect(await agentPage.core.next(shellPage.joinDecide)).toEqual({ sessionId: 'session-1042', accept: false });
});

test('the four words: "None of these" first and largest, and no answer counts before it could be read', async ({ agentPage }) => {
  const page = await agentPage.open(session({ words: wordsView({ allowReady: false }) }));
  const dialog = page.getByRole('alertdialog', { name: 'Are you on the phone with Tariq?' });
  const answers = dialog.locator('[data-answers]').getByRole('button');
  expect(await answers.allInnerTexts()).toEqual([
    expect.stringMatching(/^None of these\s+I heard others$/u),
    'orbit lemon harvest window',
    'puzzle captain river umbrella',
    'sketch maple tunnel december',
    'I am not on the phone',
  ]);
  const areas = await answers.evaluateAll((buttons) => buttons.map((each) => each.clientWidth * each.clientHeight));
  expect(Math.max(...areas)).toBe(areas[0]);
  for (const answer of await answers.all()) await expect(answer).toBeDisabled();
  for (const answer of await answers.all()) await expect(answer).not.toBeFocused();
  agentPage.core.show(session({ words: wordsView({ allowReady: true }) }));
  await dialog.getByRole('button', { name: 'puzzle captain river umbrella' }).click();
  const { wordsHash, ...said } = await agentPage.core.next(shellPage.wordsAnswer);
  expect(said).toEqual({ sessionId: 'session-1042', comparisonId: 'comparison-1042', pick: 1 });
  const drawn = agentPage.core.said.findLast(({ method }) => method === shellPage.dialogVisible.method)?.params;
  const { words } = shellPage.dialogVisible.params.parse(drawn);
  expect(createHash('sha256').update(words).digest('hex')).toBe(wordsHash);
  await dialog.getByRole('button', { name: /^None of these/u }).click();
  expect(await agentPage.core.next(shellPage.wordsAnswer)).toMatchObject({ pick: 'none' });
  await dialog.getByRole('button', { name: 'I am not on the phone' }).click();
  expect(await agentPage.core.next(shellPage.wordsAnswer)).toMatchObject({ pick: 'not-on-phone' });
});

test('buttons of the waiting page stay where they were aimed at while the request is read', async ({ agentPage }) => {
  const { promise: read, resolve: answer } = Promise.withResolvers<void>();
  agentPage.core.answers.set(shellPage.ownOpen.method, async () => {
    await read;
    return { ...FOLLOWED, step: 'in-progress', solution: null };
  });
  const page = await agentPage.open('waiting');
  const placeOf = () => page.getByRole('button', { name: 'Cancel my request' }).boundingBox();
  const before = await placeOf();
  answer();
  await expect(page.getByRole('button', { name: 'Add a file' })).toBeVisible();
  expect(await placeOf()).toEqual(before);
});

test('an error of the core keeps what was written and shows its code', async ({ agentPage }) => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  agentPage.core.answers.set('page/chat-say', async () => {
    await answered;
    throw new Error('out of order');
  });
  const page = await agentPage.open('joined');
  await page.getByRole('textbox', { name: 'Your message' }).fill('hello');
  await page.keyboard.press('Enter');
  // Whoever writes on meanwhile keeps both.
  await page.keyboard.type('are you there?');
  answer();
  await expect(page.getByRole('alert').filter({ hasText: 'That did not work.' })).toContainText('internal');
  await expect(page.getByRole('textbox', { name: 'Your message' })).toHaveValue('hello\nare you there?');
});

test('everything that is allowed can be taken back, paused and stopped with one click', async ({ agentPage }) => {
  const page = await agentPage.open('allowed');
  await page.getByRole('button', { name: 'Take back: screen' }).click();
  expect(await agentPage.core.next(shellPage.grantTakeBack)).toEqual({ sessionId: 'session-1042', capability: 'screen.view' });
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(await agentPage.core.next(shellPage.sessionPause)).toEqual({ sessionId: 'session-1042', paused: true });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  expect(await agentPage.core.next(shellPage.sessionStop)).toEqual({ by: 'button' });
});

test('whoever handed over may watch after a yes to that, see after another, and be sent away', async ({ agentPage, page }) => {
  const { core } = agentPage;
  const sessionId = 'session-watch';
  const asking = watcherView({ state: 'asking', join: { remainingMs: 118_000, moreTimeLeft: 5, allowReady: true } });
  await agentPage.open(session({ watcher: asking }));
  await page.getByRole('button', { name: 'Let Ana watch' }).click();
  expect(await core.next(shellPage.joinDecide)).toEqual({ sessionId, accept: true });

  const ask = askView('screen.view', { askId: 'ask-of-watcher', durationMs: 30 * 60_000, allowReady: true });
  core.show(session({ watcher: watcherView({ ask }) }));
  await expect(page.getByText('Ana sees what Tariq sees, and cannot touch anything.')).toBeVisible();
  // It is the helper's picture: nothing is chosen, and it lasts no longer than it may.
  await expect(page.getByText(/Next your browser asks/u)).toHaveCount(0);
  await page.getByRole('button', { name: 'Choose for how long' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(['5 minutes', '10 minutes']);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Let Ana see my screen for 20 minutes' }).click();
  expect(await core.next(shellPage.consentAnswer)).toMatchObject({ sessionId, allow: true, durationMs: 20 * 60_000 });
  expect(core.count(shellPage.screenNotChosen)).toBe(0);

  core.show(viewOf('watch-sees'));
  await expect(page.getByText('Tariq is helping · Ana is watching (messages and screen)')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Your message' })).toHaveAccessibleDescription(
    'Tariq and Ana both read what you write.',
  );
  await page.getByRole('button', { name: 'Take back: screen, from Ana' }).click();
  expect(await core.next(shellPage.grantTakeBack)).toEqual({ sessionId, capability: 'screen.view' });
  await page.getByRole('button', { name: 'Send Ana away' }).click();
  expect(await core.next(shellPage.watchEnd)).toEqual({ sessionId });
});

test('the window that closes while anything is allowed says so', async ({ agentPage }) => {
  const page = await agentPage.open('allowed');
  await page.close();
  expect(await agentPage.core.next(shellPage.sessionStop)).toEqual({ by: 'window-closed' });
});

test('a window that cannot be drawn any more has stopped everything, and says so', async ({ agentPage, page }) => {
  await agentPage.open('allowed');
  await page.evaluate(() => {
    const fail = () => {
      throw new Error('cannot be drawn');
    };
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get: () => fail });
    Object.defineProperty(Intl.NumberFormat.prototype, 'format', { get: () => fail });
  });
  agentPage.core.show(viewOf('waiting-claimed'));
  expect(await agentPage.core.next(shellPage.sessionStop)).toEqual({ by: 'window-closed' });
  await expect(page.getByRole('alert')).toContainText('Everything that was allowed has ended.');
  expect(agentPage.problems.splice(0).join()).toContain('cannot be drawn');
});

test('after 30 minutes nothing is ticked, and only what is ticked goes on', async ({ agentPage }) => {
  const page = await agentPage.open('review');
  for (const box of await page.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
  await page.getByRole('checkbox', { name: 'Tariq uses commands' }).check();
  await page.getByRole('button', { name: 'Go on with what is ticked' }).click();
  expect(await agentPage.core.next(shellPage.reviewAnswer)).toEqual({ sessionId: 'session-1042', keep: ['shell.run'] });
});

test('of a paste that does not fit it is said how much was left out, until something else is done', async ({
  agentPage,
  page,
}) => {
  await agentPage.open('home');
  const field = page.getByRole('textbox').first();
  await field.fill('x'.repeat(3_990));
  const said = () => field.evaluate((element: HTMLTextAreaElement) => element.validationMessage);
  const paste = async (text: string) => {
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await field.press('ControlOrMeta+v');
  };
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await field.press('ControlOrMeta+End');
  await paste('fits\nwhole');
  await expect(field).toHaveValue(`${'x'.repeat(3_990)}fits\nwhole`);
  expect(await said()).toBe('');
  await paste('not this');
  await expect.poll(said).toBe('It does not fit as a whole: the last 8 characters were left out.');
  await field.press('Backspace');
  expect(await said()).toBe('');
  await field.press('ControlOrMeta+a');
  await paste('y'.repeat(4_001));
  await expect.poll(said).toBe('It does not fit as a whole: the last character was left out.');
  await expect(field).toHaveValue('y'.repeat(4_000));
});

test('hostile text is drawn as text', async ({ agentPage }) => {
  const page = await agentPage.open('allowed');
  await page.getByRole('tab', { name: 'What happened' }).click();
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('lpstat -t | grep "<b>room 2</b>"');
  const reason = '<img src=x onerror=alert(1)> {{name}} $t(app.name)';
  agentPage.core.show(session({ ask: askView('screen.view', { reason }) }));
  await expect(page.getByRole('blockquote')).toHaveText(`“${reason}”`);
});

test('commands are mirrored, and typing there does nothing', async ({ agentPage }) => {
  agentPage.core.answers.set('mirror/open', () => ({ cols: 80, rows: 24, recent: 'user@host:~$ lpstat -t\r\n' }));
  const page = await agentPage.open('allowed');
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(page.getByText('user@host:~$ lpstat -t')).toBeVisible();
  agentPage.core.notify(shellPage.mirrorOutput, { shellId: 'shell-0001', data: '\u001b[cprinter room2 is idle' });
  await expect(page.getByText('printer room2 is idle')).toBeVisible();
  // What is drawn is told, so that nothing waits behind it; what was left out for that is said.
  const drawn = async () => (await agentPage.core.next(shellPage.mirrorDrawn)).units;
  expect([await drawn(), await drawn()]).toEqual(['user@host:~$ lpstat -t\r\n'.length, '\u001b[cprinter room2 is idle'.length]);
  agentPage.core.notify(shellPage.mirrorOutput, { shellId: 'shell-0001', data: 'the newest of it', skipped: true });
  await expect(page.getByText('the newest of it')).toBeVisible();
  await expect(page.getByText('What ran by faster than this window can draw is left out here.')).toBeVisible();
  await expect(page.getByText('printer room2 is idle')).toBeHidden();
  expect(await drawn()).toBe('the newest of it'.length);
});

test('the record is saved part by part, exactly as the core has it', async ({ agentPage }) => {
  const record = JSON.stringify({ format: 'alongside-ledger/1', text: 'Ü'.repeat(200_000) });
  agentPage.core.answers.set('history/export', ({ offset }: { offset: number }) => ({
    part: record.slice(offset, offset + 100_000),
    total: record.length,
    ownKey: 'K'.repeat(43),
  }));
  const page = await agentPage.open('ended-stopped');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the record' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString('utf8')).toBe(record);
});

test('past sessions are listed with what happened, empty and failed too', async ({ agentPage }) => {
  const past = {
    sessionId: 'session-1031',
    number: 1031,
    technician: 'Tariq',
    startedAt: Date.UTC(2026, 4, 3, 9, 0),
    endedAt: Date.UTC(2026, 4, 3, 9, 20),
    allowed: ['screen.view'],
  };
  agentPage.core.answers.set('history/list', () => []);
  const page = await agentPage.open('home');
  await page.getByRole('button', { name: 'What happened before' }).click();
  await expect(page.getByText('No sessions yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  agentPage.core.answers.set('history/list', () => {
    throw new Error('unreadable');
  });
  await page.getByRole('button', { name: 'What happened before' }).click();
  await expect(page.getByRole('alert')).toContainText('The list could not be read.');
  agentPage.core.answers.set('history/list', () => [past]);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: '#1031 with Tariq' })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test('a past session’s record is checked in the page, told as a story, and loses its words when the user says so', async ({
  agentPage,
}) => {
  const sides = await ledgerSides();
  await tellStory(sides);
  let record = await sides.ledger.export();
  const past = { sessionId: 'session-0001', number: 1042, technician: 'Ada Byron', startedAt: 0, endedAt: 60_000, allowed: [] };
  agentPage.core.answers.set('history/list', () => [past]);
  agentPage.core.answers.set('history/export', () => ({
    part: record,
    total: record.length,
    ownKey: sides.agentKey.publicKey,
  }));
  agentPage.core.answers.set('history/erase', () => null);
  const page = await agentPage.open('home');
  await page.getByRole('button', { name: 'What happened before' }).click();
  await page.getByRole('button', { name: 'Show what happened in #1042' }).click();
  await expect(page.getByRole('status').getByText('This record is good: 16 entries')).toBeVisible();
  await expect(page.getByText('It is the record of this computer: its own key signed it.')).toBeVisible();
  const story = page.getByRole('list', { name: 'What happened, entry by entry' });
  await expect(story).toContainText('lpstat -t');
  await expect(story).not.toContainText('Output so far');
  await page.getByRole('checkbox', { name: 'Show the book-keeping too' }).check();
  await expect(story).toContainText('Output so far: 120 characters');
  expect(await barriers(page)).toEqual([]);
  expect(await cutPlaces(page)).toEqual([]);
  await page.getByRole('button', { name: 'Erase the words of this record…' }).click();
  expect(agentPage.core.count(shellPage.historyErase)).toBe(0);
  const erased = await eraseFromExport(record, 'all', sides.crypto);
  record = erased.outcome === 'erased' ? erased.text : '';
  await page.getByRole('button', { name: 'Erase the words', exact: true }).click();
  await expect(story).toContainText('Command, as the shell reported it: [erased]');
  await expect(story).not.toContainText('lpstat');
  // Paper has the record and nothing of the page around it.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(story).toBeVisible();
});

/** Elements whose text or box reaches out of what can be seen and scrolled to. */
function cutPlaces(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
    if (root.scrollHeight > root.clientHeight) found.push(`the page is ${root.scrollHeight - root.clientHeight} px too high`);
    for (const element of document.querySelectorAll<HTMLElement>('main *, section *, footer *')) {
      if (element.closest('.xterm') !== null || element.closest('svg') !== null) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) continue;
      const name = `${element.tagName} ${element.textContent?.slice(0, 40) ?? ''}`;
      if (box.right > root.clientWidth + 1 || box.left < -1) found.push(`${name}: out of the window`);
      const style = getComputedStyle(element);
      const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
      if (clips && element.scrollWidth > element.clientWidth + 1) found.push(`${name}: its text is cut`);
    }
    return found;
  });
}
