import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import type { Facts } from '@alongside/protocol';
import { readProcFile } from '../processes/index.ts';

type Networks = Extract<Facts['networks'], { status: 'known' }>['value'];

const MAX_NETWORKS = 64;
const SYSFS = '/sys/class/net';

/**
 * The network interfaces, without addresses. Read from the kernel and from Node: systeminformation's
 * networkInterfaces() runs shell commands with names from configuration files (CVE-2026-44724, CVE-2026-50289).
 */
export async function readNetworks(): Promise<Networks> {
  const addresses = os.networkInterfaces();
  const names = existsSync(SYSFS) ? readdirSync(SYSFS) : Object.keys(addresses);
  return names
    .filter((name) => !existsSync(SYSFS) || existsSync(`${SYSFS}/${name}/operstate`))
    .sort()
    .slice(0, MAX_NETWORKS)
    .map((name) => {
      const families = (addresses[name] ?? []).map((address) => address.family);
      return {
        description: name,
        status: existsSync(SYSFS) ? statusOf(name) : families.length > 0 ? 'up' : 'unknown',
        virtualdev: existsSync(SYSFS)
          ? !existsSync(`${SYSFS}/${name}/device`)
          : (addresses[name] ?? []).every(({ internal }) => internal),
        has_ipv4: families.includes('IPv4'),
        has_ipv6: families.includes('IPv6'),
        speed_mbit: speedOf(name),
      };
    });
}

/** RFC 2863 states, as the kernel writes them; loopback says `unknown` though it works. */
function statusOf(name: string): 'up' | 'down' | 'unknown' {
  const state = readProcFile(`${SYSFS}/${name}/operstate`)?.trim();
  if (state === 'up') return 'up';
  return state === undefined || state === 'unknown' ? 'unknown' : 'down';
}

/** -1, or no answer at all, where there is no cable or nobody knows. */
function speedOf(name: string): number | null {
  const speed = Number(readProcFile(`${SYSFS}/${name}/speed`)?.trim() || Number.NaN);
  return Number.isFinite(speed) && speed > 0 ? speed : null;
}
