import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { readSensors } from '../parse/hwmon.ts';
import { numberOf, powershellRows } from '../parse/json.ts';
import type { ProbeTools } from '../tools.ts';

const sensor = z.strictObject({
  sensor: z.string().max(40),
  celsius: z.number().min(-100).max(250),
  /** The warmest that its maker allows; null where nobody says it. */
  max: z.number().min(1).max(250).nullable(),
});
const reading = z.array(sensor).min(1).max(32);
type Reading = z.infer<typeof reading>;

/** Drivers of processors' own sensors. k10temp says 70 degrees as its highest whatever the processor (k10temp.rst): not taken. */
const linux: Probe<Reading> = {
  async read(tools) {
    const all = await readSensors(tools, /^(coretemp|k10temp|zenpower|cpu_thermal|soc_thermal)$/u);
    // Tctl is what fans go by, up to 27 degrees more than it is; where that differs, Tdie is how warm it is (k10temp.rst).
    const sensors = all.some(({ label }) => label === 'Tdie') ? all.filter(({ label }) => label !== 'Tctl') : all;
    const found =
      sensors.length > 0
        ? sensors.map(({ chip, label, celsius, high, critical }) => ({
            sensor: (label || chip).slice(0, 40),
            celsius,
            max: positive((chip === 'coretemp' ? high : undefined) ?? critical),
          }))
        : await zones(tools);
    return found.length > 0 ? found.slice(0, 32) : NONE_PRESENT;
  },
};

const ZONES = '/sys/class/thermal';

/** The processor's thermal zones, where it has no driver of its own (kernel's thermal/sysfs-api.rst). */
async function zones(tools: ProbeTools): Promise<Reading> {
  const found: Reading = [];
  for (const zone of (await tools.list(ZONES)).filter((name) => /^thermal_zone\d+$/u.test(name))) {
    const read = async (file: string) => (await tools.readText(`${ZONES}/${zone}/${file}`, 4096))?.trim();
    const type = (await read('type')) ?? '';
    if (!/^(x86_pkg_temp|cpu|soc)[\w-]*$/u.test(type)) continue;
    const celsius = numberOf(await read('temp'), `${zone}/temp`) / 1000;
    const critical =
      (await read('trip_point_0_type')) === 'critical' ? Number(await read('trip_point_0_temp')) / 1000 : undefined;
    found.push({ sensor: type.slice(0, 40), celsius, max: positive(critical) });
  }
  return found;
}

function positive(degrees: number | undefined): number | null {
  return degrees !== undefined && degrees >= 1 && degrees <= 250 ? degrees : null;
}

/** ACPI thermal zones, in tenths of a kelvin; only administrators are told. */
const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance -Namespace root/wmi MSAcpi_ThermalZoneTemperature | Select-Object CurrentTemperature,CriticalTripPoint',
      z.object({ CurrentTemperature: z.number(), CriticalTripPoint: z.number().nullable() }),
    );
    if (rows.length === 0) return NONE_PRESENT;
    const celsius = (tenths: number) => Math.round(tenths - 2731.5) / 10;
    return rows.slice(0, 32).map(({ CurrentTemperature, CriticalTripPoint }, index) => ({
      sensor: `Zone ${index + 1}`,
      celsius: celsius(CurrentTemperature),
      max: positive(CriticalTripPoint === null ? undefined : celsius(CriticalTripPoint)),
    }));
  },
};

/** How near the processor is to the warmest that it may become. */
export const cpuTemp: Check = defineCheck({
  id: 'cpu.temp',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows },
  judge(sensors, { warnBelowMax = 0, maxElsewhere = 0 }) {
    const judged = sensors
      .map((one) => ({ ...one, max: one.max ?? maxElsewhere }))
      .sort((a, b) => b.celsius - b.max - (a.celsius - a.max));
    const status = ({ celsius, max }: (typeof judged)[number]) =>
      celsius > max ? 'fail' : celsius >= max - warnBelowMax ? 'warn' : 'pass';
    return {
      status: worst(judged.map(status)),
      evidence: judged.map(({ sensor: subject, celsius, max }) =>
        figure('temperature', celsius, 'celsius', { subject, limit: max - warnBelowMax }),
      ),
    };
  },
  article: 'cooling',
});
