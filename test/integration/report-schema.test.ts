import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { canonical } from '@alongside/consent';
import { report } from '@alongside/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPORT_SCHEMA_FILE, reportSchema } from '../../scripts/lib/report-schema.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const BIN = fileURLToPath(new URL('../../apps/agent/bin/alongside.mjs', import.meta.url));
const published = readFileSync(REPORT_SCHEMA_FILE, 'utf8');
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(published) as object);

/** A change of one field as whoever writes a report by hand might make it. */
type Change = readonly [what: string, change: (made: Record<string, never>) => void];

describe('docs/report-v1.schema.json', () => {
  let text = '';
  let code: number | string | null | undefined;
  beforeAll(async () => {
    const folder = temporaryFolder();
    try {
      const args = [BIN, 'scan', '--json', '--quiet', '--level', 'P2', '--data', folder.path];
      const done = await promisify(execFile)(process.execPath, args, { maxBuffer: 4 * 1024 * 1024 }).catch(
        (error: { stdout: string; stderr: string; code?: number | string | null }) => error,
      );
      text = done.stdout;
      code = 'code' in done ? done.code : 0;
      expect(done.stderr).toBe('');
    } finally {
      folder.remove();
    }
  }, 60_000);

  it('is what the zod schema says; `node scripts/diagnostics-docs.ts` and `npm run format` write it anew', () => {
    expect(JSON.parse(published)).toEqual(JSON.parse(reportSchema()));
  });

  it('holds what `alongside scan --json` prints of this machine, which is canonical and exits by its worst finding', () => {
    const made = JSON.parse(text) as unknown;
    expect(validate(made), JSON.stringify(validate.errors)).toBe(true);
    const { findings, facts } = report.parse(made);
    expect(canonical(made)).toBe(text);
    const statuses = findings.map(({ status }) => status);
    expect(code).toBe(statuses.includes('fail') ? 2 : statuses.includes('warn') ? 1 : 0);
    expect(findings.length).toBeGreaterThan(5);
    expect(facts.operatingsystem.status).toBe('known');
  });

  it.each<Change>([
    ['a surplus field', (made) => Object.assign(made, { more: 1 })],
    ['a surplus field of a finding', (made) => Object.assign(made.findings?.[0] ?? {}, { owner: 'Robin' })],
    ['another format', (made) => Object.assign(made, { format: 'report/v2' })],
    ['no consent', (made) => void delete (made as { consent?: unknown }).consent],
    ['a status that there is not', (made) => Object.assign(made.findings?.[0] ?? {}, { status: 'good' })],
    ['a reason that there is not', (made) => Object.assign(made, { unknowns: [{ check: 'a.b', reason: 'bored' }] })],
    ['time that runs backwards', (made) => Object.assign(made.meta ?? {}, { tookMs: -1 })],
  ])('refuses %s, as the zod schema does', (_, change) => {
    const made = JSON.parse(text) as Record<string, never>;
    change(made);
    expect([validate(made), report.safeParse(made).success]).toEqual([false, false]);
  });
});
