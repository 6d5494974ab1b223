import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { nodeModules, root } from './paths.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** One line each of what failed, or needed a second try: where, which test, and the first words of its error. */
  remarks: string[];
}

export const FAILED_WITHOUT_REPORT: Tally = { passed: 0, failed: 1, skipped: 0, remarks: ['The tests ended without a report.'] };

/**
 * Runs Vitest on what is named, with its report in `scratch`. In CI Vitest tries a failed test again, and not a file whose
 * worker died, as by a fault in a module of machine code: that file is run again here, and it is said.
 */
export async function runVitest(scratch: string, ...which: string[]): Promise<Tally> {
  const first = await vitestOnce(scratch, which);
  if (!first) return FAILED_WITHOUT_REPORT;
  const died = first.files.filter(isUntold);
  if (!process.env.CI || died.length === 0) return tallyOf(first);
  const names = died.map(({ name }) => relative(root, name));
  const second = await vitestOnce(scratch, names);
  if (!second) return FAILED_WITHOUT_REPORT;
  const tally = tallyOf({ code: second.code, files: [...first.files.filter((file) => !died.includes(file)), ...second.files] });
  const again = names.map((name) => remark('Needed a second try', name, '(the file itself)', 'its worker died'));
  return { ...tally, remarks: [...again, ...tally.remarks] };
}

interface VitestRun {
  readonly code: number;
  readonly files: readonly VitestFile[];
}

interface VitestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

async function vitestOnce(scratch: string, which: readonly string[]): Promise<VitestRun | undefined> {
  const report = join(scratch, 'vitest.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool(['vitest/vitest.mjs', 'run', ...reporters, ...which]);
  if (!existsSync(report)) return undefined;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: VitestFile[] };
  return { code, files: testResults };
}

/** It failed, and neither a test nor an error of its own says why. */
function isUntold({ status, message, assertionResults }: VitestFile): boolean {
  return status === 'failed' && message === '' && assertionResults.every((result) => result.status !== 'failed');
}

function tallyOf({ code, files }: VitestRun): Tally {
  const count = (...wanted: string[]) =>
    files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => wanted.includes(status)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    // A file that cannot be loaded, or an error outside of any test, fails the run without a failed test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: count('pending', 'skipped', 'todo'),
    remarks: files.flatMap(failuresOf),
  };
}

function failuresOf({ name, status, message, assertionResults }: VitestFile): string[] {
  const file = relative(root, name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [remark('Failed', file, '(the file itself)', message)];
  return failed.map(({ fullName, failureMessages }) => remark('Failed', file, fullName, failureMessages[0] ?? ''));
}

/** Runs Playwright on these projects of its settings, with its report in `scratch`. */
export async function runPlaywright(scratch: string, projects: readonly string[]): Promise<Tally> {
  const report = join(scratch, 'playwright.json');
  const named = projects.map((name) => `--project=${name}`);
  const code = await runTool(['@playwright/test/cli.js', 'test', '--reporter=line,json', ...named], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    // Node strips types itself: Playwright's own loader compiles the same thousand files once more, on one core, before the first test.
    PW_DISABLE_TS_ESM: '1',
  });
  if (!existsSync(report)) return FAILED_WITHOUT_REPORT;
  const { stats, suites, errors } = JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport;
  const failed = stats.unexpected;
  return {
    passed: stats.expected + stats.flaky,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: stats.skipped,
    remarks: [
      ...errors.map(({ message }) => remark('Failed', 'test/e2e', '(outside of any test)', message ?? '')),
      ...suites.flatMap(troublesOf),
    ],
  };
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: PlaywrightSuite[];
  errors: { message?: string }[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs: {
    file: string;
    title: string;
    tests: { status: string; results: { errors: { message?: string }[] }[] }[];
  }[];
}

function troublesOf({ suites = [], specs }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) =>
        remark(
          status === 'flaky' ? 'Needed a second try' : 'Failed',
          `test/e2e/${file}`,
          title,
          results.flatMap(({ errors }) => errors).map(({ message = '' }) => message)[0] ?? '',
        ),
      ),
  );
  return [...own, ...suites.flatMap(troublesOf)];
}

function remark(what: string, file: string, test: string, message: string): string {
  const words = stripVTControlCharacters(message).replaceAll(/\s+/gu, ' ').trim();
  return `${what}: ${file} › ${test}: ${words.length > 300 ? `${words.slice(0, 300)}…` : words}`;
}

/** Runs a script of node_modules with our terminal; resolves with its exit code. */
export function runTool([script = '', ...args]: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, [join(nodeModules, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
