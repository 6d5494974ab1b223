import { isRunning } from '../fixtures/processes.ts';
import { drawnPicture, pictureColours } from '../fixtures/remote-picture.ts';
import { ScreenPicker } from '../fixtures/screen-picker.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { startChildren } from '../fixtures/shell-children.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';

test("the browser's own picker: cancelled, chosen again, ended by its own button; closing the window is Stop", async ({
  separateWorld,
}) => {
  test.setTimeout(120_000);
  const { world, x } = await separateWorld({ realPicker: true });
  const picker = new ScreenPicker(x);
  const agentWindow = await x.window('Alongside');
  const walk = new Walk(world);
  const { user, technician } = walk;
  await walk.join();
  await walk.ask('screen.view');
  await expect(walk.dialog).toContainText('Next your browser asks which screen. Choose Entire screen, then Share.');
  await walk.dialog.getByRole('button', { name: /^Let .+ see my screen/u }).click();
  await picker.opened();
  await expect(technician.getByText('Robin said yes and now chooses a screen.')).toBeVisible();
  await expect(walk.takeBackButton('screen.view')).toHaveCount(0);
  await picker.cancel();
  await expect(user.getByText('You did not choose a screen. Nothing is shared.')).toBeVisible();
  await expect(technician.getByText('Robin did not choose a screen.')).toBeVisible();
  await expect(walk.returnButton('screen.view')).toHaveCount(0);
  // A press within a second of the notice is taken as meant for something else.
  await expect(async () => {
    await user.getByRole('button', { name: 'Choose again' }).click();
    await picker.opened(5_000);
  }).toPass({ timeout: 30_000 });
  await picker.choose();
  await expect(walk.returnButton('screen.view')).toBeVisible();
  await walk.pictureSeen();
  expect((await drawnPicture(walk.video)).frame).toEqual({ width: 1280, height: 720 });
  // It is the screen of this machine: what comes up there comes up here.
  const patch = await x.patch('#C02020', { x: 1_100, y: 100, width: 120, height: 90 });
  const at = { x: patch.area.x + 60, y: patch.area.y + 45 };
  await until(async () => {
    const [[red, green, blue] = [0, 0, 0]] = await pictureColours(walk.video, [at]);
    return (red > 160 && green < 70 && blue < 70) || undefined;
  }, 15_000);
  // The browser's own bar: its button ends the sharing and nothing else.
  await picker.stopSharing();
  await expect(walk.askButton('screen.view')).toBeVisible();
  await expect(technician.getByText("You see nothing of Robin's computer")).toBeVisible();
  await expect(walk.bar).toContainText('is here and sees nothing');
  await walk.userTab('What happened').click();
  await expect(user.getByText('Your browser ended the sharing of your screen')).toBeVisible();
  // Closing the window is Stop, whatever is in use: picture, commands, and what left the shell's session.
  await walk.grant('shell.run');
  await walk.openShell();
  const pids = await startChildren(walk);
  await walk.tab('Screen').click();
  await walk.ask('screen.view');
  await walk.dialog.getByRole('button', { name: /^Let .+ see my screen/u }).click();
  await picker.choose();
  await walk.pictureSeen();
  await x.focus(agentWindow);
  await x.key('alt+F4');
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await expect(technician.getByText(/^Robin closed the program at /u)).toBeVisible();
  await expect(technician.getByText('Nothing is open')).toBeVisible();
  // All of its windows are gone, the bar and the browser's own included.
  await expect.poll(() => x.windows('Alongside|sharing')).toEqual([]);
});
