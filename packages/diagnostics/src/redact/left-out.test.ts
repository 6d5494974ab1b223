import { type Report, report as reportSchema } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { limitLevels } from './limit-levels.ts';
import { removeFromReport } from './remove-from-report.ts';

const unknown = { status: 'unknown', reason: 'denied', tookMs: 1 } as const;
const evidence = (subject: string, value: number) => ({ name: 'free', subject, value, unit: 'bytes' as const, limit: null });
const finding = (check: string, privacy: 'P0' | 'P1' | 'P2') => ({
  check,
  code: 'DSK-01-7F',
  status: 'warn' as const,
  text: 'warn',
  evidence: [evidence('/', 1), evidence('/srv', 2), evidence('/home', 3)],
  privacy,
  measured_at: 1,
  tookMs: 1,
});
const drive = (volumn: string) => ({ volumn, filesystem: 'ext4', total: 2, free: 1 });

const REPORT: Report = reportSchema.parse({
  format: 'report/v1',
  meta: {
    reportId: 'report-00000001',
    startedAt: 1,
    tookMs: 1,
    agentVersion: '1',
    system: 'linux',
    profile: 'quick',
    elevated: false,
    thresholds: '2026-11-29',
  },
  consent: { basis: 'request', levels: ['P0', 'P1', 'P2'], at: 1 },
  facts: {
    operatingsystem: {
      status: 'known',
      tookMs: 1,
      value: { name: 'Debian', version: '12', kernel_version: '6', arch: 'x64', boot_time: 1, uptime_seconds: 1 },
    },
    hardware: unknown,
    cpus: unknown,
    memories: unknown,
    drives: { status: 'known', tookMs: 1, value: [drive('/'), drive('/srv/host-1'), drive('/home')] },
    networks: unknown,
    batteries: unknown,
    processes: { status: 'known', tookMs: 1, value: { count: 1, busiest: [] } },
    softwares: { status: 'known', tookMs: 1, value: { count: 0, listed: [] } },
  },
  findings: [finding('disk.space', 'P1'), finding('cpu.top', 'P2'), finding('mem.avail', 'P0')],
  unknowns: [
    { check: 'prn.queue', reason: 'denied', privacy: 'P2', tookMs: 1 },
    { check: 'os.ntp', reason: 'denied', privacy: 'P0', tookMs: 1 },
  ],
  redactions: [
    { at: '/facts/drives/value/1/volumn', kind: 'host' },
    { at: '/findings/1/evidence/0/subject', kind: 'user' },
    { at: '/findings/2/evidence/1/subject', kind: 'host' },
  ],
  timings: [],
});

const removed = (at: string) => ({ at, kind: 'removed_by_user' });

describe('what the user leaves out', () => {
  it('a fact says that it was removed', () => {
    const report = removeFromReport(REPORT, '/facts/drives');
    expect(report.facts.drives).toEqual({ status: 'removed' });
    expect(report.redactions).toEqual([...REPORT.redactions.slice(1), removed('/facts/drives')]);
  });

  it('an entry of a list goes, and notes of later ones move up', () => {
    const report = removeFromReport(REPORT, '/facts/drives/value/0');
    expect(report.facts.drives).toMatchObject({ value: [{ volumn: '/srv/host-1' }, { volumn: '/home' }] });
    expect(report.redactions).toContainEqual({ at: '/facts/drives/value/0/volumn', kind: 'host' });
    expect(report.redactions).toContainEqual(removed('/facts/drives/value'));
  });

  it('a text reads removed, a figure takes what holds it along', () => {
    expect(removeFromReport(REPORT, '/facts/operatingsystem/value/name').facts.operatingsystem).toMatchObject({
      value: { name: 'removed', version: '12' },
    });
    expect(removeFromReport(REPORT, '/facts/operatingsystem/value/boot_time').facts.operatingsystem).toEqual({
      status: 'removed',
    });
    expect(removeFromReport(REPORT, '/facts/drives/value/2/total').facts.drives).toMatchObject({ value: { length: 2 } });
  });

  it('a finding goes and leaves its name, and notes of later ones move up', () => {
    const report = removeFromReport(REPORT, '/findings/1');
    expect(report.findings.map(({ check }) => check)).toEqual(['disk.space', 'mem.avail']);
    expect(report.redactions).toEqual([
      REPORT.redactions[0],
      { at: '/findings/1/evidence/1/subject', kind: 'host' },
      removed('/findings/cpu.top'),
    ]);
  });

  it('evidence goes, and its texts read removed', () => {
    const gone = removeFromReport(REPORT, '/findings/2/evidence/0');
    expect(gone.findings[2]?.evidence.map(({ subject }) => subject)).toEqual(['/srv', '/home']);
    expect(gone.redactions).toContainEqual({ at: '/findings/2/evidence/0/subject', kind: 'host' });
    const hidden = removeFromReport(REPORT, '/findings/0/evidence/2/subject');
    expect(hidden.findings[0]?.evidence[2]).toMatchObject({ subject: 'removed', value: 3 });
    expect(hidden.redactions).toContainEqual(removed('/findings/0/evidence/2/subject'));
  });

  it('always fits the schema, twice is as once, and nothing else can be named', () => {
    for (const at of ['/facts/cpus', '/facts/drives/value/1', '/findings/0', '/findings/0/evidence/1/value']) {
      const once = removeFromReport(REPORT, at);
      expect(reportSchema.parse(once)).toEqual(once);
    }
    const once = removeFromReport(REPORT, '/facts/cpus');
    expect(removeFromReport(once, '/facts/cpus')).toEqual(once);
    for (const at of [
      '',
      '/',
      '/meta/reportId',
      '/consent',
      '/findings/9',
      '/findings/x',
      '/facts/nothing',
      '/facts/__proto__',
    ]) {
      expect(() => removeFromReport(REPORT, at), at).toThrow(TypeError);
    }
  });
});

describe('levels', () => {
  it('what is of another level is removed or not mentioned, and notes follow', () => {
    const report = limitLevels(REPORT, ['P0']);
    expect(report.consent.levels).toEqual(['P0']);
    expect(report.facts.drives).toEqual({ status: 'removed' });
    expect(report.facts.memories).toEqual(unknown);
    expect(report.findings.map(({ check }) => check)).toEqual(['mem.avail']);
    expect(report.unknowns.map(({ check }) => check)).toEqual(['os.ntp']);
    expect(report.redactions).toEqual([{ at: '/findings/0/evidence/1/subject', kind: 'host' }]);
    expect(reportSchema.parse(report)).toEqual(report);
  });
});
