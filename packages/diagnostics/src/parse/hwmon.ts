import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { numberOf } from './json.ts';

export interface Sensor {
  /** The driver: `coretemp`, `nvme`. */
  readonly chip: string;
  readonly label: string;
  readonly celsius: number;
  /** What the manufacturer calls high, and what it calls dangerous. */
  readonly high: number | undefined;
  readonly critical: number | undefined;
}

const FOLDER = '/sys/class/hwmon';

/**
 * Temperatures that drivers of the named chips tell (kernel's hwmon/sysfs-interface.rst, in thousandths of a degree);
 * empty where there is no such sensor. Throws `parse` for what is no temperature, `failed` where all of them sleep.
 */
export async function readSensors(tools: ProbeTools, chips: RegExp): Promise<readonly Sensor[]> {
  const sensors: Sensor[] = [];
  let asleep = false;
  for (const entry of await tools.list(FOLDER)) {
    const chip = (await tools.readText(`${FOLDER}/${entry}/name`, 4096))?.trim() ?? '';
    if (!chips.test(chip)) continue;
    for (const file of await tools.list(`${FOLDER}/${entry}`)) {
      const [, input] = /^(temp\d+)_input$/u.exec(file) ?? [];
      if (input === undefined) continue;
      const path = (what: string) => `${FOLDER}/${entry}/${input}_${what}`;
      const celsius = await reading(tools, path('input'));
      if (celsius === undefined) {
        asleep = true;
        continue;
      }
      const label = (await tools.readText(path('label'), 4096))?.trim() ?? '';
      sensors.push({
        chip,
        label,
        celsius,
        high: await reading(tools, path('max')),
        critical: await reading(tools, path('crit')),
      });
    }
  }
  if (asleep && sensors.length === 0) throw new ProbeFailure('failed', 'sensors sleep');
  return sensors;
}

/** Degrees; undefined where the file is not there, or the sensor sleeps with its device and answers with an error. */
async function reading(tools: ProbeTools, path: string): Promise<number | undefined> {
  try {
    const text = await tools.readText(path, 4096);
    if (text === undefined) return undefined;
    const value = numberOf(text, path) / 1000;
    // Limits that are not set read as the smallest or the largest number of the chip.
    return value > -100 && value < 250 ? value : undefined;
  } catch (error) {
    if (error instanceof ProbeFailure && error.reason === 'failed') return undefined;
    throw error;
  }
}
