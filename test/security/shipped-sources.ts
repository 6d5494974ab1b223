import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './named-tests.ts';

export interface ShippedSource {
  /** From the root of the checkout. */
  readonly file: string;
  readonly text: string;
}

/** Every source file that a person runs: no tests, no fixtures, nothing that was built. */
export function shippedSources(folders: readonly string[] = ['apps', 'packages']): readonly ShippedSource[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|tsx|mjs|html)$/u.test(entry.name) && !/\.test\.tsx?$/u.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !/(?:^|\/)(?:node_modules|\.types|dist|testkit|testing)\//u.test(file))
      .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })),
  );
}
