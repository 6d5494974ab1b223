import { filesWith } from '../privacy.ts';
import { seen } from '../seen.ts';
import { PROBLEM, USER } from '../stage.ts';
import { step } from '../step.ts';

const FROM_USER = 'It always asks for A5, but there is only A4 in the tray.';
const FROM_TECHNICIAN = 'Thank you. May I have a look at the printer’s file with you?';

export const conversation = step({
  id: '04-conversation',
  title: 'They write to each other',
  sentence: 'Messages go straight from one computer to the other. The server that introduced the two does not see them.',
  checks: {
    there: 'What the user writes reaches the technician',
    back: 'What the technician writes reaches the user',
    server: 'The server’s data has the request, and no message',
  },
  async work({ stage, check, look }) {
    const { user, technician, world } = stage;
    await user.getByRole('textbox', { name: 'Your message' }).fill(FROM_USER);
    await user.getByRole('button', { name: 'Send', exact: true }).click();
    // By its key, as who does this all day goes there.
    await technician.keyboard.press('r');
    check('there', ...(await seen(technician.getByText(FROM_USER))));
    await technician.getByRole('textbox', { name: `Write to ${USER}` }).fill(FROM_TECHNICIAN);
    await technician.keyboard.press('Enter');
    check('back', ...(await seen(user.getByRole('log').getByText(FROM_TECHNICIAN))));
    const [requests, messages] = [
      filesWith(world.server.dataDir, PROBLEM),
      [FROM_USER, FROM_TECHNICIAN].flatMap((text) => filesWith(world.server.dataDir, text)),
    ];
    check(
      'server',
      requests.length > 0 && messages.length === 0,
      `request in ${requests.join(', ')}; messages in ${messages.length} files`,
    );
    await look();
    await technician.keyboard.press('Escape');
    await technician.keyboard.press('s');
  },
});
