import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { isWireless, linuxLinkNames } from '../network/links.ts';
import { numberOf, powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const count = z.number().min(0);
const counters = z.strictObject({
  name: z.string().max(80),
  wireless: z.boolean(),
  packets: count,
  errors: count,
  dropped: count,
});
type Counters = z.infer<typeof counters>;
const reading = z.strictObject({
  /** As they stood at the end; the next run counts from here. */
  now: z.array(counters).max(32),
  /** What was added within `seconds`. */
  added: z.array(counters).max(32),
  seconds: z.number().positive(),
});
type Reading = z.infer<typeof reading>;

const SAMPLE_MS = 3000;
const LONGEST_SECONDS = 3600;
const TEN_MINUTES_SECONDS = 600;

const probe: Probe<Reading> = {
  async read(tools) {
    const before = sinceLastTime(tools);
    if (before !== undefined) return difference(before.counters, await readCounters(tools), before.seconds);
    const first = await readCounters(tools);
    if (first.length === 0) return NONE_PRESENT;
    const from = tools.now();
    await tools.wait(SAMPLE_MS);
    return difference(first, await readCounters(tools), Math.max(1, (tools.now() - from) / 1000));
  },
};

/** What the last run read, where it is old enough to be more than a sample and young enough to speak of today. */
function sinceLastTime(tools: ProbeTools): { counters: readonly Counters[]; seconds: number } | undefined {
  const last = tools.previous();
  const read = reading.safeParse(last?.reading);
  const seconds = last === undefined ? 0 : (tools.now() - last.at) / 1000;
  if (!read.success || seconds < SAMPLE_MS / 1000 || seconds > LONGEST_SECONDS) return undefined;
  return { counters: read.data.now, seconds };
}

function difference(before: readonly Counters[], now: readonly Counters[], seconds: number): Reading {
  const added = now.map((each) => {
    const old = before.find(({ name }) => name === each.name);
    const grown = (key: 'packets' | 'errors' | 'dropped') => {
      // An interface that was taken down and up again counts from nothing.
      const from = old === undefined || old[key] > each[key] ? 0 : old[key];
      return old === undefined ? 0 : each[key] - from;
    };
    return { ...each, packets: grown('packets'), errors: grown('errors'), dropped: grown('dropped') };
  });
  return { now: [...now], added, seconds };
}

async function readCounters(tools: ProbeTools): Promise<readonly Counters[]> {
  const read = { linux: readLinux, windows: readWindows, macos: readMacos }[tools.system];
  return (await read(tools)).slice(0, 32);
}

async function readLinux(tools: ProbeTools): Promise<Counters[]> {
  return Promise.all(
    (await linuxLinkNames(tools)).map(async (name) => {
      const sum = async (...files: readonly string[]) => {
        let total = 0;
        for (const file of files) {
          const path = `/sys/class/net/${name}/statistics/${file}`;
          total += numberOf(await tools.readText(path), path);
        }
        return total;
      };
      return {
        name,
        wireless: await isWireless(tools, name),
        packets: await sum('rx_packets', 'tx_packets'),
        errors: await sum('rx_errors', 'tx_errors'),
        dropped: await sum('rx_dropped', 'tx_dropped'),
      };
    }),
  );
}

const statistics = z.object({
  Name: z.string(),
  Wireless: z.boolean(),
  Packets: z.number(),
  Errors: z.number(),
  Dropped: z.number(),
});

/** MSFT_NetAdapterStatisticsSettingData, as Get-NetAdapterStatistics gives it. */
async function readWindows(tools: ProbeTools): Promise<Counters[]> {
  const rows = await powershellRows(
    tools,
    'Get-NetAdapter -Physical | Where-Object Status -eq Up | ForEach-Object { ' +
      "$a = $_; Get-NetAdapterStatistics -Name $a.Name | Select-Object @{n='Name';e={$a.Name}}," +
      "@{n='Wireless';e={[bool]($a.PhysicalMediaType -match '802.11')}}," +
      "@{n='Packets';e={$_.ReceivedUnicastPackets+$_.ReceivedMulticastPackets+$_.ReceivedBroadcastPackets+$_.SentUnicastPackets}}," +
      "@{n='Errors';e={$_.ReceivedPacketErrors+$_.OutboundPacketErrors}}," +
      "@{n='Dropped';e={$_.ReceivedDiscardedPackets+$_.OutboundDiscardedPackets}} }",
    statistics,
  );
  return rows.map(({ Name, Wireless, Packets, Errors, Dropped }) => ({
    name: Name.slice(0, 80),
    wireless: Wireless,
    packets: Packets,
    errors: Errors,
    dropped: Dropped,
  }));
}

/** netstat(1) -i: `en0 1500 <Link#11> a4:83:e7:00:00:01 181 0 9000 170 2 8000 0 5`; Wi-Fi is told by nothing there. */
async function readMacos(tools: ProbeTools): Promise<Counters[]> {
  const { stdout } = await tools.run('netstat', ['-i', '-b', '-d', '-n']);
  if (!/^Name\s+Mtu\s+Network\s+Address\s+Ipkts\s+Ierrs\s+Ibytes\s+Opkts\s+Oerrs\s+Obytes\s+Coll\s+Drop/mu.test(stdout)) {
    throw new ProbeFailure('parse', 'netstat');
  }
  const line = /^(en\d+)\s+\d+\s+<Link#\d+>\s+(?:[0-9a-f:]{17}\s+)?(\d+)\s+(\d+)\s+\d+\s+(\d+)\s+(\d+)\s+\d+\s+\d+\s+(\d+)/gmu;
  return [...stdout.matchAll(line)].map(([, name = '', received, receiveErrors, sent, sendErrors, dropped]) => ({
    name,
    wireless: false,
    packets: Number(received) + Number(sent),
    errors: Number(receiveErrors) + Number(sendErrors),
    dropped: Number(dropped),
  }));
}

/** Whether packets are damaged or thrown away on this computer's own interfaces. */
export const netErr: Check = defineCheck({
  id: 'net.err',
  lane: 'network',
  privacy: 'P0',
  profiles: ['network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ added, seconds }, { warnErrors = 0, warnDropsWired = 0, warnDropsWireless = 0, minPackets = 0 }) {
    const judged = added.map(({ wireless, packets, errors, dropped }) => {
      // A sample is never made more than it was: ten errors within a second are not 6,000 within ten minutes.
      const errorsIn10Min = (errors * TEN_MINUTES_SECONDS) / Math.max(TEN_MINUTES_SECONDS, seconds);
      const share = packets < minPackets ? 0 : dropped / packets;
      const limit = wireless ? warnDropsWireless : warnDropsWired;
      const bad = errorsIn10Min >= warnErrors || share >= limit;
      return { errorsIn10Min, share, limit, status: bad ? ('warn' as const) : ('pass' as const) };
    });
    judged.sort((a, b) => Number(b.status === 'warn') - Number(a.status === 'warn') || b.errorsIn10Min - a.errorsIn10Min);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: [
        ...judged.flatMap(({ errorsIn10Min, share, limit }) => [
          figure('errors', Math.round(errorsIn10Min), 'count', { limit: warnErrors }),
          figure('dropped', Math.min(1, share), 'share', { limit }),
        ]),
        figure('sample', Math.round(seconds), 'seconds'),
      ].slice(0, 64),
    };
  },
  article: 'cable',
});
