import { readFileSync } from 'node:fs';
import { type Report, report as reportSchema } from '@alongside/protocol';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { compareReports } from './compare.ts';
import { englishFactText } from './fact-texts.ts';
import { toGlpiInventory } from './glpi.ts';
import { reportToCsv } from './report-csv.ts';

const GIB = 1024 ** 3;
const at = Date.UTC(2026, 10, 28, 9, 30);
const facts = { text: englishFactText, locale: 'en-GB', timeZone: 'UTC' };
const known = <T>(value: T) => ({ status: 'known' as const, tookMs: 1, value });
const network = {
  description: 'eth0',
  status: 'up',
  virtualdev: false,
  has_ipv4: true,
  has_ipv6: false,
  speed_mbit: 1000,
} as const;

const REPORT: Report = reportSchema.parse({
  format: 'report/v1',
  meta: {
    reportId: 'report-00000001',
    startedAt: at,
    tookMs: 1,
    agentVersion: '0.1.0',
    system: 'linux',
    profile: 'quick',
    elevated: false,
    thresholds: '2026-11-29',
  },
  consent: { basis: 'request', levels: ['P0', 'P1'], at },
  facts: {
    operatingsystem: known({
      name: 'Debian',
      version: '12',
      kernel_version: '6.1',
      arch: 'x64',
      boot_time: at - 5000,
      uptime_seconds: 5,
    }),
    hardware: known({ manufacturer: 'LENOVO', model: 'T480', virtual: false }),
    cpus: known({ name: 'i7', cores: 8, speed_mhz: 1900.5, load: 0.1 }),
    memories: known({ total: 8 * GIB, used: 4 * GIB, swap_total: 0, swap_used: 0 }),
    drives: known([
      { volumn: '/', filesystem: 'ext4', total: 100 * GIB, free: 50 * GIB },
      { volumn: '/srv', filesystem: 'ext4', total: 10 * GIB, free: 5 * GIB },
    ]),
    networks: known([network, { ...network, description: 'wlan0', speed_mbit: null }]),
    batteries: known([{ charge: 0.5, charging: true, health: 0.9 }]),
    processes: { status: 'removed' },
    softwares: known({ count: 1, listed: [{ name: 'xerces-j2', version: '2.11.0', publisher: 'Fedora Project' }] }),
  },
  findings: [
    {
      check: 'disk.space',
      code: 'DSK-01-7F',
      status: 'pass',
      text: 'pass',
      evidence: [
        { name: 'freeShare', subject: '=cmd|"/C calc"!A0', value: 0.5, unit: 'share', limit: 0.1 },
        { name: 'free', subject: '/', value: 50 * GIB, unit: 'bytes', limit: null },
      ],
      privacy: 'P1',
      measured_at: at,
      tookMs: 1,
    },
  ],
  unknowns: [{ check: 'mem.avail', reason: 'timeout', privacy: 'P0', tookMs: 1 }],
  redactions: [],
  timings: [],
});

function changed(facts: Partial<Report['facts']>, status?: 'fail'): Report {
  const findings = REPORT.findings.map((finding) => (status ? { ...finding, status, text: status } : finding));
  return { ...REPORT, findings, facts: { ...REPORT.facts, ...facts } };
}

describe('two reports beside each other', () => {
  it('do not differ by what always changes', () => {
    const later = changed({
      operatingsystem: known({
        name: 'Debian',
        version: '12',
        kernel_version: '6.1',
        arch: 'x64',
        boot_time: at + 9000,
        uptime_seconds: 9,
      }),
      cpus: known({ name: 'i7', cores: 8, speed_mhz: 1900.5, load: 0.9 }),
      memories: known({ total: 8 * GIB, used: 4.5 * GIB, swap_total: 0, swap_used: 0 }),
      drives: known([
        { volumn: '/', filesystem: 'ext4', total: 100 * GIB, free: 49 * GIB },
        { volumn: '/srv', filesystem: 'ext4', total: 10 * GIB, free: 5 * GIB },
      ]),
      batteries: known([{ charge: 0.9, charging: false, health: 0.9 }]),
    });
    expect(compareReports(REPORT, later, facts)).toEqual({ checks: [], facts: [] });
  });

  it('differ by answers of checks, and by what was read: changed, gone, come, and not known any more', () => {
    const later = changed(
      {
        operatingsystem: known({
          name: 'Debian',
          version: '13',
          kernel_version: '6.1',
          arch: 'x64',
          boot_time: at,
          uptime_seconds: 5,
        }),
        drives: known([{ volumn: '/', filesystem: 'ext4', total: 100 * GIB, free: 3 * GIB }]),
        networks: known([network, { ...network, description: 'tun0', speed_mbit: null }]),
        batteries: { status: 'unknown', reason: 'timeout', tookMs: 1 },
        hardware: { status: 'removed' },
      },
      'fail',
    );
    const comparison = compareReports(REPORT, later, facts);
    expect(comparison.checks).toEqual([{ check: 'disk.space', kind: 'worse', before: 'pass', after: 'fail' }]);
    expect(comparison.facts.map((each) => [each.section, each.label, each.before, each.after].join(' | '))).toEqual([
      'System | Version | 12 | 13',
      'Computer |  |  | Left out.',
      'Disks | / | 50 GB free of 100 GB | 3 GB free of 100 GB',
      'Disks | /srv | 5 GB free of 10 GB | ',
      'Network | wlan0 | Connected · IPv4 | ',
      'Network | tun0 |  | Connected · IPv4',
      'Battery |  |  | Not known: it took too long to read.',
    ]);
  });
});

describe('of more programs than a page shows', () => {
  const listed = Array.from({ length: 400 }, (_, index) => ({ name: `program-${1000 + index}`, version: '1', publisher: '' }));
  const before = changed({ softwares: known({ count: 400, listed }) });

  it('a comparison tells what came, and of no other that it went', () => {
    const more = [{ name: 'a-new-one', version: '2', publisher: '' }, ...listed];
    const after = changed({ softwares: known({ count: 401, listed: more }) });
    expect(compareReports(before, after, facts).facts).toEqual([
      { section: 'Installed programs', label: 'a-new-one', before: null, after: '2' },
    ]);
  });

  it('a comparison says nothing of what one of the reports has no room for', () => {
    const cut = (...names: string[]) =>
      changed({ softwares: known({ count: 9, listed: names.map((name) => ({ name, version: '1', publisher: '' })) }) });
    expect(compareReports(cut('b', 'c', 'd'), cut('a', 'b', 'c'), facts).facts.map(({ label }) => label)).toEqual(['a']);
    expect(compareReports(cut('a', 'b', 'c'), cut('b', 'c', 'd'), facts).facts.map(({ label }) => label)).toEqual(['a']);
  });

  it('a table has all', () => {
    const words = { findings: { text: (key: string) => key, locale: 'en-GB' }, facts };
    const rows = reportToCsv(before, { ...words, head: ['', '', '', '', ''] }).split('\r\n');
    expect(rows.filter((row) => row.startsWith('fact,softwares,'))).toHaveLength(400);
  });
});

describe('for GLPI', () => {
  const schema = JSON.parse(readFileSync(new URL('./data/glpi-inventory.schema.json', import.meta.url), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  // The package has CommonJS types; what it is at run time is this.
  (addFormats as unknown as (to: Ajv) => void)(ajv);
  const validate = ajv.compile(schema);
  const device = { id: 'device-0001', name: 'LT-4471' };

  it.each([
    ['everything known', REPORT],
    [
      'nothing known',
      { ...REPORT, facts: Object.fromEntries(Object.keys(REPORT.facts).map((name) => [name, { status: 'removed' }])) },
    ],
    ['Windows', { ...REPORT, meta: { ...REPORT.meta, system: 'windows' } }],
    [
      'a processor of no known name',
      changed({
        operatingsystem: {
          ...REPORT.facts.operatingsystem,
          value: {
            ...known({}).value,
            ...(REPORT.facts.operatingsystem.status === 'known' ? REPORT.facts.operatingsystem.value : {}),
            arch: 'riscv64',
          },
        } as never,
      }),
    ],
  ])('a report with %s is valid by the published schema', (_what, report) => {
    const inventory = toGlpiInventory(report as Report, device);
    validate(inventory);
    expect(validate.errors).toBeNull();
  });

  it('has what was read, in its units and words', () => {
    const { deviceid, content } = toGlpiInventory(REPORT, device);
    expect(deviceid).toBe('LT-4471-device-0001');
    expect(content).toMatchObject({
      hardware: { name: 'LT-4471', memory: 8192, vmsystem: 'Physical' },
      bios: { smanufacturer: 'LENOVO', smodel: 'T480' },
      operatingsystem: { arch: 'x86_64', kernel_name: 'linux', boot_time: '2026-11-28 09:29:55' },
      cpus: [{ core: 8, speed: 1901, arch: 'x86_64' }],
      drives: [{ type: '/', total: 102_400, free: 51_200 }, { type: '/srv' }],
      networks: [{ description: 'eth0', speed: '1000' }, { description: 'wlan0' }],
      softwares: [{ name: 'xerces-j2', version: '2.11.0', publisher: 'Fedora Project' }],
    });
  });

  it('is refused by the schema where it is wrong, so that the test can fail', () => {
    expect(validate({ ...toGlpiInventory(REPORT, device), content: { cpus: [{ arch: 'x64' }] } })).toBe(false);
  });
});

it('a table has a row each, quotes what needs it, and runs nothing in a spreadsheet', () => {
  const findings = {
    text: (key: string, values: object = {}) => `${key} ${Object.values(values).join(' ')}`.trim(),
    locale: 'en-GB',
  };
  const head = ['Kind', 'Code', 'State', 'Title', 'Value'] as const;
  const rows = reportToCsv(REPORT, { findings, facts, head }).split('\r\n');
  expect(rows[0]).toBe('\uFEFFKind,Code,State,Title,Value');
  expect(rows[1]).toMatch(/^finding,DSK-01-7F,pass,/u);
  expect(rows[1]).toContain('""/C calc""');
  expect(rows[2]).toBe('unknown,mem.avail,timeout,checks.mem.avail.title,');
  expect(rows).toContain('fact,processes,removed,Programs,Left out.');
  expect(rows).toContain('fact,drives,known,Disks: /,50 GB free of 100 GB');
  const risky = reportToCsv(changed({ hardware: known({ manufacturer: '=1+1', model: '@x', virtual: false }) }), {
    findings,
    facts,
    head,
  });
  expect(risky).toContain("Computer: Manufacturer,'=1+1");
  expect(risky).toContain("Computer: Model,'@x");
});
