import type { ProbeTools } from '../tools.ts';
import { numberOf } from './json.ts';

export interface SystemBattery {
  /** What it can hold now and could when it was new, in one unit (µWh or µAh); undefined where it does not tell. */
  readonly full: number | undefined;
  readonly design: number | undefined;
  readonly cycles: number | undefined;
  /** 0 to 100, as the driver counts it. */
  readonly percent: number | undefined;
  readonly charging: boolean;
  /** The driver's own word (`Good`, `Dead`); undefined where it has none. */
  readonly health: string | undefined;
}

const SUPPLIES = '/sys/class/power_supply';

/**
 * The batteries that the computer runs on, as the kernel tells of them (sysfs-class-power). Read here and not by
 * systeminformation, whose capacities on Linux are wrong: it joins them by a bitwise or, and multiplies charges by
 * different voltages (5.33, lib/battery.js).
 */
export async function readBatteries(tools: Pick<ProbeTools, 'list' | 'readText'>): Promise<readonly SystemBattery[]> {
  const found: SystemBattery[] = [];
  for (const name of await tools.list(SUPPLIES)) {
    const read = async (file: string) => (await tools.readText(`${SUPPLIES}/${name}/${file}`, 4096))?.trim();
    const figure = async (file: string) => {
      const text = await read(file);
      return text === undefined ? undefined : numberOf(text, file);
    };
    // Batteries of mice and headsets have the scope `Device`.
    if ((await read('type')) !== 'Battery' || (await read('scope')) === 'Device') continue;
    const kind = (await read('energy_full')) === undefined ? 'charge' : 'energy';
    const health = await read('health');
    found.push({
      full: await figure(`${kind}_full`),
      design: await figure(`${kind}_full_design`),
      cycles: await figure('cycle_count'),
      percent: await figure('capacity'),
      charging: (await read('status')) === 'Charging',
      health: health === 'Unknown' ? undefined : health,
    });
  }
  return found;
}
