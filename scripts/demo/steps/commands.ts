import { ask, opened, sayYes } from '../consent.ts';
import { seen, terminalLines } from '../seen.ts';
import { PRINTER_FILE, TECHNICIAN } from '../stage.ts';
import { step } from '../step.ts';
import { BY_TEXT } from './editing.ts';

const REASON = 'I want to check that the file is right.';
const COMMAND = `cat ${PRINTER_FILE}; echo $((6*7)) lines of patience`;
const OUTPUT = '42 lines of patience';

export const askingForCommands = step({
  id: '11-commands-asked',
  title: 'Commands are a question of their own',
  sentence: 'A yes to the mouse is no yes to commands. This question says plainly what they can do.',
  checks: {
    none: 'A yes to screen and mouse opened no commands',
    words: 'The question says that the technician can read, change and delete everything',
    held: 'While it is read, the mouse is held',
  },
  async work({ stage, check, look }) {
    const { technician, user } = stage;
    await technician.getByRole('tab', { name: 'Commands' }).click();
    check('none', ...(await seen(technician.getByRole('heading', { name: 'No commands yet' }))));
    const { allow, text } = await ask(stage, 'Commands', REASON);
    check('words', text.includes(`${TECHNICIAN} can read, change and delete everything that you can`), text);
    check('held', ...(await seen(technician.getByText('Frozen for the moment.'))));
    await opened(allow);
    await look();
    await sayYes(user);
  },
});

export const running = step({
  id: '12-commands',
  title: 'Tess runs a command, Robin watches',
  sentence: 'A real shell on Robin’s computer. Robin sees every character of it, and the command in plain words.',
  checks: {
    output: 'The command’s output comes to the technician',
    umlaut: 'What was typed into the editor is what the shell reads',
    mirror: 'The user sees the same in the mirror',
    feed: 'The command stands in the user’s list of what happened',
  },
  async work({ stage, check, look }) {
    const { technician, user } = stage;
    await technician.getByRole('button', { name: 'Open commands' }).click();
    const terminal = technician.locator('.xterm-rows');
    await terminal.getByText('robin@front-desk').first().waitFor();
    await technician.keyboard.type(`${COMMAND}\n`);
    await terminal.getByText(OUTPUT).last().waitFor();
    const shown = await terminalLines(terminal);
    check('output', shown.includes(OUTPUT), shown.find((line) => line.startsWith('42')) ?? 'no such line');
    check('umlaut', shown.includes(BY_TEXT), shown.find((line) => line.includes('Kosten')) ?? 'no such line');
    await user.getByRole('tab', { name: 'What happened' }).click();
    check('feed', ...(await seen(user.getByRole('list', { name: 'What happened' }).getByText(COMMAND))));
    await user.getByRole('tab', { name: 'Commands' }).click();
    const mirror = user.locator('.xterm-rows');
    await mirror.getByText(OUTPUT).last().waitFor();
    const mirrored = await terminalLines(mirror);
    check('mirror', mirrored.join('\n').trim() === shown.join('\n').trim(), `${mirrored.filter(Boolean).length} lines`);
    await look();
  },
});
