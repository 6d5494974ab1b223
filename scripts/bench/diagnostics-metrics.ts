import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WatchdogPort } from '@alongside/agent-core';
import { NodeProbePort, OwnIdentities } from '@alongside/agent-node';
import { Emitter, randomId, systemRandom } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { CHECKS, limitLevels, redactReport } from '@alongside/diagnostics';
import { deviceSocket, type Report, report as reportSchema } from '@alongside/protocol';
import { sendable } from '../../test/fixtures/reports.ts';
import { startTestServer } from '../../test/fixtures/server.ts';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.ts';
import { root } from '../lib/paths.ts';
import type { Metric } from './figures.ts';
import { FLEET_METRICS, measureFleet } from './fleet-metrics.ts';
import type { Part, PartMeasure } from './measure-parts.ts';

type MetricRow = Omit<Metric, 'ours' | 'peers'>;
type Profile = 'quick' | 'full';

const PEER = 'inxi';
const LANES = ['fast', 'commands', 'network', 'slow'] as const;
const TIMES: Readonly<Record<Profile, number>> = { quick: 7, full: 3 };
/** The server takes 12 a minute of one device (diagnosis-desk.ts). */
const DEVICES = 20;
const REPORTS_EACH = 10;
const UPLOAD_TIMES = 3;
const PREPARED = 50;
/** After the end of a scan its last lane is gone, and what it used is told. */
const LANES_GONE_MS = 300;
/** Linux counts a process's time in hundredths of a second wherever Node runs. */
const TICKS_PER_SECOND = 100;

/** All that may be measured; of the checks those that were the slowest are told. */
export const DIAGNOSTICS_METRICS: readonly MetricRow[] = [
  ...(['quick', 'full'] as const).flatMap((profile): MetricRow[] => [
    { name: `${profile}_scan_s`, unit: 's', better: 'lower' },
    { name: `${profile}_scan_cpu_s`, unit: 's', better: 'lower' },
    ...LANES.map((lane) => ({ name: `${profile}_lane_${lane}_s`, unit: 's', better: 'lower' as const })),
  ]),
  ...CHECKS.map(({ id }) => ({ name: `check_${id}_ms`, unit: 'ms', better: 'lower' as const })),
  { name: 'report_quick_kb', unit: 'kB', better: 'lower' },
  { name: 'report_full_kb', unit: 'kB', better: 'lower' },
  { name: 'report_full_p2_kb', unit: 'kB', better: 'lower' },
  { name: 'prepare_ms', unit: 'ms', better: 'lower' },
  { name: 'uploads_per_s', unit: '1/s', better: 'higher' },
  ...FLEET_METRICS,
];
/** Checks that are told by themselves. */
const SLOWEST = 8;

export const DIAGNOSTICS_PARTS_KNOWN: Readonly<Record<string, PartMeasure>> = {
  quick: { says: `Quick scans (${TIMES.quick}), by turns with ${PEER}`, measure: () => measureScans('quick') },
  full: { says: `Full scans (${TIMES.full})`, measure: () => measureScans('full') },
  upload: { says: `${DEVICES * REPORTS_EACH} reports on their way to a server, ${UPLOAD_TIMES} times`, measure: measureUpload },
  fleet: { says: 'A thousand agents that report at once, and the fleet’s page', measure: measureFleet },
};

interface Scanned {
  readonly report: Report;
  readonly seconds: number;
}

/** The command as a person runs it, with all that it starts. */
async function scan(profile: Profile, level: 'P1' | 'P2'): Promise<Scanned> {
  const folder = temporaryFolder();
  try {
    const bin = join(root, 'apps', 'agent', 'bin', 'alongside.mjs');
    const args = [bin, 'scan', '--json', '--quiet', '--profile', profile, '--level', level, '--data', folder.path];
    const { out, seconds } = await timed(process.execPath, args, [0, 1, 2]);
    return { report: reportSchema.parse(JSON.parse(out)), seconds };
  } finally {
    folder.remove();
  }
}

/**
 * Processor time of a scan and of all that it starts, as an agent runs it: within a process that goes on. (The command ends
 * before the system has told it what its last lane used.)
 */
async function cpuSecondsOf(profile: Profile): Promise<number> {
  const noWatchdog: WatchdogPort = { watch: () => ({ release: () => undefined }) };
  const port = new NodeProbePort({ agentVersion: 'bench', watchdog: noWatchdog, random: systemRandom() });
  const ownSeconds = () => Object.values(process.cpuUsage()).reduce((sum, micros) => sum + micros / 1e6, 0);
  const before = ownSeconds() + childrenSeconds();
  await port.run({
    profile,
    levels: ['P0', 'P1'],
    basis: 'local',
    onCancel: new Emitter<void>().event,
    onProgress: () => undefined,
  });
  await delay(LANES_GONE_MS);
  return ownSeconds() + childrenSeconds() - before;
}

async function measureScans(profile: Profile): Promise<Part> {
  const ours: Record<string, number[]> = {};
  const peer: Record<string, number[]> = {};
  const note = (into: Record<string, number[]>, name: string, value: number) => {
    into[name] = [...(into[name] ?? []), value];
  };
  for (let time = 0; time < TIMES[profile]; time += 1) {
    const { report, seconds } = await scan(profile, 'P1');
    note(ours, `${profile}_scan_s`, seconds);
    for (const { lane, tookMs } of report.timings) note(ours, `${profile}_lane_${lane}_s`, tookMs / 1000);
    if (profile === 'full') {
      for (const { check, tookMs } of [...report.findings, ...report.unknowns]) note(ours, `check_${check}_ms`, tookMs);
    } else await inxi(peer, note);
    note(ours, `${profile}_scan_cpu_s`, await cpuSecondsOf(profile));
  }
  return { ours: onlySlowest(ours), peers: Object.keys(peer).length > 0 ? { [PEER]: peer } : {} };
}

/** All that it knows, names and addresses left out; it tells and judges nothing. */
async function inxi(peer: Record<string, number[]>, note: (into: Record<string, number[]>, name: string, value: number) => void) {
  try {
    const { seconds, cpuSeconds } = await timed('inxi', ['-Fz', '-c0'], [0]);
    note(peer, 'quick_scan_s', seconds);
    note(peer, 'quick_scan_cpu_s', cpuSeconds);
  } catch (error) {
    // Not to be had here: said once at the end, as a missing program.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function onlySlowest(samples: Readonly<Record<string, number[]>>): Readonly<Record<string, readonly number[]>> {
  const worst = Object.entries(samples)
    .filter(([name]) => name.startsWith('check_'))
    .sort(([, a], [, b]) => Math.max(...b) - Math.max(...a))
    .slice(SLOWEST);
  const left = new Set(worst.map(([name]) => name));
  return Object.fromEntries(Object.entries(samples).filter(([name]) => !left.has(name)));
}

/** What a report weighs, what it takes to make it ready, and how many a second a real server takes of many devices. */
async function measureUpload(): Promise<Part> {
  const [quick, full, all] = [await scan('quick', 'P1'), await scan('full', 'P1'), await scan('full', 'P2')];
  const identities = new OwnIdentities().read();
  const consented = (report: Report, levels: Report['consent']['levels'], reportId = report.meta.reportId): Report => ({
    ...limitLevels(report, levels),
    meta: { ...report.meta, reportId },
    consent: { ...report.consent, basis: 'request', levels },
  });
  const kilobytes = (report: Report, levels: Report['consent']['levels']) =>
    Buffer.byteLength(canonical(redactReport(consented(report, levels), identities))) / 1000;
  const prepared: number[] = [];
  const { sha256 } = webCrypto();
  for (let time = 0; time < PREPARED; time += 1) {
    const from = performance.now();
    sha256(canonical(redactReport(consented(full.report, ['P0', 'P1']), identities)));
    prepared.push(performance.now() - from);
  }
  const rates: number[] = [];
  for (let time = 0; time < UPLOAD_TIMES; time += 1) {
    rates.push(await uploadsPerSecond((reportId) => redactReport(consented(full.report, ['P0', 'P1'], reportId), identities)));
  }
  return {
    ours: {
      report_quick_kb: [kilobytes(quick.report, ['P0', 'P1'])],
      report_full_kb: [kilobytes(full.report, ['P0', 'P1'])],
      report_full_p2_kb: [kilobytes(all.report, ['P0', 'P1', 'P2'])],
      prepare_ms: prepared,
      uploads_per_s: rates,
    },
  };
}

/** Over real sockets, each report checked and committed to disk before its answer; the devices are of this process too. */
async function uploadsPerSecond(reportOf: (reportId: string) => Report): Promise<number> {
  const server = await startTestServer();
  try {
    const devices = [];
    for (let index = 0; index < DEVICES; index += 1) devices.push(await server.openDevice(await server.enrollDevice()));
    // Made before the clock runs.
    const random = systemRandom();
    const uploads = devices.map(({ connection }) => ({
      connection,
      reports: Array.from({ length: REPORTS_EACH }, () => sendable(reportOf(randomId(random)))),
    }));
    const from = performance.now();
    await Promise.all(
      uploads.map(async ({ connection, reports }) => {
        for (const report of reports) await connection.call(deviceSocket.diagnosisSend, report);
      }),
    );
    return (DEVICES * REPORTS_EACH) / ((performance.now() - from) / 1000);
  } finally {
    await server.close();
  }
}

/** Runs a program to its end: its output, how long it took, and the processor time of it and of all that it waited for. */
async function timed(file: string, args: readonly string[], exits: readonly number[]) {
  const [before, from] = [childrenSeconds(), performance.now()];
  const child = spawn(file, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === null || !exits.includes(code)) throw new Error(`${file} ended with ${code}`);
  const seconds = (performance.now() - from) / 1000;
  return { out: Buffer.concat(chunks).toString('utf8'), seconds, cpuSeconds: childrenSeconds() - before };
}

/** Of children of this process that have ended, and of theirs (proc(5), fields 16 and 17 of stat). */
function childrenSeconds(): number {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}
