import { until } from '../../../test/fixtures/until.ts';
import { ask, opened } from '../consent.ts';
import { isSamePicture, type Likeness, likeness } from '../likeness.ts';
import { nextClickAt, nextFrameAt, picturePixels } from '../remote-picture.ts';
import { seen, textOf } from '../seen.ts';
import { moveSharingBar, type Stage, TECHNICIAN, USER } from '../stage.ts';
import { step } from '../step.ts';

const REASON = 'I want to see the printer’s file.';
/** UX.md: a consent page has at most 60 words. */
const MOST_WORDS = 60;
/** UX.md: from the notice of a request to the picture. */
const MOST_CLICKS = 4;
const COMPARED = { width: 180, height: 101 };

export const askingForScreen = step({
  id: '05-screen-asked',
  title: 'Tess asks to see the screen',
  sentence: 'One thing at a time, with a reason and a duration. “Do not allow” stands first.',
  checks: {
    reason: 'The user reads the reason word by word',
    short: 'The question has at most 60 words',
    deny: '“Do not allow” stands first and is as large',
    reading: 'The technician sees that the user is reading',
  },
  async work({ stage, check, look }) {
    const { technician } = stage;
    const { allow, deny, text, words } = await ask(stage, 'Screen', REASON);
    check('reason', text.includes(`“${REASON}”`), text);
    check('short', words <= MOST_WORDS, `${words} words`);
    const [no, yes] = [await deny.boundingBox(), await allow.boundingBox()];
    const [noArea, yesArea] = [no, yes].map((box) => (box === null ? 0 : Math.round(box.width * box.height)));
    const first = no !== null && yes !== null && (no.y < yes.y || no.x < yes.x);
    check('deny', first && (noArea ?? 0) >= (yesArea ?? 0), `${await textOf(deny)}: ${noArea} px², Allow: ${yesArea} px²`);
    check('reading', ...(await seen(technician.getByText(`${USER} is reading`))));
    await opened(allow);
    await look();
  },
});

export const seeing = step({
  id: '06-picture',
  title: 'Robin allows it, Tess sees the screen',
  sentence: 'The picture goes from the one computer to the other. Robin’s bar says who sees what, and for how long.',
  checks: {
    came: 'The picture comes',
    same: 'The technician’s picture is the user’s screen, pixel by pixel compared',
    bar: 'The user’s bar says that the screen is seen',
    clicks: 'From the notice to the picture it took the technician at most 4 clicks',
  },
  async work({ stage, check, measure, look }) {
    const { user, technician, desktop } = stage;
    const [clicked, drawn] = [nextClickAt(user), nextFrameAt(technician)];
    await user.getByRole('alertdialog').getByRole('button', { name: /^Let /u }).click();
    const [allowedAt, frameAt] = await Promise.all([clicked, drawn]);
    measure('allow_to_first_frame_ms', frameAt - allowedAt, 'ms');
    check('came', frameAt > allowedAt, `${(frameAt - allowedAt).toFixed(0)} ms after the click on Allow`);
    check('clicks', stage.clicks <= MOST_CLICKS, `${stage.clicks} clicks`);
    measure('clicks_from_notice_to_picture', stage.clicks, 'clicks');
    check('bar', ...(await seen(user.getByText(`${TECHNICIAN} sees your screen`))));
    await moveSharingBar(desktop);
    const compared = await compare(stage);
    const detail = `mean difference ${compared.difference.toFixed(1)} of 255, correlation ${compared.correlation.toFixed(3)}`;
    check('same', isSamePicture(compared), detail);
    await look();
  },
});

/** The best of several looks: while something moves, the picture is a little behind. */
async function compare({ technician, desktop }: Stage): Promise<Likeness> {
  let best: Likeness | undefined;
  const { width, height } = COMPARED;
  await until(async () => {
    const [screen, picture] = await Promise.all([desktop.pixels(width, height), picturePixels(technician, width, height)]);
    const now = likeness(screen, picture);
    if (best === undefined || now.correlation > best.correlation) best = now;
    return isSamePicture(now) || undefined;
  }, 5_000).catch((error: unknown) => {
    // Looked at, but never the same: that is an answer.
    if (best === undefined) throw error;
  });
  return best ?? { difference: 255, correlation: 0 };
}
