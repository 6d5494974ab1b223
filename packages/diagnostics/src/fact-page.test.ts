import { type Facts, type Report, report as schema, UNKNOWN_REASONS } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFactFormats } from './fact-formats.ts';
import { FACT_SECTIONS, type FactSection, factPage } from './fact-page.ts';
import { englishFactText } from './fact-texts.ts';

const GIB = 1024 ** 3;
const tookMs = 12;
const report: Report = {
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
  consent: { basis: 'local', levels: ['P0', 'P1', 'P2'], at: Date.UTC(2026, 10, 21) },
  findings: [],
  unknowns: [],
  redactions: [],
  timings: [],
  facts: {
    operatingsystem: {
      status: 'known',
      tookMs,
      value: {
        name: 'Debian GNU/Linux',
        version: '12 (bookworm)',
        kernel_version: '6.1.0',
        arch: 'x64',
        boot_time: Date.UTC(2026, 10, 18, 9, 30),
        uptime_seconds: 3 * 86_400 + 4 * 3600 + 59,
      },
    },
    hardware: { status: 'known', tookMs, value: { manufacturer: '', model: 'T14', virtual: false } },
    cpus: { status: 'known', tookMs, value: { name: 'AMD EPYC', cores: 2, speed_mhz: 0, load: 0.423 } },
    memories: { status: 'known', tookMs, value: { total: 8 * GIB, used: 6 * GIB, swap_total: 0, swap_used: 0 } },
    drives: { status: 'known', tookMs, value: [{ volumn: '/', filesystem: 'ext4', total: 200 * GIB, free: 50 * GIB }] },
    networks: {
      status: 'known',
      tookMs,
      value: [
        { description: 'eth0', status: 'up', virtualdev: false, has_ipv4: true, has_ipv6: false, speed_mbit: 1000 },
        { description: 'lo', status: 'unknown', virtualdev: true, has_ipv4: true, has_ipv6: true, speed_mbit: null },
        { description: 'wlan0', status: 'down', virtualdev: false, has_ipv4: false, has_ipv6: false, speed_mbit: null },
      ],
    },
    batteries: { status: 'known', tookMs, value: [] },
    processes: { status: 'known', tookMs, value: { count: 1200, busiest: [{ cmd: 'firefox', cpuusage: 150.5, mem: 0.25 }] } },
    softwares: {
      status: 'known',
      tookMs,
      value: {
        count: 1700,
        listed: [
          { name: 'unzip', version: '6.0-28', publisher: 'Debian' },
          { name: 'nodejs', version: '18.20.4', publisher: 'Debian' },
        ],
      },
    },
  },
};

const english = { text: englishFactText, locale: 'en-GB', timeZone: 'UTC' };
const lines = (section: FactSection) =>
  section.state === 'unknown'
    ? [section.reason]
    : section.rows.map(({ label, value, bar }) => `${label}: ${value}${bar === null ? '' : ` [${bar}]`}`);

describe('the page of facts', () => {
  it('says in words and bars what was read', () => {
    expect(schema.parse(report)).toEqual(report);
    const page = Object.fromEntries(factPage(report, english).map((section) => [section.title, lines(section)]));
    expect(page).toEqual({
      System: [
        'Name: Debian GNU/Linux',
        'Version: 12 (bookworm)',
        'Kernel: 6.1.0',
        'Architecture: x64',
        'Started: 18 Nov 2026, 09:30',
        'Running for: 3 days 4 hours',
      ],
      Computer: ['Model: T14', 'Kind: Physical machine'],
      Processor: ['Name: AMD EPYC', 'Cores: 2', 'Busy now: 42% [0.423]'],
      Memory: ['In use: 6 GB of 8 GB [0.75]', 'Swap in use: None'],
      Disks: ['/: 50 GB free of 200 GB [0.75]'],
      Network: ['eth0: Connected · IPv4 · 1 Gbit/s', 'lo: Connected · IPv4 · IPv6 · internal', 'wlan0: Not connected'],
      Battery: [],
      Programs: ['Running programs: 1,200', 'firefox: 151% of a core, 25% of memory [1]'],
      'Installed programs': ['nodejs: 18.20.4 · its maker’s updates ended 30 Apr 2025', 'unzip: 6.0-28'],
    });
  });

  it('has a sentence for every reason that something is unknown', () => {
    for (const reason of UNKNOWN_REASONS) {
      const facts = Object.fromEntries(FACT_SECTIONS.map((name) => [name, { status: 'unknown', reason, tookMs }])) as Facts;
      const page = factPage({ ...report, facts }, english);
      expect(page).toHaveLength(FACT_SECTIONS.length);
      for (const section of page)
        expect(section).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/^[A-Z].*\.$/u) });
    }
  });

  it('takes its words from the caller', () => {
    const page = factPage(report, { ...english, text: (key) => `<${key}>` });
    expect(page.map(({ title }) => title)).toEqual(FACT_SECTIONS.map((name) => `<title.${name}>`));
  });

  it('keeps bars between 0 and 1 and leaves no gap unfilled, whatever is in a valid report', () => {
    const size = fc.double({ min: 0, max: 1e18, noNaN: true });
    fc.assert(
      fc.property(size, size, size, size, (total, used, swapTotal, swapUsed) => {
        const facts: Facts = {
          ...report.facts,
          memories: { status: 'known', tookMs, value: { total, used, swap_total: swapTotal, swap_used: swapUsed } },
          drives: { status: 'known', tookMs, value: [{ volumn: '/', filesystem: 'x', total, free: used }] },
        };
        for (const section of factPage({ ...report, facts }, english)) {
          if (section.state === 'unknown') continue;
          for (const { value, bar } of section.rows) {
            expect(value).not.toMatch(/\{\{|NaN|undefined|Infinity/u);
            if (bar !== null) expect(bar >= 0 && bar <= 1).toBe(true);
          }
        }
      }),
    );
  });
});

describe('formats', () => {
  const format = createFactFormats('en-GB', 'UTC');

  it.each([
    [0, '0 byte'],
    [1023, '1,023 byte'],
    [1024, '1 kB'],
    [1536, '1.5 kB'],
    [1024 ** 2 - 1, '1 MB'],
    [123.4 * 1024 ** 2, '123 MB'],
    [2 ** 60, '1,024 PB'],
  ])('%d bytes are %s', (value, text) => {
    expect(format.bytes(value)).toBe(text);
  });

  it.each([
    [0, '0 seconds'],
    [61, '1 minute 1 second'],
    [3600, '1 hour'],
    [86_400 + 59, '1 day'],
    [90_061, '1 day 1 hour'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(format.duration(seconds)).toBe(text);
  });

  it('follow the reader’s language', () => {
    const german = createFactFormats('de-DE', 'UTC');
    expect([german.bytes(1536), german.share(0.5), german.number(1200.5), german.frequency(2400)]).toEqual([
      '1,5 kB',
      '50\u00a0%',
      '1.200,5',
      '2,4 GHz',
    ]);
  });
});
