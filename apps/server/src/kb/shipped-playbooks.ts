import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Playbook, playbook } from '@alongside/protocol';

/** The playbooks that come with the program, by title. Throws an Error that names the file for one that is none. */
export function readShippedPlaybooks(folder: string): Playbook[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      try {
        return playbook.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      } catch (error) {
        throw new Error(`${name} is no playbook: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    })
    .sort((one, other) => one.title.localeCompare(other.title));
}
