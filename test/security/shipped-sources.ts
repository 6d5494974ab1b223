import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesBelow } from '../fixtures/files-below.ts';
import { root } from './named-tests.ts';

export interface ShippedSource {
  /** From the root of the checkout. */
  readonly file: string;
  readonly text: string;
}

const NOT_SOURCES = ['node_modules', 'dist', 'dist-electron', 'testkit', 'testing'];

/** Every source file that a person runs: no tests, no fixtures, nothing that was built. */
export function shippedSources(folders: readonly string[] = ['apps', 'packages']): readonly ShippedSource[] {
  return folders
    .flatMap((folder) => filesBelow(join(root, folder), NOT_SOURCES))
    .filter((file) => /\.(?:ts|tsx|mjs|html)$/u.test(file) && !/\.test\.tsx?$/u.test(file))
    .map((file) => ({ file: relative(root, file), text: readFileSync(file, 'utf8') }));
}
