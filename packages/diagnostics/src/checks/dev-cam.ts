import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const access = z.enum(['allowed', 'denied', 'none']);
const reading = z.strictObject({ camera: access, microphone: access });
type Reading = z.infer<typeof reading>;

/** Who may use them is a matter of the devices' own rights, which logind gives to whoever sits at the screen. */
const linux: Probe<Reading> = {
  async read(tools) {
    const cameras = (await tools.list('/dev')).filter((name) => /^video\d+$/u.test(name)).map((name) => `/dev/${name}`);
    const captures = (await tools.list('/dev/snd'))
      .filter((name) => /^pcmC\d+D\d+c$/u.test(name))
      .map((name) => `/dev/snd/${name}`);
    return orNone({ camera: await mayRead(tools, cameras), microphone: await mayRead(tools, captures) });
  },
};

async function mayRead(tools: ProbeTools, devices: readonly string[]): Promise<z.infer<typeof access>> {
  if (devices.length === 0) return 'none';
  for (const device of devices.slice(0, 16)) {
    if ((await tools.run('test', ['-r', device], { exitCodes: [0, 1] })).exitCode === 0) return 'allowed';
  }
  return 'denied';
}

const consent = z.enum(['Allow', 'Deny', 'Prompt']).nullable();

/** The user's own switch for all programs, and the machine's, which comes first. */
const windows: Probe<Reading> = {
  async read(tools) {
    const store = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore';
    const expression = `foreach ($n in 'webcam','microphone') { foreach ($h in 'HKLM:','HKCU:') { [pscustomobject]@{ Name = $n; Value = (Get-ItemProperty "$h\\${store}\\$n" -ErrorAction SilentlyContinue).Value } } }`;
    const row = z.object({ Name: z.enum(['webcam', 'microphone']), Value: consent });
    const rows = await powershellRows(tools, `& { ${expression} }`, row);
    if (rows.length !== 4) throw new ProbeFailure('parse', 'ConsentStore');
    const of = (name: string) => (rows.some(({ Name, Value }) => Name === name && Value === 'Deny') ? 'denied' : 'allowed');
    return { camera: of('webcam'), microphone: of('microphone') };
  },
};

const orNone = (found: Reading) => (found.camera === 'none' && found.microphone === 'none' ? NONE_PRESENT : found);

/** Whether programs may use camera and microphone. macOS tells that to each program for itself alone. */
export const devCam: Check = defineCheck({
  id: 'dev.cam',
  lane: 'commands',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge({ camera, microphone }) {
    const denied = [...(camera === 'denied' ? ['camera'] : []), ...(microphone === 'denied' ? ['microphone'] : [])];
    return {
      status: denied.length > 0 ? 'warn' : 'pass',
      ...(denied.length > 0 ? { text: denied.length === 2 ? 'both' : (denied[0] ?? 'warn') } : {}),
      evidence: [figure('camera', camera, 'text'), figure('microphone', microphone, 'text')],
    };
  },
  article: 'permission',
});
