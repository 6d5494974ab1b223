import { spawnSync } from 'node:child_process';
import { type BrowserUser, ensureSystemUser } from '@alongside/agent-node';
import { alongsideBin } from '../lib/paths.ts';

/**
 * The users that programs of practice computers run as where we are root; of no use to anything else. One for each number:
 * what one session leaves behind cannot read or operate the next.
 */
const nameOf = (number: number) => `alongside-practice-${number}`;

/** Whom the practice computer's programs run as. */
export interface PracticeUser {
  /** Undefined: as ourselves. */
  readonly programs: BrowserUser | undefined;
  /** The agent may have to stay root, where that user cannot read this checkout. */
  readonly agent: BrowserUser | undefined;
}

/** Commands that a technician runs there are real: as root they must not be root's. */
export async function practiceUser(number: number, say: (line: string) => void): Promise<PracticeUser> {
  if (process.getuid?.() !== 0) {
    say('Its programs, and commands in a session, run as you: they have a home of their own but can reach your files.');
    return { programs: undefined, agent: undefined };
  }
  const name = nameOf(number);
  const programs = await ensureSystemUser(name);
  if (programs === undefined) {
    say(`The user ${name} cannot be made here: programs of the practice computer run as root.`);
    return { programs, agent: undefined };
  }
  if (canStartAgent(programs)) return { programs, agent: programs };
  say(`The user ${name} cannot read this folder: the agent, and commands in a session, run as root.`);
  return { programs, agent: undefined };
}

function canStartAgent({ uid, gid, home }: BrowserUser): boolean {
  const { status } = spawnSync(process.execPath, [alongsideBin, '--help'], { uid, gid, cwd: '/', env: { HOME: home } });
  return status === 0;
}
