import { type CommandOptions, type CommandResult, ProbeFailure, type ProbeTools } from '@alongside/diagnostics';

/** A fifth of a second is the shortest that every ping grants to users without rights (iputils before 2021, macOS). */
const INTERVAL_MS = 200;
/** As root nobody need wait so long; faster still would be a burst, which routers answer in part. */
const ROOT_INTERVAL_MS = 50;
const WAIT_MS = 1000;

type Means = Pick<ProbeTools, 'system' | 'elevated' | 'run' | 'powershell'>;

/** Echo requests by the system's own program: round trips in ms, undefined for each that was lost. */
export async function pingHost(
  { system, elevated, run, powershell }: Means,
  { host, count, limitMs }: { readonly host: string; readonly count: number; readonly limitMs: number },
): Promise<readonly (number | undefined)[]> {
  // It becomes an argument of a program.
  if (!/^[0-9A-Za-z.:%_-]+$/u.test(host) || host.startsWith('-')) throw new ProbeFailure('failed', 'no host to ping');
  const shared: CommandOptions = { limitMs };
  switch (system) {
    case 'linux': {
      // Exit code 1: no answer at all, or not to all.
      const interval = (elevated ? ROOT_INTERVAL_MS : INTERVAL_MS) / 1000;
      const args = ['-n', '-c', String(count), '-i', String(interval), '-W', String(WAIT_MS / 1000), host];
      return readPing((await run('ping', args, { ...shared, exitCodes: [0, 1] })).stdout, count);
    }
    case 'macos': {
      // man ping(8): -W is in milliseconds here, and 2 says that nothing came back. IPv6 is another program's.
      const program = host.includes(':') ? 'ping6' : 'ping';
      const wait = host.includes(':') ? [] : ['-W', String(WAIT_MS)];
      const args = ['-n', '-c', String(count), '-i', String(INTERVAL_MS / 1000), ...wait, host];
      const answer: CommandResult = await run(program, args, { ...shared, exitCodes: [0, 2] });
      return readPing(answer.stdout, count);
    }
    case 'windows':
      // ping.exe waits a second after each and speaks the reader's language; .NET's Ping does neither.
      return readWindowsPing(await powershell(windowsScript(host, count), shared), count);
  }
}

/** iputils: `64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.046 ms`. BusyBox writes `seq=`, and counts from 0 as macOS does. */
function readPing(text: string, count: number): (number | undefined)[] {
  if (!/^\d+ packets transmitted, /mu.test(text)) throw new ProbeFailure('parse', 'ping');
  const first = /\bicmp_seq=/u.test(text) && !/ data bytes$/mu.test(text) ? 1 : 0;
  const trips = Array.from<number | undefined>({ length: count });
  for (const match of text.matchAll(/^\d+ bytes from .*\b(?:icmp_)?seq=(\d+) .*\btime[=<]([\d.]+) ms/gmu)) {
    const index = Number(match[1]) - first;
    // An answer that comes twice is marked (DUP!): the first counts.
    if (index >= 0 && index < count) trips[index] ??= Number(match[2]);
  }
  return trips;
}

function windowsScript(host: string, count: number): string {
  return (
    `$p = New-Object System.Net.NetworkInformation.Ping; for ($i = 0; $i -lt ${count}; $i++) { ` +
    `$r = $p.Send('${host}', ${WAIT_MS}); if ($r.Status -eq 'Success') { $r.RoundtripTime } else { 'lost' }; ` +
    `Start-Sleep -Milliseconds ${INTERVAL_MS} }`
  );
}

/** A line each: `3`, or `lost`. */
function readWindowsPing(text: string, count: number): (number | undefined)[] {
  const lines = text.trim().split(/\r?\n/u);
  if (lines.length !== count || lines.some((line) => !/^(\d+|lost)$/u.test(line))) throw new ProbeFailure('parse', 'ping');
  return lines.map((line) => (line === 'lost' ? undefined : Number(line)));
}
