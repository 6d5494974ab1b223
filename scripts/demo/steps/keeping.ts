import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveFromAgent, saveFromConsole, verify } from '../records.ts';
import { step } from '../step.ts';

interface SavedRecord {
  readonly entries: readonly { readonly type: string }[];
}

/** What happened in this story, in its order; other entries may stand between. */
const HAPPENED = [
  'session/start',
  'join/accepted',
  'chat/said',
  'consent/asked',
  'consent/shown',
  'consent/answered',
  'screen/started',
  'grant/started',
  'input/started',
  'shell/opened',
  'shell/command',
  'diagnostics/read',
  'grant/ended',
  'consent/answered',
  'session/end',
];

export function keeping(folder: string) {
  return step({
    id: '17-record',
    title: 'Both keep the same record',
    sentence:
      'Robin and Tess each save it. Anybody can check it, without a server: what happened is told in plain words, and one changed letter is found.',
    checks: {
      user: 'The user’s record is good',
      technician: 'The technician’s record is the same, as far as both have it',
      story: 'The record has what happened, in its order',
      words: 'The check tells the command and the no in plain words',
      altered: 'One changed letter is found and named',
      missing: 'A cut end is found',
    },
    async work({ stage, check, look, quote }) {
      const { user, technician } = stage;
      await user.getByRole('button', { name: 'Everything, by the minute' }).click();
      await technician.getByRole('tab', { name: 'Conversation' }).click();
      const mine = await saveFromAgent(user);
      const theirs = await saveFromConsole(technician);
      const kept = (name: string, text: string) => {
        writeFileSync(join(folder, name), text);
        return verify(join(folder, name));
      };
      const [good, their, altered, cut] = await Promise.all([
        kept('ledger.json', mine),
        kept('ledger-technician.json', theirs),
        kept('ledger-altered.json', mine.replace('cat printer.txt', 'cat printer.tnt')),
        kept('ledger-cut.json', withoutEnd(mine)),
      ]);
      quote(good.told);
      check('user', good.code === 0, `exit ${good.code}: ${firstOf(good.told)}`);
      const [one, other] = [JSON.parse(mine), JSON.parse(theirs)] as [SavedRecord, SavedRecord];
      const shared = Math.min(one.entries.length, other.entries.length);
      const same = JSON.stringify(one.entries.slice(0, shared)) === JSON.stringify(other.entries.slice(0, shared));
      const enough = same && shared > HAPPENED.length && [0, 2].includes(their.code);
      check('technician', enough, `${shared} of ${one.entries.length} entries are the same; exit ${their.code}`);
      const types = one.entries.map(({ type }) => type);
      check('story', inOrder(types, HAPPENED), types.join(' '));
      const plain = ['cat printer.txt', 'did not allow'].filter((part) => good.told.includes(part));
      check('words', plain.length === 2, plain.join(', '));
      check('altered', altered.code === 1 && /altered/u.test(altered.told), `exit ${altered.code}: ${problemOf(altered.told)}`);
      check('missing', cut.code === 2, `exit ${cut.code}: ${problemOf(cut.told)}`);
      await look();
    },
  });
}

function withoutEnd(record: string): string {
  return record.replace(/,\{[^{}]*"data":\{[^{}]*\}[^{}]*"type":"session\/end"\}/u, '');
}

function inOrder(all: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const each of all) if (each === wanted[at]) at += 1;
  return at === wanted.length;
}

function firstOf(told: string): string {
  return told.trim().split('\n')[0] ?? '';
}

/** The first two lines: that something is wrong, and what. */
function problemOf(told: string): string {
  return told.trim().split('\n').filter(Boolean).slice(0, 2).join(' ');
}
