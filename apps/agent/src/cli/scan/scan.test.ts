import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeRun } from '@alongside/agent-core';
import { AppError, Emitter } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { type Finding, type Report, report as schema } from '@alongside/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { runScan } from './scan.ts';
import type { ScanParts, ScanStreams } from './scan-parts.ts';

const tookMs = 3;
const unknown = { status: 'unknown', reason: 'unsupported', tookMs } as const;

function finding(status: Finding['status'], rest: Partial<Finding> = {}): Finding {
  const evidence = [
    { name: 'free', subject: '/', value: 1024 ** 3, unit: 'bytes', limit: null },
    { name: 'freeShare', subject: '/', value: 0.03, unit: 'share', limit: 0.1 },
  ] as const;
  const common = { check: 'disk.space', code: 'DSK-01-7F', privacy: 'P1', measured_at: 0, tookMs } as const;
  return { ...common, status, text: status, evidence: [...evidence], ...rest };
}

function reportOf(findings: readonly Finding[], rest: Partial<Report> = {}): Report {
  return schema.parse({
    format: 'report/v1',
    meta: {
      reportId: 'report-000001',
      startedAt: Date.UTC(2026, 10, 21),
      tookMs: 900,
      agentVersion: '0.1.0',
      system: 'linux',
      profile: 'quick',
      elevated: false,
      thresholds: '2026-11-29',
    },
    consent: { basis: 'local', levels: ['P0', 'P1'], at: Date.UTC(2026, 10, 21) },
    facts: {
      operatingsystem: unknown,
      hardware: unknown,
      cpus: unknown,
      memories: unknown,
      drives: unknown,
      networks: unknown,
      batteries: unknown,
      processes: { status: 'removed' },
      softwares: { status: 'removed' },
    },
    findings,
    unknowns: [{ check: 'mem.avail', reason: 'timeout', privacy: 'P0', tookMs: 5000 }],
    redactions: [],
    timings: [],
    ...rest,
  });
}

const PASS = reportOf([finding('pass')]);

interface Played {
  readonly report?: Report;
  readonly run?: (run: ProbeRun) => Promise<Report>;
  readonly terminal?: ScanStreams['terminal'];
  readonly errorsToTerminal?: boolean;
  readonly signals?: Emitter<NodeJS.Signals>;
  readonly trouble?: AppError;
  readonly checkUpload?: ScanParts['checkUpload'];
  readonly upload?: ScanParts['upload'];
}

async function scan(argv: readonly string[], played: Played = {}) {
  const written = { out: '', err: '' };
  const runs: ProbeRun[] = [];
  let disposed = 0;
  const code = await runScan(argv, {
    streams: {
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
      terminal: played.terminal,
      errorsToTerminal: played.errorsToTerminal ?? false,
    },
    environment: { HOME: '/home/u' },
    checkUpload: played.checkUpload ?? (() => Promise.reject(new Error('not asked for'))),
    upload: played.upload ?? (() => Promise.reject(new Error('not asked for'))),
    dispose: () => undefined,
    onSignal: (played.signals ?? new Emitter<NodeJS.Signals>()).event,
    openProbes: ({ tellTrouble }) => {
      if (played.trouble) tellTrouble(played.trouble);
      return Promise.resolve({
        port: {
          run(run) {
            runs.push(run);
            run.onProgress({ done: 0, total: 2, now: 'cpus' });
            run.onProgress({ done: 1, total: 2, now: 'cpus' });
            run.onProgress({ done: 2, total: 2, now: 'disk.space' });
            return played.run?.(run) ?? Promise.resolve(played.report ?? PASS);
          },
        },
        dispose: () => {
          disposed += 1;
        },
      });
    },
  });
  expect(disposed).toBe(runs.length);
  return { code, runs, ...written };
}

test.each([
  [['--json', '--table']],
  [['--html', 'a', 'b']],
  [['surplus']],
  [['--json', 'file']],
  [['--profile', 'deep']],
  [['--level', 'P3']],
  [['--level', '']],
  [['--data=']],
  [['--html', '']],
  [['--what']],
])('%j is wrong usage, and nothing is read', async (argv) => {
  const { code, out, err, runs } = await scan(argv);
  expect({ code, out, runs }).toEqual({ code: 64, out: '', runs: [] });
  expect(err).toContain('alongside scan [--json | --table | --html [FILE]]');
});

test('--help tells every option and exit code, in lines that fit a terminal', async () => {
  const { code, out, err } = await scan(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const option of ['--json', '--table', '--html', '--profile', '--level', '--data', '--quiet', '--help'])
    expect(out).toContain(`  ${option}`);
  expect([...out.matchAll(/^ {2}(\d+) {2}/gmu)].map(([, exit]) => exit)).toEqual(['0', '1', '2', '3', '64', '130']);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(100);
});

test.each([
  [0, [finding('pass'), finding('info', { text: 'none', evidence: [] })]],
  [0, []],
  [1, [finding('pass'), finding('warn')]],
  [2, [finding('warn'), finding('fail'), finding('pass')]],
])('ends with %d', async (code, findings) => {
  expect(await scan(['--json'], { report: reportOf(findings) })).toMatchObject({ code });
});

test('--json prints the canonical bytes and nothing else', async () => {
  const { out, err } = await scan(['--json', '--quiet']);
  expect({ out, err }).toEqual({ out: canonical(PASS), err: '' });
});

test('without a format it is a table on a terminal and JSON elsewhere', async () => {
  expect((await scan([], { terminal: { columns: 80, colours: false } })).out).toMatch(
    /^Everything that was checked is fine\.\n/u,
  );
  expect((await scan([])).out).toBe(canonical(PASS));
});

test('asks for the quick profile with P0 and P1, or for what was said', async () => {
  const [plain] = (await scan([])).runs;
  expect(plain).toMatchObject({ profile: 'quick', levels: ['P0', 'P1'], basis: 'local' });
  const [more] = (await scan(['--profile', 'full', '--level', 'p2'])).runs;
  expect(more).toMatchObject({ profile: 'full', levels: ['P0', 'P1', 'P2'] });
  expect((await scan(['--level', 'P0'])).runs[0]?.levels).toEqual(['P0']);
});

test('the table is aligned, worst first, says what to do and what was not checked', async () => {
  const report = reportOf([finding('pass', { check: 'mem.avail', code: 'MEM-01-00' }), finding('fail')]);
  const { out } = await scan(['--table'], { report });
  expect(out).not.toContain('\u001b');
  expect(out.split('\n').slice(0, 9)).toEqual([
    '1 thing needs attention.',
    '',
    'FAIL  DSK-01-7F  Free space  The disk / is nearly full: 1 GB left.',
    '                             Empty the trash and remove what you no longer need, or move large files elsewhere.',
    'ok    MEM-01-00  Memory      Programs have enough memory.',
    '',
    'Not checked: 1',
    '  It took too long.',
    '    Memory',
  ]);
});

test('what this computer does not have stands by itself, in table and page', async () => {
  const none = finding('info', { check: 'bat.wear', code: 'BAT-01-00', text: 'none', evidence: [] });
  const report = reportOf([finding('pass'), none], { unknowns: [] });
  const { out } = await scan(['--table'], { report });
  expect(out.split('\n').slice(2, 6)).toEqual([
    'ok  DSK-01-7F  Free space  Every disk has room.',
    '',
    'This computer does not have: 1',
    '  Wear of the battery',
  ]);
  const page = (await scan(['--html'], { report })).out;
  expect(page).toContain('<p>Wear of the battery</p>');
  expect(page.split('<article')).toHaveLength(2);
});

test('the table fits the terminal, in colours where it has them', async () => {
  const report = reportOf([finding('fail')]);
  const plain = await scan([], { report, terminal: { columns: 70, colours: false } });
  expect(
    Math.max(
      ...plain.out
        .split('\n')
        .slice(0, 8)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(70);
  const coloured = await scan([], { report, terminal: { columns: 70, colours: true } });
  expect(coloured.out).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it takes the colours out again
  expect(coloured.out.replaceAll(/\u001b\[\d+m/gu, '')).toBe(plain.out);
});

test('--html is one page whose policy lets nothing in but its own style, with every text escaped', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'';
  const drives = { status: 'known', tookMs, value: [{ volumn: evil, filesystem: 'x', total: 4, free: 1 }] } as const;
  const report = reportOf(
    [finding('fail', { evidence: [{ name: 'free', subject: evil, value: 1, unit: 'bytes', limit: null }] })],
    {
      facts: { ...PASS.facts, drives: { ...drives, value: [...drives.value] } },
    },
  );
  const { out } = await scan(['--html'], { report });
  const style = /<style>([\s\S]*)<\/style>/u.exec(out)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(out.replaceAll('&#39;', "'")).toContain(`content="default-src 'none'; style-src 'sha256-${hash}';`);
  expect(out.split('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;')).toHaveLength(4);
  expect(out).not.toMatch(/<img|<script|https?:|style="/u);
});

test('--html FILE writes a file for the user alone; one that cannot be written is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-scan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'report.html');
  expect(await scan(['--html', file])).toMatchObject({ code: 0, out: '' });
  expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/u);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { code, err } = await scan(['--html', '--quiet', join(folder, 'no', 'report.html')]);
  expect({ code, err: err.includes('cannot be written: there is no such file') }).toEqual({ code: 3, err: true });
});

test('progress is a line that changes on a terminal, plain lines elsewhere, none with --quiet', async () => {
  expect((await scan([])).err).toBe('1/2 Processor\n2/2 Free space\n');
  expect((await scan([], { errorsToTerminal: true })).err).toBe(
    '\r\u001b[K0/2 Processor\r\u001b[K1/2 Processor\r\u001b[K2/2 Free space\r\u001b[K',
  );
  expect((await scan(['-q'], { errorsToTerminal: true })).err).toBe('');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops it: what was read is printed, and the exit code is %d', async (signal, expected) => {
  const signals = new Emitter<NodeJS.Signals>();
  const partial = reportOf([finding('warn')]);
  const { code, out, err } = await scan(['--json', '-q'], {
    signals,
    run: ({ onCancel }) =>
      new Promise((resolve) => {
        onCancel(() => resolve(partial));
        signals.fire(signal);
      }),
  });
  expect({ code, out }).toEqual({ code: expected, out: canonical(partial) });
  expect(err).toMatch(/^Stopped\./u);
});

test('says why it could not run', async () => {
  const run = () => Promise.reject(new AppError('diagnostics.unavailable', 'another scan is running'));
  const { code, out, err } = await scan(['-q'], { run });
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toBe(
    'This computer could not be checked: another scan is running. Nothing was changed or sent. (diagnostics.unavailable)\n',
  );
});

test('says that the folder could not be used, unless it is to be quiet', async () => {
  const trouble = new AppError('storage.read-only', '/data belongs to another user');
  expect((await scan([], { trouble })).err).toContain('could not be used: /data belongs to another user.');
  const full = new AppError('storage.full', 'No room left for /data. Free some.', { context: { path: '/data' } });
  expect((await scan([], { trouble: full })).err).toContain(
    'could not be used: there is no room left to write /data; free some space, then try again. What does',
  );
  expect(await scan(['-q'], { trouble })).toMatchObject({ code: 0, err: '' });
});

test('--upload sends the report that was made, and says where to; without it nothing asks', async () => {
  const sent: Report[] = [];
  const played: Played = {
    checkUpload: ({ dataDir }) => (dataDir === '/data' ? Promise.resolve() : Promise.reject(new Error(dataDir))),
    upload: (report) => {
      sent.push(report);
      return Promise.resolve({ server: 'https://desk.example', levels: ['P0', 'P1'] });
    },
  };
  const { code, err } = await scan(['--upload', '--data', '/data'], played);
  expect({ code, sent }).toEqual({ code: 0, sent: [PASS] });
  expect(err).toContain('Sent to https://desk.example: levels P0, P1.');
  expect(await scan(['--data', '/data'])).toMatchObject({ code: 0 });
});

test.each([
  ['device.not-enrolled', 'alongside agent --enroll LINK'],
  ['consent.missing', '/etc/alongside/scan-consent.json'],
  ['consent.expired', 'nobody has allowed'],
  ['environment.running-already', 'from its window'],
  ['storage.broken', 'was not sent: why'],
] as const)('--upload that may not be is said before anything is read: %s', async (code, words) => {
  const played = { checkUpload: () => Promise.reject(new AppError(code, 'why')) };
  const { code: exit, out, err, runs } = await scan(['--upload'], played);
  expect({ exit, out, runs }).toEqual({ exit: 3, out: '', runs: [] });
  expect(err).toContain(words);
});

test('--upload that fails keeps what was printed; a scan that was stopped is not sent', async () => {
  const checkUpload = () => Promise.resolve();
  const away = await scan(['--upload', '-q'], {
    checkUpload,
    upload: () => Promise.reject(new AppError('device.offline', 'the server does not answer')),
  });
  expect(away).toMatchObject({ code: 3, out: canonical(PASS) });
  expect(away.err).toContain('not sent: the server does not answer');
  const signals = new Emitter<NodeJS.Signals>();
  const run: Played['run'] = ({ onCancel }) =>
    new Promise((resolve) => {
      onCancel(() => resolve(PASS));
      signals.fire('SIGINT');
    });
  expect(await scan(['--upload', '-q'], { checkUpload, signals, run })).toMatchObject({ code: 130 });
});
