import { FakeClock } from '@alongside/testkit';
import { describe, expect, test } from 'vitest';
import { readPathStats, type StatsReports } from './path-stats.ts';
import { PathWatch } from './path-watch.ts';

type Kind = 'host' | 'srflx' | 'prflx' | 'relay';

function reportsOf(local: Kind | { readonly candidateType: Kind; readonly relayProtocol: string }, remote: Kind): StatsReports {
  return new Map<string, Record<string, unknown>>([
    ['T', { type: 'transport', selectedCandidatePairId: 'P' }],
    ['other', { type: 'candidate-pair', localCandidateId: 'L2', remoteCandidateId: 'R2', currentRoundTripTime: 9 }],
    ['P', { type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.024 }],
    ['L', { type: 'local-candidate', ...(typeof local === 'string' ? { candidateType: local } : local) }],
    ['R', { type: 'remote-candidate', candidateType: remote }],
  ]);
}

describe('statistics', () => {
  test.each<[Parameters<typeof reportsOf>[0], Kind, { readonly early: string | undefined; readonly allNamed: string }]>([
    ['host', 'host', { early: 'direct', allNamed: 'direct' }],
    ['srflx', 'srflx', { early: 'direct', allNamed: 'direct' }],
    ['prflx', 'host', { early: 'direct', allNamed: 'direct' }],
    ['relay', 'host', { early: 'relay', allNamed: 'relay' }],
    ['host', 'relay', { early: 'relay', allNamed: 'relay' }],
    ['relay', 'prflx', { early: 'relay', allNamed: 'relay' }],
    [{ candidateType: 'prflx', relayProtocol: 'udp' }, 'host', { early: 'relay', allNamed: 'relay' }],
    ['host', 'prflx', { early: undefined, allNamed: 'direct' }],
  ])('from %j to %s', (local, remote, { early, allNamed }) => {
    const reports = reportsOf(local, remote);
    expect(readPathStats(reports, { allNamed: false })).toEqual({ roundTripMs: 24, path: early });
    expect(readPathStats(reports, { allNamed: true })).toEqual({ roundTripMs: 24, path: allNamed });
  });

  test('tell nothing before a pair was chosen', () => {
    const reports: StatsReports = new Map([['T', { type: 'transport' }]]);
    expect(readPathStats(reports, { allNamed: true })).toBeUndefined();
  });
});

describe('a watched path', () => {
  test('through a relay is not told as direct while the candidate is on its way', async () => {
    const { seen, clock, watch, told } = watched('host', 'prflx');
    watch.begin();
    await clock.advance(4_900);
    expect(told).toEqual([]);
    seen.reports = reportsOf('host', 'relay');
    await clock.advance(10_000);
    expect(told).toEqual(['relay']);
  });

  test('to a router’s address that nobody names is told as direct once the candidates had their time', async () => {
    const { clock, watch, told } = watched('host', 'prflx');
    watch.begin();
    await clock.advance(4_999);
    expect([told, (await watch.stats())?.path]).toEqual([[], undefined]);
    await clock.advance(1);
    expect([told, (await watch.stats())?.path]).toEqual([['direct'], 'direct']);
  });

  test('that changes later is told anew', async () => {
    const { seen, clock, watch, told } = watched('host', 'host');
    watch.begin();
    await clock.advance(10_000);
    seen.reports = reportsOf('relay', 'host');
    watch.look();
    await clock.advance(0);
    expect(told).toEqual(['direct', 'relay']);
  });

  test('is told anew where a candidate came after its time', async () => {
    const { seen, clock, watch, told } = watched('host', 'prflx');
    watch.begin();
    await clock.advance(10_000);
    seen.reports = reportsOf('host', 'relay');
    watch.lookSoon();
    watch.lookSoon();
    await clock.advance(10_000);
    expect(told).toEqual(['direct', 'relay']);
  });

  test('is not looked at before the connection is up, nor told once it is over or cannot be read', async () => {
    const { seen, clock, watch, told } = watched('host', 'host');
    watch.look();
    watch.lookSoon();
    await clock.advance(10_000);
    expect([seen.looks, told]).toEqual([0, []]);
    seen.reports = new Error('closed');
    watch.begin();
    await clock.advance(0);
    seen.reports = reportsOf('host', 'prflx');
    watch.look();
    await clock.advance(0);
    watch.lookSoon();
    watch.dispose();
    watch.look();
    watch.lookSoon();
    await clock.advance(10_000);
    expect([seen.looks, told, clock.pending]).toEqual([2, [], 0]);
  });
});

function watched(local: Kind, remote: Kind) {
  const seen: { reports: StatsReports | Error; looks: number } = { reports: reportsOf(local, remote), looks: 0 };
  const clock = new FakeClock();
  const told: string[] = [];
  const watch = new PathWatch({
    clock,
    read: async () => {
      seen.looks += 1;
      if (seen.reports instanceof Error) throw seen.reports;
      return seen.reports;
    },
    tell: (path) => void told.push(path),
  });
  return { seen, clock, watch, told };
}
