import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { parseJson, powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const reading = z.strictObject({ state: z.enum(['on', 'off', 'fault']) });
type Reading = z.infer<typeof reading>;

/** An adapter of the kernel, and its switches (rfkill: 1 is blocked, `hard` by a key of the machine). */
const linux: Probe<Reading> = {
  async read(tools) {
    const adapters = (await tools.list('/sys/class/bluetooth')).filter((name) => /^hci\d+$/u.test(name));
    if (adapters.length === 0) return NONE_PRESENT;
    const states = await Promise.all(adapters.slice(0, 8).map((adapter) => stateOf(tools, `/sys/class/bluetooth/${adapter}`)));
    return { state: states.includes('on') ? 'on' : (states[0] ?? 'fault') };
  },
};

async function stateOf(tools: ProbeTools, folder: string): Promise<Reading['state']> {
  const kill = (await tools.list(folder)).find((name) => /^rfkill\d+$/u.test(name));
  // The kernel makes the switch when the adapter comes up; one without has not.
  if (kill === undefined) return 'fault';
  const values = await Promise.all(['soft', 'hard'].map((name) => tools.readText(`${folder}/${kill}/${name}`)));
  if (values.some((value) => !/^[01]\s*$/u.test(value ?? ''))) throw new ProbeFailure('parse', 'rfkill');
  return values.some((value) => value?.startsWith('1')) ? 'off' : 'on';
}

/** 22: somebody switched the device off. */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_PnPEntity -Filter "PNPClass=\'Bluetooth\'" | Select-Object ConfigManagerErrorCode',
      z.object({ ConfigManagerErrorCode: z.int() }),
      { limitMs: 9000 },
    );
    if (rows.length === 0) return NONE_PRESENT;
    const codes = rows.map(({ ConfigManagerErrorCode }) => ConfigManagerErrorCode);
    if (codes.some((code) => code !== 0 && code !== 22)) return { state: 'fault' };
    return { state: codes.includes(22) ? 'off' : 'on' };
  },
};

const controller = z.object({ controller_state: z.enum(['attrib_on', 'attrib_off']) });
const profile = z.object({ SPBluetoothDataType: z.array(z.object({ controller_properties: controller.optional() })) });

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('system_profiler', ['-json', 'SPBluetoothDataType'], { limitMs: 9000 });
    const found = parseJson(profile, stdout, 'SPBluetoothDataType').SPBluetoothDataType[0]?.controller_properties;
    if (found === undefined) return NONE_PRESENT;
    return { state: found.controller_state === 'attrib_on' ? 'on' : 'off' };
  },
};

/** Whether Bluetooth could be used. */
export const devBt: Check = defineCheck({
  id: 'dev.bt',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge: ({ state }) => ({
    status: state === 'fault' ? 'warn' : state === 'off' ? 'info' : 'pass',
    evidence: [figure('state', state, 'text')],
  }),
  article: 'bluetooth',
});
