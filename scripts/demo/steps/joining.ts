import type { Page } from '@playwright/test';
import { questionOf } from '../consent.ts';
import { seen } from '../seen.ts';
import { ORGANISATION, TECHNICIAN } from '../stage.ts';
import { step } from '../step.ts';

/** DESIGN 3.2: Allow works 1 s after the dialog is wholly visible. */
const GUARD_MS = 1_000;

export const claiming = step({
  id: '02-claiming',
  title: 'Tess claims it and asks to join',
  sentence: 'One click claims the request. Robin reads who would like to join, and that joining shows nothing.',
  checks: {
    who: 'The question names the technician and the organisation',
    guard: 'The yes is shut at first',
    waits: 'The technician waits for the user',
    noLink: 'There is no connection before the yes',
  },
  async work({ stage, check, measure, look }) {
    const { user, technician, press } = stage;
    await countLinks(technician);
    const guard = shutFor(user);
    await press(technician.getByRole('button', { name: 'Claim' }));
    const { text } = await questionOf(user);
    check('who', text.includes(TECHNICIAN) && text.includes(ORGANISATION), text);
    const shut = await guard;
    measure('shut_before_yes_ms', shut, 'ms');
    check('guard', shut >= GUARD_MS, `open ${shut.toFixed(0)} ms after the question came`);
    check('waits', ...(await seen(technician.getByText('Waiting for Robin to let you join.'))));
    const links = await linksOf(technician);
    check('noLink', links === 0, `${links} connections made by the console`);
    await look();
  },
});

export const joining = step({
  id: '03-joining',
  title: 'Robin lets Tess join',
  sentence: 'Now there is a connection between the two computers, and it carries messages and questions, nothing else.',
  checks: {
    linked: 'The yes makes the connection',
    told: 'The technician reads that nothing can be seen yet',
    nothing: 'The console has no picture',
    bar: 'The user’s bar says that the technician sees nothing',
  },
  async work({ stage, check, look }) {
    const { user, technician } = stage;
    await user.getByRole('button', { name: /^Let .* join/u }).click();
    check('told', ...(await seen(technician.getByText('Chat is open. Ask before you see anything.'))));
    const links = await linksOf(technician);
    check('linked', links === 1, `${links} connections made by the console`);
    const width = await technician.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth);
    check('nothing', width === 0, `the picture is ${width} px wide`);
    check('bar', ...(await seen(user.getByText(`${TECHNICIAN} is here and sees nothing`))));
    await look();
  },
});

/** How long the yes of the next question is shut after the question came, ms by the page's own clock; 0 where it came open. */
function shutFor(user: Page): Promise<number> {
  return user.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let came: number | undefined;
        const observer = new MutationObserver(() => {
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role=alertdialog] [data-answers] button')];
          const yes = buttons.find((button) => button.textContent.startsWith('Let '));
          if (yes === undefined) return;
          came ??= performance.now();
          if (yes.disabled) return;
          observer.disconnect();
          resolve(performance.now() - came);
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
  );
}

/** Counts the peer connections that the page makes from now on. */
function countLinks(technician: Page): Promise<void> {
  return technician.evaluate(() => {
    const Original = window.RTCPeerConnection;
    const counted = { links: 0 };
    Object.assign(window, { counted });
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        counted.links += 1;
      }
    };
  });
}

function linksOf(technician: Page): Promise<number> {
  return technician.evaluate(() => (window as unknown as { counted: { links: number } }).counted.links);
}
