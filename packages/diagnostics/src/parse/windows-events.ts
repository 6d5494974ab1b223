import { z } from 'zod';
import type { ProbeTools } from '../tools.ts';
import { rowsOf } from './json.ts';

const event = z.object({
  id: z.int(),
  provider: z.string(),
  /** 1 critical, 2 error, 3 warning, 4 information. */
  level: z.int().nullable(),
  at: z.number(),
  /** The first of its values: of a crash, the program. */
  first: z.string().nullable(),
});
export type WindowsEvent = z.infer<typeof event>;

/**
 * Events of a log that every user may read (`System`, `Application`), newest first, at most 500. Get-WinEvent counts
 * "nothing found" as an error, and no other error may pass for it.
 */
export async function readWindowsEvents(
  tools: Pick<ProbeTools, 'powershell'>,
  query: {
    readonly log: 'System' | 'Application';
    readonly ids?: readonly number[];
    readonly provider?: string;
    readonly days: number;
  },
): Promise<readonly WindowsEvent[]> {
  const filter = [
    `LogName='${query.log}'`,
    ...(query.provider ? [`ProviderName='${query.provider}'`] : []),
    ...(query.ids ? [`Id=${query.ids.join(',')}`] : []),
    `StartTime=(Get-Date).AddDays(-${query.days})`,
  ].join('; ');
  const script = [
    `$found = @(); try { $found = @(Get-WinEvent -FilterHashtable @{${filter}} -MaxEvents 500 -ErrorAction Stop) }`,
    "catch { if ($_.FullyQualifiedErrorId -notlike 'NoMatchingEventsFound*') { throw } };",
    'ConvertTo-Json -Compress -InputObject @($found | ForEach-Object { @{ id = $_.Id; provider = $_.ProviderName; level = $_.Level;',
    'at = ([DateTimeOffset]$_.TimeCreated).ToUnixTimeMilliseconds();',
    'first = [string]($_.Properties | Select-Object -First 1).Value } })',
  ].join(' ');
  return rowsOf(await tools.powershell(script, { limitMs: 9000 }), event);
}
