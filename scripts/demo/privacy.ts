import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files below `folder` that hold `text` as UTF-8. */
export function filesWith(folder: string, text: string): readonly string[] {
  const wanted = Buffer.from(text, 'utf8');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(wanted));
}
