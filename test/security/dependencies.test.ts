import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playedAs } from './attack-notes.ts';
import { root } from './named-tests.ts';

playedAs('whoever publishes packages');

/** What others publish: the very bytes that the lockfile names, from the registry alone, and no script of theirs runs unasked. */

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
const locked = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
  ([folder, { link }]) => folder.includes('node_modules/') && !link,
);

test('every package is the one whose hash the lockfile has', () => {
  expect(locked.length).toBeGreaterThan(400);
  const weak = locked.filter(([, { integrity }]) => integrity !== undefined && !integrity.startsWith('sha512-'));
  expect(weak).toEqual([]);
  // Formatter and parser of the checks, for systems on which nobody has run them yet.
  const bare = locked.filter(([, { integrity }]) => integrity === undefined);
  expect(bare.filter(([folder, { optional }]) => !optional || !/@(?:biomejs\/cli|oxc-parser\/binding)-/u.test(folder))).toEqual(
    [],
  );
});

test('none comes from elsewhere than the registry', () => {
  const elsewhere = locked.filter(
    ([, { resolved = '' }]) => resolved !== '' && !resolved.startsWith('https://registry.npmjs.org/'),
  );
  expect(elsewhere).toEqual([]);
});

test('versions are exact in every manifest, and no range can bring in another', () => {
  const workspaces = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  );
  const loose = ['package.json', ...workspaces].flatMap((path) => {
    const manifest = read(path);
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.entries((manifest[kind] ?? {}) as Record<string, string>)
        .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version))
        .map(([name, version]) => `${path}: ${name}@${version}`),
    );
  });
  expect(loose).toEqual([]);
});

test('install scripts are off, but for packages that are listed by name', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/mu);
  const allowed = Object.keys(read('package.json').allowScripts as object);
  expect(allowed.sort()).toEqual(['keytar', 'node-pty']);
});
