import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** os-release(5): who made the system and which release it is, in lower case; empty where it does not say. */
export interface OsRelease {
  readonly id: string;
  readonly versionId: string;
  readonly name: string;
}

/** Read from the two places where os-release(5) says it is. */
export async function readOsRelease(tools: ProbeTools): Promise<OsRelease> {
  const text = (await tools.readText('/etc/os-release')) ?? (await tools.readText('/usr/lib/os-release'));
  if (text === undefined) throw new ProbeFailure('unsupported', 'os-release');
  const value = (key: string) => new RegExp(`^${key}=["']?([^"'\n]*)["']?$`, 'mu').exec(text)?.[1] ?? '';
  const release = { id: value('ID').toLowerCase(), versionId: value('VERSION_ID').toLowerCase(), name: value('NAME') };
  if (release.id === '') throw new ProbeFailure('parse', 'os-release');
  return release;
}
