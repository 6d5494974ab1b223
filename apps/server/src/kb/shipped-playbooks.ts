import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Playbook, playbook } from '@alongside/protocol';

/** The playbooks that come with the program, in each language. Throws an Error that names the file for one that is none. */
export function readShippedPlaybooks(folder: string): Playbook[] {
  // What is not English lies in a folder of its language.
  return [folder, ...LANGUAGES.map((language) => join(folder, language))].filter((each) => existsSync(each)).flatMap(readFolder);
}

function readFolder(folder: string): Playbook[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      try {
        return playbook.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      } catch (error) {
        throw new Error(`${name} is no playbook: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    });
}
