import type { DEVICE_ORDERS, DeviceGroup, FleetDevice } from '@alongside/protocol';

export type DeviceOrder = (typeof DEVICE_ORDERS)[number];

type Ordered = Pick<
  FleetDevice,
  'id' | 'name' | 'system' | 'owner' | 'groupId' | 'enrolledAt' | 'online' | 'lastSeenAt' | 'report' | 'raised'
>;

interface Order {
  readonly by: DeviceOrder;
  readonly down: boolean;
  readonly groups: readonly DeviceGroup[];
  /** Compares words as people do, with numbers in them by their value. */
  readonly compare: (a: string, b: string) => number;
}

/**
 * A new list in this order; of equals, by name. What a device does not have stands last, whichever way the order goes:
 * nobody sorts to see what is not there.
 */
export function inOrder<D extends Ordered>(devices: readonly D[], { by, down, groups, compare }: Order): D[] {
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const words: Readonly<Record<'name' | 'system' | 'owner' | 'group', (device: D) => string | null>> = {
    name: ({ name }) => name,
    system: ({ system }) => system,
    owner: ({ owner }) => owner,
    group: ({ groupId }) => (groupId === null ? null : (names.get(groupId) ?? null)),
  };
  const figures: Readonly<Record<'seen' | 'worst' | 'enrolled', (device: D) => number | null>> = {
    seen: seenAt,
    worst: badness,
    enrolled: ({ enrolledAt }) => enrolledAt,
  };
  const turn = down ? -1 : 1;
  const byName = (a: D, b: D) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  const sorted = <V>(of: (device: D) => V | null, against: (a: V, b: V) => number) =>
    devices
      .map((device) => ({ device, value: of(device) }))
      .sort((a, b) => {
        if (a.value === null || b.value === null) {
          return Number(a.value === null) - Number(b.value === null) || byName(a.device, b.device);
        }
        return turn * against(a.value, b.value) || byName(a.device, b.device);
      })
      .map(({ device }) => device);
  if (by === 'seen' || by === 'worst' || by === 'enrolled') return sorted(figures[by], (a, b) => a - b);
  return sorted(words[by], compare);
}

function seenAt({ online, lastSeenAt }: Ordered): number | null {
  return online ? Number.MAX_SAFE_INTEGER : lastSeenAt;
}

/** Failing ones first, of those the ones with more of it; devices without a report have none. */
function badness({ report, raised }: Ordered): number | null {
  if (report === null && raised.length === 0) return null;
  const fails = raised.filter(({ status }) => status === 'fail').length;
  return -(fails * 1000 + raised.length);
}
