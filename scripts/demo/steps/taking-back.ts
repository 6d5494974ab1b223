import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../consent.ts';
import { placeOf } from '../remote-picture.ts';
import { seen } from '../seen.ts';
import { type Stage, USER } from '../stage.ts';
import { step } from '../step.ts';
import { tell } from './mouse.ts';

const REASON = 'I would like to try it once more.';
const STILL_MS = 300;

export const takingBack = step({
  id: '14-take-back',
  title: 'Robin takes the mouse back while it moves',
  sentence: 'Anything that was allowed can be taken back by itself, in the middle of its use. The rest goes on.',
  checks: {
    inUse: 'The mouse was in use until then',
    still: 'From the click on, the pointer stands still',
    told: 'The technician may ask for the mouse again, and has it no more',
    rest: 'Screen and commands go on',
  },
  async work({ stage, check, look }) {
    const { technician, user, desktop } = stage;
    await technician.getByRole('tab', { name: 'Screen' }).click();
    const circle = await circling(stage);
    try {
      const one = await desktop.pointer();
      await wait(STILL_MS);
      const other = await desktop.pointer();
      check('inUse', one.x !== other.x || one.y !== other.y, `${tell(one)} → ${tell(other)}`);
      await user.getByRole('button', { name: 'Take back: mouse' }).click();
      const taken = await desktop.pointer();
      await wait(STILL_MS);
      const later = await desktop.pointer();
      check(
        'still',
        taken.x === later.x && taken.y === later.y,
        `${tell(taken)} → ${tell(later)}, with the technician still moving`,
      );
    } finally {
      await circle.end();
    }
    const again = technician.getByRole('button', { name: 'Ask for: Mouse and keys', exact: true });
    check('told', ...(await seen(again)));
    const lights = await user
      .getByRole('button', { name: /^Take back: /u })
      .evaluateAll((all) => all.map((each) => each.ariaLabel));
    const goesOn = ['screen', 'commands'].every((what) => lights.some((light) => light?.endsWith(what)));
    check('rest', goesOn && lights.length === 3, lights.join(', '));
    await look();
  },
});

export const refusing = step({
  id: '15-refused',
  title: 'Robin says no',
  sentence:
    'Tess asks for the mouse once more, and Robin says no. Nothing is allowed by it, and the same cannot be asked for a minute.',
  checks: {
    told: 'The technician reads that the user said no, and from when asking is possible again',
    shut: 'Asking for the same is shut',
    nothing: 'The technician’s mouse moves nothing',
  },
  async work({ stage, check, look }) {
    const { technician, desktop } = stage;
    const { deny, dialog } = await ask(stage, 'Mouse and keys', REASON);
    // At once: a no needs no waiting.
    await deny.click();
    await dialog.waitFor({ state: 'hidden' });
    const line = technician.getByText(new RegExp(`^${USER} said no to the mouse.*again from`, 'u'));
    check('told', ...(await seen(line)));
    const again = technician.getByRole('button', { name: 'Ask for: Mouse and keys', exact: true });
    check('shut', await again.isDisabled(), (await again.isDisabled()) ? 'shut' : 'open');
    const circle = await circling(stage);
    const before = await desktop.pointer();
    await wait(STILL_MS);
    await circle.end();
    const after = await desktop.pointer();
    check('nothing', before.x === after.x && before.y === after.y, `${tell(before)} → ${tell(after)}`);
    await look();
  },
});

/** The technician's mouse goes round over the picture until it is ended. */
async function circling({ technician, desktop }: Stage): Promise<{ end(): Promise<void> }> {
  const { page } = await placeOf(technician, { x: desktop.size.width * 0.75, y: desktop.size.height * 0.65 });
  let goes = true;
  const around = async () => {
    for (let turn = 0; goes; turn += 0.4) {
      await technician.mouse.move(page.x + Math.round(60 * Math.cos(turn)), page.y + Math.round(40 * Math.sin(turn)));
      await wait(10);
    }
  };
  const done = around();
  // A page that goes away ends the moving; whoever awaits `end` hears of it.
  done.catch(() => undefined);
  return {
    end: () => {
      goes = false;
      return done;
    },
  };
}
