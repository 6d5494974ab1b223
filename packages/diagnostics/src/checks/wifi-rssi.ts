import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, under } from '../check.ts';
import { isWireless } from '../network/links.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** Of the network that is in use, dBm; null: there is Wi-Fi, and no network is in use. Names are not read. */
const reading = z.strictObject({ signal: z.number().min(-120).max(0).nullable() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const names = await tools.list('/sys/class/net');
    const wireless: string[] = [];
    for (const name of names) if (await isWireless(tools, name)) wireless.push(name);
    if (wireless.length === 0) return NONE_PRESENT;
    const signals: number[] = [];
    for (const name of wireless) {
      // iw(8): `signal: -52 dBm`, or `Not connected.`
      const { stdout } = await tools.run('iw', ['dev', name, 'link']);
      const signal = Number(/^\s*signal: (-\d+) dBm$/mu.exec(stdout)?.[1] ?? Number.NaN);
      if (!Number.isNaN(signal)) signals.push(signal);
      else if (!/^Not connected\./mu.test(stdout)) throw new ProbeFailure('parse', 'iw');
    }
    return strongest(signals);
  },
};

const elsewhere: Probe<Reading> = {
  async read(tools: ProbeTools) {
    const found = await tools.information.wifiConnections();
    const signals = found.map(({ signalLevel }) => signalLevel);
    if (signals.some((signal) => !Number.isFinite(signal) || signal >= 0)) throw new ProbeFailure('parse', 'signal');
    return strongest(signals);
  },
};

function strongest(signals: readonly number[]): Reading {
  return { signal: signals.length === 0 ? null : Math.max(...signals) };
}

/** How well Wi-Fi is received. */
export const wifiRssi: Check = defineCheck({
  id: 'wifi.rssi',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux, windows: elsewhere, macos: elsewhere },
  judge({ signal }, { warnDbm, failDbm }) {
    if (signal === null) return { status: 'info', text: 'notConnected', evidence: [] };
    return {
      status: under(signal, { warn: warnDbm, fail: failDbm }),
      evidence: [figure('signal', signal, 'dbm', { limit: warnDbm ?? null })],
    };
  },
  article: 'wifi',
});
