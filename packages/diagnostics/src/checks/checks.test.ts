import { readdirSync } from 'node:fs';
import { SYSTEMS } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { checkRows } from '../texts/check-texts.ts';
import { rowOf, thresholds } from '../thresholds.ts';
import { CHECKS } from './index.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !/^index\.ts$|\.test\.ts$/u.test(name));

describe('the checks', () => {
  it('are one file each, each in the list, with a data row and a text row and none too many', () => {
    const ids = CHECKS.map(({ id }) => id).sort();
    expect(files.map((name) => name.replace(/\.ts$/u, '').replace('-', '.')).sort()).toEqual(ids);
    expect(Object.keys(thresholds.checks).sort()).toEqual(ids);
    expect(Object.keys(checkRows).sort()).toEqual(ids);
  });

  it('have codes that are told apart by ear, and a source for every number', () => {
    const codes = CHECKS.map(({ id }) => rowOf(id).code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { id } of CHECKS) {
      expect(rowOf(id).code, id).toMatch(/^[A-Z]{3}-\d{2}$/u);
      expect(rowOf(id).source.length, id).toBeGreaterThan(3);
    }
  });

  it.each(CHECKS.map((check) => [check.id, check] as const))('%s says what it means and what to do, calmly', (id, check) => {
    const row = checkRows[id];
    for (const text of ['title', 'meaning', 'todo', 'technician']) expect(row?.[text], text).toMatch(/\S/u);
    for (const sentence of Object.values(row ?? {})) expect(sentence).not.toMatch(/!|\b(he|she|his|her)\b|please/iu);
    expect(SYSTEMS.some((system) => check.probes[system] !== undefined)).toBe(true);
  });
});
