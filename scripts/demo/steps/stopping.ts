import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../../test/fixtures/until.ts';
import { isAlive, processesWith } from '../processes.ts';
import { seen, textOf } from '../seen.ts';
import { PRINTER_FILE, USER } from '../stage.ts';
import { step } from '../step.ts';

/** DESIGN 3.4. */
const CUT_MS = 200;
/** No other program on this machine is told to sleep for that long. */
const SLEEP = `sleep 86400.${process.pid}`;

export const stopping = step({
  id: '16-stop',
  title: 'Ctrl+Alt+F12 stops everything',
  sentence:
    'Robin is in the editor, a command of Tess’s is running, and one chord ends all of it: first on Robin’s computer, then everybody is told.',
  checks: {
    focus: 'Another program has the focus when the keys are pressed',
    runs: 'A command of the technician’s is running until then',
    cut: 'The command is gone 200 ms after the keys at the latest',
    picture: 'The technician has no picture any more',
    user: 'The user reads that it is stopped, and what was closed',
    technician: 'The technician reads that the user stopped it',
  },
  async work({ stage, check, measure, look }) {
    const { technician, user, desktop, editor } = stage;
    await technician.getByRole('tab', { name: 'Commands' }).click();
    await technician.locator('.xterm-helper-textarea').focus();
    await technician.keyboard.type(`${SLEEP}\n`);
    const [command = 0] = await until(() => {
      const found = processesWith(SLEEP);
      return found.length > 0 ? found : undefined;
    }, 5_000);
    await technician.getByRole('tab', { name: 'Screen' }).click();
    const area = await desktop.areaOf(editor);
    await desktop.click({ x: area.x + area.width / 2, y: area.y + area.height - 60 });
    const focus = await until(async () => {
      const title = await desktop.focusedTitle();
      return title.includes(PRINTER_FILE) ? title : undefined;
    }, 3_000).catch(() => desktop.focusedTitle());
    check('focus', focus.includes(PRINTER_FILE), focus);
    check('runs', isAlive(command), `${SLEEP}, process ${command}`);
    const hand = desktop.handOnKeys();
    // As long as a program takes to start.
    await wait(300);
    const stopped = technician.getByText(`${USER} stopped the session`).first();
    const began = performance.now();
    hand.press('ctrl+alt+F12');
    const [cut, told] = await Promise.all([goneAfter(command, began), stopped.waitFor().then(() => performance.now() - began)]);
    hand.end();
    measure('stop_to_cut_ms', cut, 'ms');
    measure('stop_to_technician_told_ms', told, 'ms');
    check('cut', cut <= CUT_MS, `${cut.toFixed(0)} ms, counted from before the keys`);
    const line = await textOf(stopped);
    check('technician', line.includes('Everything is closed'), line);
    const width = await technician
      .locator('video')
      .evaluate((video: HTMLVideoElement) => (video.srcObject === null ? 0 : video.videoWidth));
    const over = technician.getByRole('heading', { name: 'Nothing is open' });
    const [shows, words] = await seen(over);
    check('picture', shows, `${words}; the picture is ${width} px wide`);
    await user.getByRole('heading', { name: 'Stopped.' }).waitFor();
    const closed = await textOf(user.getByText(/^Closed: /u));
    check('user', closed.includes('screen') && closed.includes('commands'), closed);
    await stage.showAgent();
    await look();
  },
});

/** How long after `began` a process was there for the last time it was looked for; each millisecond. */
async function goneAfter(pid: number, began: number): Promise<number> {
  while (isAlive(pid)) {
    if (performance.now() - began > 10_000) break;
    await wait(1);
  }
  return performance.now() - began;
}
