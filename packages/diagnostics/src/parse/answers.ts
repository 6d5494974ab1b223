import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** `parse` where there is no value, or no number. */
export function understood<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null || Number.isNaN(value)) throw new ProbeFailure('parse', what);
  return value;
}

/** `unsupported` where another init system runs: sd_booted(3) tells by this folder. */
export async function needsSystemd(tools: ProbeTools): Promise<void> {
  if (!(await tools.list('/run/systemd')).includes('system')) throw new ProbeFailure('unsupported', 'systemd');
}
