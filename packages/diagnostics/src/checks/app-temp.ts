import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** desk.md 3.3 gives the walk 5 s, which a slow disk of many small files outlasts; its lane has 25. */
const LIMIT_MS = 12_000;

/** Bytes of what the user may read; other people's temporary files are theirs. */
const reading = z.strictObject({ temporary: z.number().min(0), trash: z.number().min(0) });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    return both(tools, '/tmp', `${tools.home}/.local/share/Trash`);
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const folder = understood(/^\/\S.*$/mu.exec((await tools.run('getconf', ['DARWIN_USER_TEMP_DIR'])).stdout)?.[0], 'getconf');
    return both(tools, folder, `${tools.home}/.Trash`);
  },
};

async function both(tools: ProbeTools, temporaryFolder: string, trashFolder: string): Promise<Reading> {
  const [temporary, trash] = await Promise.all([sizeOf(tools, temporaryFolder), sizeOf(tools, trashFolder)]);
  return { temporary, trash };
}

/** `du` in KiB, on one file system. 1: some of it may not be read, or is not there; what was read is still said. */
async function sizeOf(tools: ProbeTools, folder: string): Promise<number> {
  const { stdout, stderr, exitCode } = await tools.run('du', ['-skx', folder], { limitMs: LIMIT_MS, exitCodes: [0, 1] });
  const kilobytes = /^(\d+)\t/u.exec(stdout)?.[1];
  if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  if (exitCode === 1 && stderr.includes('No such file')) return 0;
  // Without "full disk access", macOS keeps the trash to itself.
  throw new ProbeFailure(/denied|not permitted/iu.test(stderr) ? 'denied' : 'parse', 'du');
}

const windows: Probe<Reading> = {
  async read(tools) {
    const expression =
      '[pscustomobject]@{ Temporary = [long](Get-ChildItem $env:TEMP -Recurse -File -Force -ErrorAction SilentlyContinue | Measure-Object Length -Sum).Sum; Trash = [long](((New-Object -ComObject Shell.Application).NameSpace(10).Items() | ForEach-Object { $_.Size }) | Measure-Object -Sum).Sum }';
    const row = z.object({ Temporary: z.number().min(0), Trash: z.number().min(0) });
    const found = understood((await powershellRows(tools, expression, row, { limitMs: LIMIT_MS }))[0], 'sizes');
    return { temporary: found.Temporary, trash: found.Trash };
  },
};

/** Room that temporary files and the trash take. */
export const appTemp: Check = defineCheck({
  id: 'app.temp',
  lane: 'slow',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge({ temporary, trash }, { warnBytes }) {
    return {
      status: over(temporary + trash, { warn: warnBytes }),
      evidence: [
        figure('size', temporary + trash, 'bytes', { limit: warnBytes ?? null }),
        figure('temporary', temporary, 'bytes'),
        figure('trash', trash, 'bytes'),
      ],
    };
  },
  article: 'free-space',
  fix: 'empty-trash',
});
