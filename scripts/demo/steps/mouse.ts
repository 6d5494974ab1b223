import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../../test/fixtures/until.ts';
import { ask, opened, sayYes } from '../consent.ts';
import type { Point } from '../desktop.ts';
import { placeOf } from '../remote-picture.ts';
import { seen } from '../seen.ts';
import { type Stage, TECHNICIAN } from '../stage.ts';
import { step } from '../step.ts';

const REASON = 'I want to write the right paper into it.';
const TARGETS: readonly Point[] = [
  { x: 37, y: 781 },
  { x: 1131, y: 317 },
  { x: 905, y: 97 },
];
/** What a pointer needs to get there many times over. */
const ARRIVES_MS = 1_000;
const NOTHING_COMES_MS = 250;

export const askingForMouse = step({
  id: '07-mouse-asked',
  title: 'Seeing is not touching',
  sentence:
    'Until Robin allows the mouse, nothing that Tess does in the picture has an effect. The question says what can go wrong.',
  checks: {
    nothing: 'Without the grant the technician’s mouse moves nothing',
    words: 'The question says that the technician clicks and types as the user would',
  },
  async work({ stage, check, look }) {
    const { technician, desktop } = stage;
    const before = await desktop.pointer();
    for (const target of TARGETS) {
      const { page } = await placeOf(technician, target);
      await technician.mouse.move(page.x, page.y);
    }
    await wait(NOTHING_COMES_MS);
    const after = await desktop.pointer();
    check('nothing', before.x === after.x && before.y === after.y, `before ${tell(before)}, after ${tell(after)}`);
    const { allow, text } = await ask(stage, 'Mouse and keys', REASON);
    check('words', text.includes(`${TECHNICIAN} can click and type as you would`), text);
    await opened(allow);
    await look();
  },
});

export const pointing = step({
  id: '08-pointer',
  title: 'Robin allows the mouse',
  sentence: 'Where Tess points in the picture, there is the pointer on Robin’s screen, to the pixel.',
  checks: {
    pixel: 'The pointer is within one pixel of where the technician points',
    bar: 'The user’s bar says that the mouse is used',
  },
  async work({ stage, check, measure, look }) {
    const { user, technician } = stage;
    await sayYes(user);
    await technician.getByRole('button', { name: 'Return: Mouse and keys' }).waitFor();
    let worst = 0;
    const said: string[] = [];
    for (const target of TARGETS) {
      const { wanted, seen } = await point(stage, target);
      worst = Math.max(worst, Math.abs(wanted.x - seen.x), Math.abs(wanted.y - seen.y));
      said.push(`${tell(wanted)} → ${tell(seen)}`);
    }
    measure('pointer_error_px', worst, 'px');
    check('pixel', worst <= 1, said.join(', '));
    check('bar', ...(await seen(user.getByText(`${TECHNICIAN} uses your mouse`))));
    await look();
  },
});

/** Moves the technician's mouse over a pixel of the user's screen; where the X server says that the pointer is then. */
async function point({ technician, desktop }: Stage, target: Point): Promise<{ wanted: Point; seen: Point }> {
  const { page, screen } = await placeOf(technician, target);
  await technician.mouse.move(page.x, page.y);
  let seen = await desktop.pointer();
  await until(async () => {
    seen = await desktop.pointer();
    return (Math.abs(seen.x - screen.x) <= 1 && Math.abs(seen.y - screen.y) <= 1) || undefined;
  }, ARRIVES_MS).catch(() => undefined);
  return { wanted: screen, seen };
}

export function tell({ x, y }: Point): string {
  return `${x},${y}`;
}
