import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { parseJson, powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

/** Counts; `input` is null where the system names devices, but not which way they go. */
const reading = z.strictObject({ output: z.int().min(0), input: z.int().min(0).nullable(), faulty: z.int().min(0) });
type Reading = z.infer<typeof reading>;

/** ALSA: `00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1`. */
const linux: Probe<Reading> = {
  async read(tools) {
    const cards = await tools.readText('/proc/asound/cards');
    if (cards === undefined || /no soundcards/u.test(cards)) return NONE_PRESENT;
    const lines = ((await tools.readText('/proc/asound/pcm')) ?? '').split('\n').filter(Boolean);
    if (lines.some((line) => !/^\d+-\d+: /u.test(line))) throw new ProbeFailure('parse', '/proc/asound/pcm');
    const count = (way: string) => lines.filter((line) => line.includes(` : ${way} `)).length;
    return { output: count('playback'), input: count('capture'), faulty: 0 };
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const expression = 'Get-CimInstance Win32_SoundDevice | Select-Object Status';
    const rows = await powershellRows(tools, expression, z.object({ Status: z.string().nullable() }));
    if (rows.length === 0) return NONE_PRESENT;
    const working = rows.filter(({ Status }) => Status === 'OK').length;
    return { output: working, input: null, faulty: rows.length - working };
  },
};

const yes = z.literal('spaudio_yes').optional();
const profile = z.object({
  SPAudioDataType: z.array(
    z.object({
      _items: z
        .array(z.object({ coreaudio_default_audio_output_device: yes, coreaudio_default_audio_input_device: yes }))
        .optional(),
    }),
  ),
});

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('system_profiler', ['-json', 'SPAudioDataType'], { limitMs: 9000 });
    const devices = parseJson(profile, stdout, 'SPAudioDataType').SPAudioDataType.flatMap(({ _items = [] }) => _items);
    if (devices.length === 0) return NONE_PRESENT;
    return {
      output: devices.filter((one) => one.coreaudio_default_audio_output_device !== undefined).length,
      input: devices.filter((one) => one.coreaudio_default_audio_input_device !== undefined).length,
      faulty: 0,
    };
  },
};

/** Something to hear with and to speak into. */
export const devAudio: Check = defineCheck({
  id: 'dev.audio',
  lane: 'commands',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge({ output, input, faulty }) {
    const evidence = [
      figure('outputs', output, 'count'),
      ...(input === null ? [] : [figure('inputs', input, 'count')]),
      figure('count', faulty, 'count'),
    ];
    if (output === 0) return { status: 'warn', text: 'silent', evidence };
    if (faulty > 0) return { status: 'warn', evidence };
    return input === 0 ? { status: 'info', evidence } : { status: 'pass', evidence };
  },
  article: 'audio',
});
