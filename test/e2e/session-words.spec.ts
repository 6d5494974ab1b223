import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Page } from '@playwright/test';
import { alongsideBin } from '../../scripts/lib/paths.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { until } from '../fixtures/until.ts';

test('chat before and after the join, the diagnosis, and the record of all of it', async ({ walk }) => {
  test.setTimeout(90_000);
  const { user, technician } = walk;
  const number = await walk.request();
  await walk.claim(number);
  await walk.tab('Conversation').click();
  const toUser = technician.getByLabel('Write to Robin');
  await expect(technician.getByText('Through the server until Robin lets you join.')).toBeVisible();
  await toUser.fill('Hello, I am on it. <b>bold</b>');
  await toUser.press('Enter');
  await expect(user.getByText('Hello, I am on it. <b>bold</b>')).toBeVisible();
  const toTechnician = user.getByLabel('Your message');
  await toTechnician.fill('Thank you – Ü € 😀');
  await toTechnician.press('Enter');
  const conversation = technician.getByRole('tabpanel', { name: 'Conversation' });
  await expect(conversation.getByText('Thank you – Ü € 😀')).toBeVisible();
  await walk.accept();
  await expect(technician.getByText("Straight to Robin's computer, encrypted between the two of you.")).toBeVisible();
  await toUser.fill('Now directly.');
  await toUser.press('Enter');
  await expect(user.getByText('Now directly.')).toBeVisible();
  await toTechnician.fill('Good.');
  await toTechnician.press('Enter');
  await expect(conversation.getByText('Good.', { exact: true })).toBeVisible();
  await test.step("the diagnosis reads this machine's own facts", async () => {
    await walk.grant('diagnostics.read');
    await walk.tab('Diagnosis').click();
    await technician.getByRole('button', { name: 'Run the diagnosis' }).click();
    const panel = technician.getByRole('tabpanel', { name: 'Diagnosis' });
    await expect(panel.getByText(/^As of .+, read in \d/u)).toBeVisible({ timeout: 40_000 });
    // One check again: it is measured anew, and all else stays.
    const findings = panel.getByRole('region', { name: 'Findings' });
    await findings.getByText(/checks? (is|are) fine$/u).click();
    const before = await findings.getByRole('button').count();
    await findings.getByRole('button', { name: 'Check again: Free space' }).click();
    await expect(panel.getByRole('button', { name: 'Run again' })).toBeEnabled();
    await expect(findings.getByRole('button')).toHaveCount(before);
    // One that is ready while the user is asked something else waits for the answer, and comes by itself.
    await panel.getByRole('button', { name: 'Run again' }).click();
    await walk.ask('screen.view');
    await expect(panel.getByText(/^It waits: .+ has a question open\./u)).toBeVisible();
    await walk.dialog.getByRole('button', { name: 'Do not allow' }).click();
    await expect(panel.getByRole('button', { name: 'Run again' })).toBeEnabled({ timeout: 40_000 });
    await expect(panel.getByRole('alert')).toHaveCount(0);
    const shown = (await panel.textContent()) ?? '';
    expect(shown).toContain(release());
    expect(shown).toContain(cpus()[0]?.model.split(' ')[0] ?? 'no processor');
    expect(shown).toContain(`Cores${cpus().length}`);
    const memory = Math.round(totalmem() / 2 ** 30);
    expect(shown).toMatch(new RegExp(`\\b(${memory - 1}|${memory}|${memory + 1})([.,]\\d+)?\\s*(GiB|GB)`, 'u'));
    await walk.userTab('What happened').click();
    // Each reading is told to the user.
    await expect(walk.user.getByText(/read the facts about this computer$/u)).toHaveCount(3);
  });
  await test.step('the record is the same at both ends and holds before the verifier', async () => {
    const folder = temporaryFolder();
    try {
      await walk.grant('shell.run');
      await walk.openShell();
      await walk.type('echo in-the-record');
      await technician.keyboard.press('Enter');
      await expect.poll(() => walk.terminalText()).toMatch(/^in-the-record$/mu);
      await walk.userTab('What happened').click();
      await expect(user.getByRole('listitem').filter({ hasText: 'echo in-the-record' })).toBeVisible();
      await user.getByLabel('Your message').fill('thanks');
      await user.getByLabel('Your message').press('Enter');
      await walk.tab('Conversation').click();
      await expect(technician.getByRole('tabpanel', { name: 'Conversation' }).getByText('thanks')).toBeVisible();
      await walk.stop();
      await expect(technician.getByText(/^Robin stopped the session at /u)).toBeVisible();
      // One can still write to the other, by the server, and sees what comes.
      await expect(technician.getByText('The session is over: what you write goes through the server.')).toBeVisible();
      await toUser.fill('Shall I ask again?');
      await toUser.press('Enter');
      await expect(user.getByText('Shall I ask again?')).toBeInViewport();
      await toTechnician.fill('Please wait a little.');
      await toTechnician.press('Enter');
      await expect(user.getByText('Please wait a little.')).toBeInViewport();
      await expect(conversation.getByText('Please wait a little.')).toBeVisible();
      await expect(conversation.getByText('Shall I ask again?')).toHaveCount(1);
      const theirs = await until(async () => {
        const text = await saved(technician, () => technician.getByRole('button', { name: 'Save the record' }).click());
        // The end, and behind it its signature.
        const { entries, heads } = JSON.parse(text) as Export;
        const isEnded = entries.at(-1)?.type === 'session/end' && heads.some(({ seq }) => seq === entries.length - 1);
        return isEnded ? text : undefined;
      }, 15_000);
      const ours = await saved(user, () => user.getByRole('button', { name: `Save the record of #${number}` }).click());
      const [mine, other] = [ours, theirs].map((text) => JSON.parse(text) as Export);
      expect(other?.entries).toEqual(mine?.entries);
      expect(other?.contents).toEqual(mine?.contents);
      // Each end may have a signature more than the other; those that both have are the same.
      const shared = (mine?.heads ?? []).filter(({ seq, by }) => other?.heads.some((head) => head.seq === seq && head.by === by));
      expect(shared.length).toBeGreaterThan(1);
      for (const head of shared) expect(other?.heads).toContainEqual(head);
      for (const [name, text] of [['user', ours] as const, ['technician', theirs] as const]) {
        const { status, out } = await verify(`${folder.path}/${name}.json`, text);
        expect(out).toContain('echo in-the-record');
        expect(out).toContain('thanks');
        expect(status, `${name}: ${out}`).toBe(0);
      }
      const altered = ours.replace('in-the-record', 'in-the-recorb');
      expect((await verify(`${folder.path}/altered.json`, altered)).status).toBe(1);
      // The same record stays readable in the history.
      await user
        .getByRole('button', { name: /^(Back to the start|See what was done)$/u })
        .or(user.getByRole('button', { name: /^Wait for/u }))
        .first()
        .click();
      await user.getByRole('button', { name: 'What happened before' }).click();
      await expect(user.getByText(`#${number} with Tess Technician`)).toBeVisible();
      const again = await saved(user, () => user.getByRole('button', { name: `Save the record of #${number}` }).click());
      expect(JSON.parse(again)).toMatchObject({ entries: mine?.entries });
      await user.getByRole('button', { name: 'Back', exact: true }).click();
    } finally {
      folder.remove();
    }
  });
});

interface Export {
  readonly entries: readonly { readonly type: string }[];
  readonly contents: unknown;
  readonly heads: readonly { readonly seq: number; readonly by: string }[];
}

/** What a click hands to the browser as a file, taken where the page makes it: a download belongs to the browser's own user. */
async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const kept = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob: Blob) => {
          URL.createObjectURL = original;
          void blob.text().then(resolve);
          return original(blob);
        };
      }),
  );
  await click();
  return kept;
}

async function verify(path: string, text: string): Promise<{ status: number | null; out: string }> {
  writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [alongsideBin, 'verify', path], { encoding: 'utf8' });
  return { status, out: `${stdout}${stderr}` };
}
