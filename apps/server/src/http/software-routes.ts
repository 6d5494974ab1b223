import type { Clock } from '@alongside/base';
import { END_OF_LIFE_DATE, KNOWN_PROGRAMS, softwareEnded } from '@alongside/diagnostics/words';
import { type FleetProgram, http, MAX_DEVICES, MAX_PROGRAMS } from '@alongside/protocol';
import type { VersionRow } from '../storage/software-store.ts';
import type { Stores } from '../storage/stores.ts';
import type { RegisterRoute } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
}

const MAX_VERSIONS = 100;
const TABLE = { date: END_OF_LIFE_DATE, products: [...new Set(KNOWN_PROGRAMS)] };

/** Programs over the fleet: only what users sent of their own accord. */
export function registerSoftwareRoutes({ register, stores, organisationId, clock }: Dependencies): void {
  const { software, devices } = stores;

  register(http.software, async () => {
    const [all, sharing, versions] = await Promise.all([
      devices.count(organisationId),
      software.sharing(organisationId),
      software.versions(organisationId),
    ]);
    const programs = programsOf(versions, clock.now());
    return {
      devices: all,
      sharing: sharing.devices,
      cut: sharing.cut,
      total: programs.length,
      programs: programs.slice(0, MAX_PROGRAMS),
      table: TABLE,
    };
  });

  register(http.softwareDevices, ({ body: { name } }) => software.devicesWith(organisationId, name, MAX_DEVICES));
}

/** Those that have ended first, then those of the most devices. */
function programsOf(rows: readonly VersionRow[], now: number): readonly FleetProgram[] {
  const programs = [...Map.groupBy(rows, ({ name }) => name)].map(([name, same]) => {
    const versions = same
      .map(({ version, devices }) => ({ version, devices, endedAt: softwareEnded({ name, version }, now) ?? null }))
      .sort((a, b) => Number(a.endedAt === null) - Number(b.endedAt === null) || b.devices - a.devices);
    const devices = versions.reduce((sum, each) => sum + each.devices, 0) - same.reduce((sum, { again }) => sum + again, 0);
    const moreVersions = Math.max(0, versions.length - MAX_VERSIONS);
    return { name, devices, versions: versions.slice(0, MAX_VERSIONS), moreVersions };
  });
  const hasEnded = ({ versions }: FleetProgram) => versions[0]?.endedAt != null;
  return programs.sort((a, b) => Number(hasEnded(b)) - Number(hasEnded(a)) || b.devices - a.devices);
}
