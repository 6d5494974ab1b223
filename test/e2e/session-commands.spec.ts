import { isRunning, isStopped } from '../fixtures/processes.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { terminalText, type Walk } from '../fixtures/walk.ts';

async function shell(walk: Walk): Promise<void> {
  await walk.join();
  await walk.grant('shell.run');
  await walk.openShell();
}

/** Runs a line and waits for a line of output; the line itself, as it is echoed, does not count. */
async function run(walk: Walk, line: string, output: RegExp): Promise<void> {
  await walk.type(line);
  await walk.technician.keyboard.press('Enter');
  await shows(walk, output);
}

async function shows(walk: Walk, output: RegExp): Promise<void> {
  await expect.poll(() => walk.terminalText()).toMatch(output);
}

test('a real shell: colours, unicode, size, and the same at the user and in what happened', async ({ walk }) => {
  const { technician, user } = walk;
  await shell(walk);
  await run(walk, "printf 'one\\ttwo %s\\n' $((6*7))", /^one +two 42$/mu);
  await run(walk, "printf '\\033[31mwarm\\033[0m Ü€😀 %s\\n' end", /^warm Ü€😀 end$/mu);
  const colour = await technician
    .locator('.xterm-rows span', { hasText: /^warm$/u })
    .last()
    .evaluate((span) => getComputedStyle(span).color);
  const plain = await technician
    .locator('.xterm-rows')
    .first()
    .evaluate((rows) => getComputedStyle(rows).color);
  expect(colour).not.toBe(plain);
  await run(walk, 'stty size', /^\d+ \d+$/mu);
  const size = async () => (await walk.terminalText()).match(/^\d+ \d+$/gmu)?.at(-1);
  const before = await size();
  await technician.setViewportSize({ width: 1280, height: 600 });
  try {
    // Asked until it has arrived: the window, the terminal and the shell each take their turn.
    await expect
      .poll(async () => {
        await walk.type('stty size');
        await technician.keyboard.press('Enter');
        const rows = (text: string | undefined) => Number(text?.split(' ')[0]);
        return rows(await size()) < rows(before);
      })
      .toBe(true);
  } finally {
    await technician.setViewportSize({ width: 1280, height: 720 });
  }
  await run(walk, 'echo seen-by-both', /^seen-by-both$/mu);
  await walk.userTab('Commands').click();
  await expect.poll(() => terminalText(user)).toMatch(/^seen-by-both$/mu);
  await expect.poll(() => terminalText(user)).toMatch(/^warm Ü€😀 end$/mu);
  await walk.userTab('What happened').click();
  await expect(user.getByRole('listitem').filter({ hasText: 'ran echo seen-by-both' })).toContainText('as reported by the shell');
  await expect(walk.bar).toContainText('runs commands');
});

test('a shell under consent: its environment, pasted lines, held while a question is open, Ctrl-C, exit code', async ({
  walk,
}) => {
  const { technician } = walk;
  await shell(walk);
  // Nothing in its environment leads to the screen or the agent.
  await run(
    walk,
    'env | grep -cE "^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|ALONGSIDE)" ; echo checked',
    /^0$[\s\S]*^checked$/mu,
  );
  // Several lines of a paste are asked for once.
  await paste(walk, 'echo first-line\necho second-line\n');
  const question = technician.getByRole('alertdialog');
  await expect(question).toContainText('Paste 2 lines? Each line may run as a command.');
  expect(await walk.terminalText()).not.toContain('first-line');
  await question.getByRole('button', { name: 'Paste 2 lines' }).click();
  await shows(walk, /second-line/u);
  await technician.keyboard.press('Enter');
  await shows(walk, /^second-line$/mu);
  // One line needs no question.
  await paste(walk, 'echo alone');
  await shows(walk, /echo alone/u);
  await expect(question).toHaveCount(0);
  await technician.keyboard.press('Enter');
  await shows(walk, /^alone$/mu);
  await test.step('while a question is open the shell stands still, and what is typed then is dropped', async () => {
    await run(walk, 'sleep 300 & echo shell $$ sleep $!', /^shell \d+ sleep \d+$/mu);
    const [, ...pids] = /^shell (\d+) sleep (\d+)$/mu.exec(await walk.terminalText()) ?? [];
    const stopped = () => pids.map((pid) => isStopped(Number(pid)));
    expect(pids.map((pid) => isRunning(Number(pid)))).toEqual([true, true]);
    expect(stopped()).toEqual([false, false]);
    await walk.ask('diagnostics.read');
    await expect(walk.dialog).toBeVisible();
    // Stopped by the system, not merely silent.
    await expect.poll(stopped).toEqual([true, true]);
    await walk.type('typed-while-frozen');
    await walk.dialog.getByRole('button', { name: 'Do not allow' }).click();
    await expect.poll(stopped).toEqual([false, false]);
    await technician.keyboard.press('Enter');
    await run(walk, 'echo over', /^over$/mu);
    expect(await walk.terminalText()).not.toContain('typed-while-frozen');
  });
  await run(walk, 'yes endless', /^endless$[\s\S]*^endless$/mu);
  await technician.keyboard.press('Control+KeyC');
  await run(walk, 'echo still-here', /^still-here$/mu);
  await walk.type('exit 7');
  await technician.keyboard.press('Enter');
  await expect(technician.getByText('The shell has ended (exit code 7).')).toBeVisible();
  // Commands are still allowed: another window can be opened.
  await technician.getByRole('button', { name: 'Open again' }).click();
  await expect.poll(() => walk.terminalText()).not.toContain('still-here');
  await expect.poll(() => walk.terminalText()).toMatch(/\S/u);
  await run(walk, 'echo another', /^another$/mu);
});

async function paste(walk: Walk, text: string): Promise<void> {
  await walk.technician
    .getByRole('tabpanel')
    .locator('.xterm-helper-textarea')
    .evaluate((field: HTMLTextAreaElement, pasted) => {
      field.focus();
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
}
