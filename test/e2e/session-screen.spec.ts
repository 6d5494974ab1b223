import { drawnPicture, pictureColours } from '../fixtures/remote-picture.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';
import type { Point } from '../fixtures/x-screen.ts';

/** What video makes of a flat colour: chroma is halved and rounded. */
const NEAR = 24;

const near = (one: readonly number[], other: readonly number[]) =>
  one.every((value, index) => Math.abs(value - (other[index] ?? -1_000)) <= NEAR);
const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

test("the technician's picture is the screen, pixel for pixel, and follows it", async ({ walk, x }) => {
  const red = await x.patch('#C02020', { x: 20, y: 40, width: 120, height: 90 });
  const blue = await x.patch('#2030D0', { x: 200, y: 300, width: 120, height: 90 });
  await walk.join();
  await walk.grant('screen.view');
  // The agent's window came to the front with its question, and where it stands the window manager decides.
  await red.raise();
  await blue.raise();
  const inside = ({ area }: typeof red): Point[] => [
    { x: area.x + 8, y: area.y + 8 },
    { x: area.x + area.width - 8, y: area.y + area.height - 8 },
  ];
  const points = [...inside(red), ...inside(blue), { x: 1_270, y: 10 }];
  const same = async () => {
    const [shown, seen] = [await x.colours(...points), await pictureColours(walk.video, points)];
    return shown.every((colour, index) => near(rgb(colour), seen[index] ?? [])) || undefined;
  };
  await until(same, 15_000);
  expect(await x.colours(...inside(red), ...inside(blue))).toEqual(['#C02020', '#C02020', '#2030D0', '#2030D0']);
  // The edge is where it is on the screen, and not a few pixels off.
  const edge = [-6, 6].map((off) => ({ x: red.area.x + off, y: red.area.y + 40 }));
  const [outside, within] = await pictureColours(walk.video, edge);
  expect(near(within ?? [], rgb('#C02020'))).toBe(true);
  expect(near(outside ?? [], rgb('#C02020'))).toBe(false);
  red.close();
  const green = await x.patch('#20A040', { x: 420, y: 120, width: 120, height: 90 });
  points.push(...inside(green));
  await until(same, 15_000);
  const [after] = await pictureColours(walk.video, inside(red));
  expect(near(after ?? [], rgb('#C02020'))).toBe(false);
  await test.step('fit shows all of it, 1:1 one pixel for each; an old picture is greyed', async () => {
    const { technician } = walk;
    const viewport = walk.video.locator('xpath=..');
    const fit = await drawnPicture(walk.video);
    expect(fit.frame).toEqual({ width: 1280, height: 720 });
    expect(fit.box.width / fit.box.height).toBeCloseTo(1280 / 720, 3);
    const room = await viewport.boundingBox();
    expect(fit.box.width).toBeLessThanOrEqual((room?.width ?? 0) + 0.5);
    expect(fit.box.height).toBeLessThanOrEqual((room?.height ?? 0) + 0.5);
    await technician.getByRole('radiogroup', { name: 'Size of the picture' }).getByText('1:1').click();
    await until(async () => (await drawnPicture(walk.video)).box.width === 1_280 || undefined, 10_000);
    // What does not fit is scrolled to.
    expect(await viewport.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
    await technician.getByRole('radiogroup', { name: 'Size of the picture' }).getByText('Fit').click();
    await until(async () => (await drawnPicture(walk.video)).box.width === fit.box.width || undefined, 10_000);
    await expect(technician.getByText(/^1280 × 720 · \d+\/s · \d+ ms · direct$/u)).toBeVisible();
    // A picture that no longer comes is greyed with its age, and clears when it comes again.
    const veil = walk.technician.getByText(/^The picture is \d+ seconds? old$/u);
    await expect(veil).toHaveCount(0);
    await walk.bar.getByRole('button', { name: 'Pause' }).click();
    await expect(veil).toBeVisible();
    await expect(walk.technician.getByText('Robin paused. The picture stands still, input is off.')).toBeVisible();
    await walk.bar.getByRole('button', { name: 'Go on' }).click();
    await expect(veil).toHaveCount(0);
  });
});

test('another size of the screen is followed', async ({ separateWorld }) => {
  test.setTimeout(90_000);
  const { world, x } = await separateWorld({ resizable: true });
  const walk = new Walk(world);
  await walk.join();
  await walk.grant('screen.view');
  expect((await drawnPicture(walk.video)).frame).toEqual({ width: 1280, height: 720 });
  await x.run('xrandr', '--size', '800x600');
  await until(async () => {
    const { frame } = await drawnPicture(walk.video);
    return (frame.width === 800 && frame.height === 600) || undefined;
  }, 15_000);
  await expect(walk.technician.getByText(/^800 × 600 · /u)).toBeVisible();
});
