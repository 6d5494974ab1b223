import { z } from 'zod';
import type { ProbeTools } from '../tools.ts';
import { powershellRows } from './json.ts';

/** TASK_COMM_LEN of the kernel, generously. */
const MAX_NAME_BYTES = 64;

/** Names of running programs, each once. Linux keeps 15 bytes of each (proc(5), comm). */
export async function processNamesOf(tools: ProbeTools): Promise<readonly string[]> {
  if (tools.system === 'windows') {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_Process | Select-Object Name',
      z.object({ Name: z.string() }),
    );
    return [...new Set(rows.map(({ Name }) => Name))];
  }
  if (tools.system === 'macos') {
    const { stdout } = await tools.run('ps', ['-axco', 'comm']);
    return [...new Set(stdout.split('\n').slice(1).filter(Boolean))];
  }
  const pids = (await tools.list('/proc')).filter((name) => /^\d+$/u.test(name));
  // One that ended in between has no file any more.
  const names = await Promise.all(pids.map(async (pid) => (await tools.readText(`/proc/${pid}/comm`, MAX_NAME_BYTES))?.trim()));
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[];
}
