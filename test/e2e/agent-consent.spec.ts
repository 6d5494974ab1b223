import { createHash } from 'node:crypto';
import { type SessionView, shellPage } from '@alongside/protocol';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/agent-pages/agent-page-test.ts';
import type { FakeCore } from '../fixtures/agent-pages/fake-core.ts';
import { agentView, askView, FOLLOWED, NOW, session, sessionView, viewOf } from '../fixtures/agent-pages/fake-views.ts';
import { barriers } from '../fixtures/barriers.ts';
import { shooter } from '../fixtures/shoot.ts';

const allow = (page: Page) => page.getByRole('button', { name: /^Let Tariq/u });
const deny = (page: Page) => page.getByRole('button', { name: 'Do not allow' });
const ready = (capability: 'screen.view' | 'input.control' | 'shell.run', more = {}) =>
  session({ ask: askView(capability, { allowReady: true, ...more }) });

/** What the page last told the core of its dialog. */
const lastTold = (core: FakeCore) => core.said.filter(({ method }) => method === 'dialog/visible').at(-1)?.params;

/** The page's time stands still but for `runFor`. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install({ time: NOW });
  await page.clock.pauseAt(NOW + 1_000);
}

test('Do not allow is first, as large as Allow, and works at once', async ({ agentPage }) => {
  const page = await agentPage.open(ready('shell.run'));
  const [first] = await page.getByRole('alertdialog').getByRole('button').allInnerTexts();
  expect(first).toBe('Do not allow');
  const no = await deny(page).boundingBox();
  const yes = await allow(page).boundingBox();
  expect((no?.width ?? 0) * (no?.height ?? 0)).toBeGreaterThanOrEqual((yes?.width ?? 0) * (yes?.height ?? 0));
  await deny(page).click();
  expect(await agentPage.core.next(shellPage.consentAnswer)).toMatchObject({
    sessionId: 'session-1042',
    askId: 'ask-of-shell-run',
    allow: false,
  });
});

test('Allow stays shut until the core says so', async ({ agentPage, page }) => {
  await stopClock(page);
  await agentPage.open(session({ ask: askView('shell.run', { allowReady: false }) }));
  await expect.poll(() => lastTold(agentPage.core)).toMatchObject({ dialogId: 'ask-of-shell-run', visible: true });
  await page.clock.runFor(5_000);
  await expect(allow(page)).toBeDisabled();
  agentPage.core.show(ready('shell.run'));
  await expect(allow(page)).toBeEnabled();
});

test('Allow stays shut for a second of its own, whatever the core says', async ({ agentPage, page }) => {
  await stopClock(page);
  await agentPage.open(ready('shell.run'));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expect(allow(page)).toBeDisabled();
  await page.clock.runFor(900);
  await expect(allow(page)).toBeDisabled();
  await page.clock.runFor(200);
  await expect(allow(page)).toBeEnabled();
});

test('what is signed is what is drawn', async ({ agentPage }) => {
  const page = await agentPage.open(ready('input.control'));
  await expect(allow(page)).toBeEnabled();
  const drawn = (await page.getByRole('alertdialog').locator('[data-words]').allInnerTexts())
    .map((text) => text.replace(/\s+/gu, ' ').trim())
    .join('\n');
  expect(drawn).toContain('May Tariq use your mouse and keyboard?');
  expect(drawn).toContain('Let Tariq click and type for 10 minutes');
  await allow(page).click();
  const answer = await agentPage.core.next(shellPage.consentAnswer);
  expect(answer).toEqual({
    sessionId: 'session-1042',
    askId: 'ask-of-input-control',
    allow: true,
    durationMs: 600_000,
    wordsHash: createHash('sha256').update(drawn, 'utf8').digest('hex'),
  });
  const told = lastTold(agentPage.core);
  expect(told).toEqual({ sessionId: 'session-1042', dialogId: 'ask-of-input-control', visible: true, words: drawn });
});

test('another duration is other words: they are told anew, and the second starts again', async ({ agentPage, page }) => {
  await stopClock(page);
  await agentPage.open(ready('shell.run'));
  await page.clock.runFor(1_200);
  await expect(allow(page)).toBeEnabled();
  await page.getByRole('button', { name: 'Choose for how long' }).click();
  await page.getByRole('menuitem', { name: '30 minutes' }).click();
  await expect(allow(page)).toHaveText('Let Tariq use commands for 30 minutes');
  await expect(allow(page)).toBeDisabled();
  await expect
    .poll(() => lastTold(agentPage.core))
    .toMatchObject({ visible: true, words: expect.stringContaining('for 30 minutes') });
  await page.clock.runFor(1_200);
  await allow(page).click();
  expect(await agentPage.core.next(shellPage.consentAnswer)).toMatchObject({ allow: true, durationMs: 1_800_000 });
});

test('a dialog that is covered by another window is told as not visible', async ({ agentPage }) => {
  const page = await agentPage.open(ready('shell.run'));
  await expect(allow(page)).toBeEnabled();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(allow(page)).toBeDisabled();
  expect(lastTold(agentPage.core)).toMatchObject({ visible: false });
});

test('keys typed as it opens press nothing', async ({ agentPage, page }) => {
  await stopClock(page);
  await agentPage.open('joined');
  agentPage.core.show(ready('shell.run'));
  await expect(deny(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.clock.runFor(500);
  await page.keyboard.press('Enter');
  // The last of them started the second anew.
  await page.clock.runFor(800);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  expect(agentPage.core.count(shellPage.consentAnswer)).toBe(0);
  await page.clock.runFor(1_100);
  await page.keyboard.press('Enter');
  expect(await agentPage.core.next(shellPage.consentAnswer)).toMatchObject({ allow: false });
});

test('what is being written while one waits is there when a technician asks to join, and after', async ({ agentPage }) => {
  const page = await agentPage.open('waiting');
  const field = page.getByRole('textbox', { name: 'Your message' });
  await field.fill('It is the one by the window');
  agentPage.core.show(viewOf('join'));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expect(field).toHaveValue('It is the one by the window');
  agentPage.core.show(viewOf('joined'));
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(field).toHaveValue('It is the one by the window');
  await field.press('Enter');
  expect(await agentPage.core.next(shellPage.pageChatSay)).toEqual({ text: 'It is the one by the window' });
  await expect(field).toHaveValue('');
});

test('who is writing goes on writing', async ({ agentPage }) => {
  const page = await agentPage.open('joined');
  const field = page.getByRole('textbox', { name: 'Your message' });
  await field.click();
  await page.keyboard.type('It is the one ');
  agentPage.core.show(ready('shell.run'));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.type('by the window');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('It is the one by the window');
  await expect(page.getByRole('alert')).toHaveText('May Tariq use commands on this computer?');
  await page.keyboard.press('Enter');
  expect(await agentPage.core.next(shellPage.pageChatSay)).toEqual({ text: 'It is the one by the window' });
  expect(agentPage.core.count(shellPage.consentAnswer)).toBe(0);
});

for (const [width, height] of [
  [960, 900],
  [960, 700],
  [640, 480],
] as const) {
  test.describe(`at ${width}x${height}`, () => {
    test.use({ viewport: { width, height } });

    test('what is written while a question is open stands beside it, which stays as it is', async ({ agentPage, page }) => {
      const { core } = agentPage;
      const wrote = (id: string, text: string) => ({ id, from: 'technician' as const, name: 'Tariq', text, at: NOW });
      const before = sessionView().chat;
      await agentPage.open(ready('screen.view', { waitingBehind: 1 }));
      await expect(allow(page)).toBeEnabled();
      await expect(deny(page)).toBeFocused();
      const place = await page.getByRole('alertdialog').boundingBox();
      const told = core.count(shellPage.dialogVisible);
      const asked = { ask: askView('screen.view', { allowReady: true, waitingBehind: 1 }) };
      core.show(session({ ...asked, chat: [...before, wrote('message-3', 'Close your mail first, please.')] }));
      const beside = page.getByRole('log', { name: '1 new message' });
      await expect(beside.getByText('Close your mail first, please.')).toBeInViewport({ ratio: 0.9 });
      core.show(
        session({ ...asked, chat: [...before, wrote('message-3', 'Close it. '.repeat(200)), wrote('message-4', 'Thanks!')] }),
      );
      await expect(page.getByRole('log', { name: '2 new messages' }).getByText('Thanks!')).toBeInViewport({ ratio: 0.9 });
      expect(await page.getByRole('alertdialog').boundingBox()).toEqual(place);
      await expect(deny(page)).toBeFocused();
      await expect(allow(page)).toBeEnabled();
      expect(core.count(shellPage.dialogVisible)).toBe(told);
      const cut = () =>
        page.getByRole('log').evaluate((list) => {
          const { top, bottom } = list.getBoundingClientRect();
          const lines = [...list.querySelectorAll('p')].map((line) => line.getBoundingClientRect());
          return lines.some(
            (line) => (line.top < top - 1 && line.bottom > top + 1) || (line.top < bottom - 1 && line.bottom > bottom + 1),
          );
        });
      if (height < 820) {
        // One line of it in a low window, and all of it for a press, which what comes then does not undo.
        expect(await cut()).toBe(false);
        const whole = page.getByRole('button', { name: 'All of what was written' });
        await whole.click();
        await expect(page.getByRole('log').getByText('Thanks!')).toBeInViewport({ ratio: 0.9 });
        const opened = await page.getByRole('alertdialog').boundingBox();
        const more = [wrote('message-3', 'Close it.'), wrote('message-4', 'Thanks!'), wrote('message-5', 'Now. '.repeat(200))];
        core.show(session({ ...asked, chat: [...before, ...more] }));
        await expect(page.getByRole('log', { name: '3 new messages' })).toBeVisible();
        expect(await page.getByRole('alertdialog').boundingBox()).toEqual(opened);
        await page.getByRole('log').getByText('Close it.').scrollIntoViewIfNeeded();
        await whole.click();
        expect(await page.getByRole('alertdialog').boundingBox()).toEqual(place);
      }
      // What was there before the question had been read, and afterwards all of it stands in its place.
      await expect(page.getByText('Hello Maria, I will look at the printer with you.')).toBeHidden();
      core.show(session({ chat: [...before, wrote('message-4', 'Thanks!')] }));
      await expect(page.getByRole('log', { name: 'Messages' }).getByText('Thanks!')).toBeVisible();
    });
  });
}

test('by keyboard: the safe answer has the focus, Allow is the next, and it is announced', async ({ agentPage }) => {
  const page = await agentPage.open(ready('shell.run'));
  await expect(deny(page)).toBeFocused();
  const dialog = page.getByRole('alertdialog', { name: 'May Tariq use commands on this computer?' });
  await expect(dialog).toHaveAccessibleDescription(/Tariq can read, change and delete everything that you can\./u);
  await expect(allow(page)).toBeEnabled();
  await page.keyboard.press('Tab');
  await expect(allow(page)).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await agentPage.core.next(shellPage.consentAnswer)).toMatchObject({ allow: true });
});

test('a question against scams, and the one after 30 minutes, are heard as well', async ({ agentPage }) => {
  const page = await agentPage.open('waiting');
  const dialog = page.getByRole('alertdialog');
  const question = page.getByRole('heading', { level: 1 });
  agentPage.core.show(viewOf('guard-called'));
  await expect(question).toBeFocused();
  await expect(dialog).toHaveAccessibleDescription(/Nobody has confirmed .* Or did a warning on your screen/u);
  await dialog.getByRole('button').nth(1).click();
  agentPage.core.show(viewOf('guard-money'));
  await expect(question).toBeFocused();
  agentPage.core.show(viewOf('allowed'));
  // The answer that had the focus is gone: what came in its place is where one goes on.
  await expect(question).toBeFocused();
  await page.getByRole('textbox', { name: 'Your message' }).focus();
  agentPage.core.show(viewOf('review'));
  await expect(dialog.getByRole('alert')).toHaveText('Tariq has been helping for 30 minutes. What may go on?');
  agentPage.core.show(viewOf('allowed'));
  await page.getByRole('tab', { name: 'What happened' }).click();
  const { session: live } = viewOf('allowed').phase as { session: SessionView };
  const said = { id: 'said-later', from: 'technician', name: 'Tariq', text: 'Is it on?', at: NOW, article: undefined } as const;
  agentPage.core.show(session({ ...live, chat: [...live.chat, said] }));
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: '1 new message' })).toBeAttached();
});

test('who is busy in it is told, and more time can be had', async ({ agentPage }) => {
  const page = await agentPage.open(ready('shell.run'));
  const asked = { sessionId: 'session-1042', dialogId: 'ask-of-shell-run' };
  await page.getByRole('heading', { level: 1 }).hover();
  expect(await agentPage.core.next(shellPage.dialogActive)).toEqual(asked);
  await page.getByRole('button', { name: 'Need more time?' }).click();
  expect(await agentPage.core.next(shellPage.dialogMoreTime)).toEqual(asked);
});

test('the time is quiet until the last 20 seconds', async ({ agentPage }) => {
  const page = await agentPage.open(ready('shell.run', { remainingMs: 60_000 }));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expect(page.getByText('This closes in')).toBeHidden();
  const warning = page.getByRole('alertdialog').getByRole('status');
  await expect(warning).toBeEmpty();
  agentPage.core.show(ready('shell.run', { remainingMs: 18_000 }));
  await expect(page.getByRole('timer')).toHaveText(/This closes in 1\d s\. Then nothing is allowed\./u);
  // Said once, and not at each telling; silent again where there is more time.
  await expect(warning).toHaveText('This closes in 18 s. Then nothing is allowed.');
  agentPage.core.show(ready('shell.run', { remainingMs: 12_000 }));
  await expect(page.getByRole('timer')).toHaveText(/in 1[0-2] s/u);
  await expect(warning).toHaveText('This closes in 18 s. Then nothing is allowed.');
  agentPage.core.show(ready('shell.run', { remainingMs: 110_000 }));
  await expect(warning).toBeEmpty();
});

test('the next question is a new one: its own second, its own duration', async ({ agentPage, page }) => {
  await stopClock(page);
  await agentPage.open(ready('shell.run', { waitingBehind: 1 }));
  await expect(page.getByText('1 more waits behind it.')).toBeVisible();
  await page.clock.runFor(1_200);
  await expect(allow(page)).toBeEnabled();
  agentPage.core.show(ready('input.control'));
  await expect(allow(page)).toHaveText('Let Tariq click and type for 10 minutes');
  await expect(allow(page)).toBeDisabled();
});

test('a crash file is chosen, looked into and sent by its own yes; a file of one’s own by another', async ({
  agentPage,
  page,
}) => {
  const shoot = shooter('crash');
  const { core } = agentPage;
  const report = Array.from({ length: 400 }, (_, line) => `Line ${line} of ProblemType: Crash`).join('\n');
  const sha256 = createHash('sha256').update(report).digest('hex');
  const question = { askId: 'crash-ask-0001', program: 'Writer', by: 'Tariq', state: 'asked' } as const;
  const found = (crashId: string, program: string, bytes: number) => ({
    crashId,
    name: `_usr_bin_${program}.1000.crash`,
    program,
    at: NOW,
    bytes,
  });
  const shown = { name: '_usr_bin_writer.1000.crash', program: 'writer', bytes: report.length, sha256 };
  const before = { ...FOLLOWED, step: 'in-progress', solution: null, closesAt: null } as const;
  core.answers.set(shellPage.ownOpen.method, () => before);
  core.answers.set(shellPage.crashList.method, () => ({
    files: [found('crash-000001', 'writer', report.length), found('crash-000002', 'mail-client', 900 * 1024 * 1024)],
    sent: [{ requestId: 'request-000009', at: NOW - 86_400_000, name: '_usr_bin_scan.1000.crash', bytes: 4_096, sha256 }],
  }));
  core.answers.set(shellPage.crashShow.method, ({ source }: { source: object }) =>
    'fileId' in source
      ? {
          ...shown,
          name: 'core.mail.zst',
          kind: 'packed',
          memory: true,
          units: null,
          strings: ['/home/maria/letter.odt', 'password=summer'],
        }
      : { ...shown, kind: 'text', memory: false, units: report.length, strings: [] },
  );
  core.answers.set(shellPage.crashText.method, ({ offset }: { offset: number }) => ({
    part: report.slice(offset, offset + 4_000),
    total: report.length,
  }));
  await page.setViewportSize({ width: 960, height: 900 });
  await agentPage.open('waiting-claimed');
  await expect(page.getByRole('button', { name: 'Did a program crash?' })).toBeVisible();
  // The question comes while the page is read: it stands there at once, and with that it is read.
  core.answers.set(shellPage.ownOpen.method, () => ({ ...before, crash: question }));
  const unread = { requestId: 'request-000001', number: 1042, answers: 0, solved: false, asked: true };
  core.show(agentView(viewOf('waiting-claimed').phase, { unread: [unread] }));
  await expect(page.getByRole('heading', { name: 'Tariq asks for a crash file of “Writer”' })).toBeVisible();
  expect(await core.next(shellPage.newsRead)).toEqual({ requestId: 'request-000001' });
  await shoot(page, 'asked');
  await page.getByRole('button', { name: 'See what there is' }).click();
  await expect(page.getByText('too large to be sent')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Crash files that were sent' })).toContainText('_usr_bin_scan.1000.crash');
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'list');
  expect(core.count(shellPage.crashShow)).toBe(0);
  await page.getByRole('button', { name: /^Look into it: writer/u }).press('Enter');
  expect(await core.next(shellPage.crashShow)).toEqual({ source: { crashId: 'crash-000001' } });
  const yes = page.getByRole('button', { name: /^Send _usr_bin_writer/u });
  await expect(yes).toBeDisabled();
  await expect(page.getByText('This is all of it.')).toBeVisible();
  await expect(page.getByLabel('The report, all of it')).toHaveText(report);
  await yes.scrollIntoViewIfNeeded();
  await expect(yes).toBeEnabled();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'shown');
  await page.setViewportSize({ width: 360, height: 740 });
  await yes.scrollIntoViewIfNeeded();
  await shoot(page, 'shown-narrow');
  await page.getByRole('button', { name: 'Do not send it' }).click();
  expect(core.count(shellPage.crashSend)).toBe(0);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose another file' }).click(),
  ]);
  await chooser.setFiles({ name: 'core.mail.zst', mimeType: 'application/octet-stream', buffer: Buffer.from('core') });
  expect(await core.next(shellPage.filePart)).toMatchObject({ name: 'core.mail.zst', index: 0, of: 1, data: 'Y29yZQ==' });
  await expect(page.getByLabel('Text in the file')).toContainText('password=summer');
  const packed = page.getByRole('button', { name: /^Send core\.mail/u });
  await packed.scrollIntoViewIfNeeded();
  await shoot(page, 'memory-narrow');
  await packed.click();
  const sent = await core.next(shellPage.crashSend);
  expect(sent).toMatchObject({ requestId: 'request-000001', askId: 'crash-ask-0001', sha256 });
  expect(sent.words).toContain('May Harbour IT have this file?');
  expect(sent.words).toContain('passwords too');

  // A file of one's own.
  const [own] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Add a file' }).click()]);
  await own.setFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await expect(page.getByText('letter.pdf (8 byte)')).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await shoot(page, 'file-narrow');
  expect(core.count(shellPage.fileSend)).toBe(0);
  await page.getByRole('button', { name: 'Send this file' }).press('Enter');
  expect((await core.next(shellPage.fileSend)).requestId).toBe('request-000001');
  await expect(page.getByRole('button', { name: 'Add a file' })).toBeVisible();
});
