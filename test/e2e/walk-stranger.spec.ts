import { barriersInBoth } from '../fixtures/barriers.ts';
import { drawnPicture, pointAt } from '../fixtures/remote-picture.ts';
import { AGENT_PLACE, expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';

test('somebody whom nobody vouches for: view at once, mouse after four words, known from then on', async ({ separateWorld }) => {
  // The scam guard asks first, and each yes takes ten seconds.
  test.setTimeout(150_000);
  // Without an organisation's key, and with a technician whom the user's computer has never met.
  const { world, x } = await separateWorld({ stranger: true });
  await x.place(await x.window('Alongside'), AGENT_PLACE);
  const walk = new Walk(world);
  const { user, technician } = walk;
  const number = await walk.request();
  await walk.claim(number);
  for (const answer of ['No, I asked for help myself', 'No, none of it', 'No, nobody did']) {
    await user.getByRole('button', { name: answer }).click();
  }
  await expect(walk.dialog.getByText('We do not know this person.')).toBeVisible();
  await walk.accept();
  await walk.grant('screen.view');

  await walk.ask('input.control');
  const read = technician.getByRole('list', { name: 'The four words' });
  await expect(read.getByRole('listitem')).toHaveCount(4);
  const words = (await read.getByRole('listitem').allInnerTexts()).join(' ');
  const page = user.getByRole('alertdialog', { name: /^Are you on the phone with /u });
  const right = page.getByRole('button', { name: words, exact: true });
  await expect(right).toBeEnabled();
  for (const side of [user, technician]) expect(await barriersInBoth(side)).toEqual([]);
  await right.click();
  await expect(read).toBeHidden();
  await expect(walk.dialog.getByText(/^You compared the words with /u)).toBeVisible();
  await walk.allow('input.control');
  const target = { x: 200, y: 300 };
  await pointAt(technician, await drawnPicture(walk.video), target);
  await until(async () => {
    const pointer = await x.pointer();
    return (Math.abs(pointer.x - target.x) <= 1 && Math.abs(pointer.y - target.y) <= 1) || undefined;
  }, 15_000);
  await walk.stop();

  await walk.home();
  await walk.claim(await walk.request());
  await expect(walk.dialog.getByText(/^Has helped you once, on /u)).toBeVisible();
});
