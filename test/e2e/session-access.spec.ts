import type { Page } from '@playwright/test';
import { barriersInBoth } from '../fixtures/barriers.ts';
import { expect, test } from '../fixtures/session-test.ts';

/** How far a page reaches beyond its window, in CSS pixels. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return [scrollWidth - clientWidth, scrollHeight - clientHeight];
  });

/** Everything of a console page that has words stays inside its window, or in a column that scrolls and stays inside. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const scrolls = (element: Element) => {
      const isBar = /auto|scroll/u.test(getComputedStyle(element).overflowY);
      return isBar && element.scrollHeight > element.clientHeight;
    };
    const columnOf = (element: Element): Element | null => {
      const parent = element.parentElement;
      return parent === null || scrolls(parent) ? parent : columnOf(parent);
    };
    return [...document.querySelectorAll('button, h1, h2, [role=tab], [role=timer]')].flatMap((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const { top, bottom } = (columnOf(element) ?? element).getBoundingClientRect();
      const shown = width > 0 && element.checkVisibility();
      const inside = left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
      return !shown || inside ? [] : [`${element.textContent} at ${Math.round(left)},${Math.round(top)}`];
    });
  });

test('a live session has no barriers and nothing is cut at 1280x720, light and dark', async ({ walk }) => {
  test.setTimeout(120_000);
  const { user, technician } = walk;
  const look = async (page: Page) => {
    expect(await barriersInBoth(page)).toEqual([]);
    expect(await overflow(page)).toEqual([0, 0]);
  };
  try {
    await walk.join();
    await walk.ask('screen.view');
    await expect(walk.dialog.getByRole('button', { name: /^Let .+ see my screen/u })).toBeEnabled();
    await look(user);
    await walk.allow('screen.view');
    await walk.pictureSeen();
    await walk.grant('input.control', 'shell.run', 'diagnostics.read');
    await look(user);
    for (const name of ['Screen', 'Commands', 'Diagnosis', 'Conversation'] as const) {
      await walk.tab(name).click();
      if (name === 'Commands') await walk.openShell();
      expect(await cutOff(technician)).toEqual([]);
      await look(technician);
    }
    for (const name of ['What happened', 'Commands'] as const) {
      await walk.userTab(name).click();
      await look(user);
    }
    await walk.stop();
    await look(user);
    await expect(technician.getByText(/^Robin stopped the session at /u)).toBeVisible();
    await look(technician);
  } finally {
    for (const page of [user, technician]) await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  }
});

test('by keyboard alone: claim, ask, allow, leave the picture, take back and stop', async ({ walk }) => {
  const { user, technician } = walk;
  const focusedName = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
  /** Tab, until what has the focus is called so. */
  const tabTo = async (page: Page, name: RegExp) => {
    for (let steps = 0; steps < 40; steps += 1) {
      if (name.test(await focusedName(page))) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not come to ${name}; it is at ${await focusedName(page)}`);
  };
  await walk.request();
  await expect(technician.getByRole('button', { name: /^Claim #/u })).toBeVisible();
  await technician.locator('body').press('j');
  await technician.keyboard.press('c');
  await expect(walk.dialog).toBeVisible();
  // The safe answer has the focus; the other one is the next.
  await expect.poll(() => focusedName(user)).toBe('Not now');
  await expect(walk.dialog.getByRole('button', { name: /^Let .+ join$/u })).toBeEnabled();
  await tabTo(user, /^Let .+ join$/u);
  await user.keyboard.press('Enter');
  await expect(technician.getByText('Chat is open. Ask before you see anything.')).toBeVisible();
  await tabTo(technician, /^Ask for: Screen$/u);
  await technician.keyboard.press('Enter');
  // The usual reason stands there.
  const form = technician.getByRole('dialog', { name: 'Ask for: Screen' });
  await expect(form.getByRole('textbox')).toBeFocused();
  await technician.keyboard.press('Enter');
  await expect.poll(() => focusedName(user)).toBe('Do not allow');
  await expect(walk.dialog.getByRole('button', { name: /^Let .+ see my screen/u })).toBeEnabled();
  await tabTo(user, /^Let .+ see my screen/u);
  await user.keyboard.press('Enter');
  await walk.pictureSeen();
  await walk.grant('input.control');
  await technician.getByLabel(/^Keys for Robin's computer/u).focus();
  await expect(technician.getByText(/^Keys go to Robin's computer · Ctrl\+Alt\+Shift\+X leaves$/u)).toBeVisible();
  // Inside the picture Tab is the other computer's; the shown chord leaves.
  await technician.keyboard.press('Tab');
  await expect(technician.getByLabel(/^Keys for Robin's computer/u)).toBeFocused();
  await technician.keyboard.press('Control+Alt+Shift+KeyX');
  await expect(technician.getByLabel(/^Keys for Robin's computer/u)).not.toBeFocused();
  await tabTo(user, /^Take back: mouse$/u);
  await user.keyboard.press('Enter');
  await expect(walk.askButton('input.control')).toBeVisible();
  await tabTo(user, /^Stop$/u);
  await user.keyboard.press('Enter');
  await expect(user.getByRole('heading', { name: 'Stopped.' })).toBeVisible();
});
