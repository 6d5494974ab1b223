import type { Page } from '@playwright/test';
import { placeOf } from '../remote-picture.ts';
import { seen, textOf } from '../seen.ts';
import { USER } from '../stage.ts';
import { step } from '../step.ts';

export const ownWindow = step({
  id: '10-own-window',
  title: 'Robin’s own window takes no click of Tess’s',
  sentence:
    'Whoever is being watched decides, and not with the watcher’s mouse: a press on Robin’s Stop button from afar does nothing, and Tess is told why.',
  checks: {
    refused: 'A press on the agent’s window from afar does not arrive',
    told: 'The technician is told why',
    goesOn: 'The session goes on',
  },
  async work({ stage, check, look }) {
    const { technician, user, desktop } = stage;
    const stop = user.getByRole('button', { name: 'Stop', exact: true });
    await countPresses(user);
    const [window] = await desktop.windowsNamed('^Alongside');
    const button = await stop.boundingBox();
    if (window === undefined || button === null) throw new Error('the agent’s window has no Stop button');
    const origin = await desktop.areaOf(window);
    const target = { x: origin.x + button.x + button.width / 2, y: origin.y + button.y + button.height / 2 };
    const { page } = await placeOf(technician, target);
    await technician.mouse.move(page.x, page.y);
    await technician.mouse.down();
    await technician.mouse.up();
    const note = technician.getByText(`That was ${USER}'s Alongside window. It takes no remote input.`);
    check('told', ...(await seen(note)));
    const presses = await pressesOf(user);
    check('refused', presses === 0, `${presses} presses came to the page`);
    check('goesOn', await stop.isVisible(), await textOf(user.getByRole('status').first()));
    await look();
  },
});

function countPresses(user: Page): Promise<void> {
  return user.evaluate(() => {
    const counted = { presses: 0 };
    Object.assign(window, { counted });
    window.addEventListener('pointerdown', () => (counted.presses += 1), { capture: true });
  });
}

function pressesOf(user: Page): Promise<number> {
  return user.evaluate(() => (window as unknown as { counted: { presses: number } }).counted.presses);
}
