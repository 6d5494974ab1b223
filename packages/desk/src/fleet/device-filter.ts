import type { DeviceFilter, FindingOver, FleetDevice } from '@alongside/protocol';

const DAY_MS = 24 * 60 * 60_000;

type Filtered = Pick<
  FleetDevice,
  'name' | 'system' | 'owner' | 'groupId' | 'tags' | 'online' | 'lastSeenAt' | 'report' | 'raised'
>;
export type SystemKind = NonNullable<DeviceFilter['system']>;

/** By what devices call themselves when they enroll: `Windows 11`, `macOS 15`, the name of a Linux distribution. */
export function systemKind(system: string): SystemKind {
  if (/^windows/iu.test(system)) return 'windows';
  if (/^(?:macos|mac os|darwin)/iu.test(system)) return 'macos';
  return LINUX.test(system) ? 'linux' : 'other';
}

/** Names that begin /etc/os-release's PRETTY_NAME on the distributions that DistroWatch lists first, and `Linux` itself. */
const LINUX =
  /^(?:linux|gnu\/linux|debian|ubuntu|kubuntu|xubuntu|fedora|red hat|rhel|centos|rocky|almalinux|oracle linux|opensuse|suse|arch|manjaro|endeavouros|mint|lmde|pop!_os|elementary|zorin|kali|alpine|gentoo|nixos|void|raspbian|mx|devuan|slackware)/iu;

/** Whether all parts of the filter fit. `now`: milliseconds since the Unix epoch. */
export function fits(device: Filtered, filter: DeviceFilter, now: number): boolean {
  const { text, system, group, tag, seen, worst, check } = filter;
  return (
    (text === undefined || hasWords(device, text)) &&
    (system === undefined || systemKind(device.system) === system) &&
    (group === undefined || device.groupId === group) &&
    (tag === undefined || device.tags.includes(tag)) &&
    (seen === undefined || wasSeen(device, seen, now)) &&
    (worst === undefined || isAsBad(device, worst)) &&
    (check === undefined || device.raised.some((finding) => finding.check === check))
  );
}

function hasWords({ name, system, owner, tags }: Filtered, text: string): boolean {
  const all = [name, system, owner ?? '', ...tags].join('\n').toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => all.includes(word));
}

function wasSeen({ online, lastSeenAt }: Filtered, seen: NonNullable<DeviceFilter['seen']>, now: number): boolean {
  const agoMs = online ? 0 : lastSeenAt === null ? Number.POSITIVE_INFINITY : now - lastSeenAt;
  switch (seen) {
    case 'now':
      return online;
    case 'day':
      return agoMs <= DAY_MS;
    case 'week':
      return agoMs <= 7 * DAY_MS;
    case 'longer':
      return agoMs > 7 * DAY_MS;
  }
}

function isAsBad({ report }: Filtered, worst: NonNullable<DeviceFilter['worst']>): boolean {
  if (report === null) return worst === 'none';
  if (worst === 'good') return report.worst === 'info' || report.worst === 'pass';
  return report.worst === worst;
}

/** How many devices have which finding, most of them first; of as many, the failing ones first. */
export function findingsOver(devices: readonly Pick<Filtered, 'raised'>[]): FindingOver[] {
  const counts = new Map<string, FindingOver>();
  for (const { check, status } of devices.flatMap(({ raised }) => raised)) {
    const row = counts.get(check) ?? { check, fail: 0, warn: 0 };
    row[status] += 1;
    counts.set(check, row);
  }
  return [...counts.values()].sort(
    (a, b) => b.fail + b.warn - (a.fail + a.warn) || b.fail - a.fail || a.check.localeCompare(b.check),
  );
}
