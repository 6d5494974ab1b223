import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHECKS } from './checks/index.ts';

test('each article that a check names is there', () => {
  const files = readdirSync(fileURLToPath(new URL('../../../content/kb/', import.meta.url)));
  const named = new Set(CHECKS.flatMap(({ article }) => article ?? []));
  expect([...named].filter((id) => !files.includes(`${id}.md`))).toEqual([]);
});
