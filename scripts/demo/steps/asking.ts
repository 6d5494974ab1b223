import { seen, textOf } from '../seen.ts';
import { PROBLEM, USER } from '../stage.ts';
import { step } from '../step.ts';

export const asking = step({
  id: '01-asking',
  title: 'Robin asks for help',
  sentence: 'Robin says in plain words what is wrong and gets a number. The request stands in the queue of whoever is available.',
  checks: {
    number: 'The user gets a number',
    safe: 'The user reads that nobody can see the computer',
    queue: 'The request is in the console within a second',
    title: 'The console’s tab counts it',
  },
  async work({ stage, check, measure, look }) {
    const { user, technician } = stage;
    await user.getByLabel(/what is going wrong/iu).fill(PROBLEM);
    await user.getByLabel('Your name').fill(USER);
    const row = technician.getByRole('listitem').filter({ hasText: PROBLEM });
    const began = performance.now();
    const [, , took] = await Promise.all([
      user.getByRole('button', { name: 'Ask a technician' }).click(),
      user.getByRole('heading', { name: /#\d+ is with us/u }).waitFor(),
      row.waitFor().then(() => performance.now() - began),
    ]);
    const heading = await textOf(user.getByRole('heading', { name: /#\d+/u }));
    check('number', /#1001 is with us/u.test(heading), heading);
    check('safe', ...(await seen(user.getByText('Nobody can see your computer.'))));
    measure('send_to_console_ms', took, 'ms');
    check('queue', took <= 1000, `${took.toFixed(0)} ms from the click`);
    const title = await technician.title();
    check('title', title.startsWith('(1)'), title);
    await look();
  },
});
