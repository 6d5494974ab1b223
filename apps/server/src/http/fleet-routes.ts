import { AppError, type Clock, type RandomSource, randomId } from '@alongside/base';
import { audienceOf, findingsOver, fits, inOrder as inOrderOf, mayKnowCheck, pageOf, placeOf, REPORTS } from '@alongside/desk';
import { type DeviceFilter, type FleetDevice, http, MAX_DEVICES, MAX_TAGS } from '@alongside/protocol';
import type { FleetDesk } from '../desk/fleet-desk.ts';
import type { Stores } from '../storage/stores.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly isOnline: (deviceId: string) => boolean;
  /** What changes scans and alerts runs in the desk's one order. */
  readonly inOrder: <T>(action: (fleet: FleetDesk) => Promise<T>) => Promise<T>;
  readonly changed: () => void;
}

const DONE = { ok: true } as const;
const MAX_NAMED = 200;
const MAX_CHOICES = 5000;
/** Names of very many computers in a body. */
const MANY = { bodyBytes: 64 * MAX_DEVICES };
/** As people sort, PC-9 before PC-10; the same for all, so that a page is the same page for whoever is sent its address. */
const { compare } = new Intl.Collator('en', { numeric: true });

export function registerFleetRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, clock, random, isOnline, inOrder, changed } = dependencies;
  const { fleet, alerts, scans } = stores;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const found = (isThere: boolean) => {
    if (!isThere) throw notFound();
    changed();
    return DONE;
  };

  /** Of what stands out on computers, what this person would read in a report of one. */
  const knownTo = (call: Call<unknown>) => {
    const audience = audienceOf(signedIn(call).user);
    return ({ check }: { readonly check: string }) => mayKnowCheck(check, audience);
  };

  /** All devices as this person may know them. */
  const seenBy = async (call: Call<unknown>): Promise<readonly FleetDevice[]> => {
    const known = knownTo(call);
    const devices = await fleet.devices(organisationId);
    return devices.map((each) => ({ ...each, raised: each.raised.filter(known), online: isOnline(each.id) }));
  };
  const fitting = async (call: Call<{ filter: DeviceFilter }>) => {
    const at = clock.now();
    return { at, devices: (await seenBy(call)).filter((device) => fits(device, call.body.filter, at)) };
  };

  register(http.fleet, async (call) => {
    const [devices, groups, views] = await Promise.all([seenBy(call), fleet.groups(organisationId), fleet.views(organisationId)]);
    return {
      at: clock.now(),
      total: devices.length,
      reported: devices.filter(({ report }) => report !== null).length,
      findings: findingsOver(devices).slice(0, MAX_CHOICES),
      tags: [...new Set(devices.flatMap(({ tags }) => tags))].sort(compare).slice(0, MAX_CHOICES),
      groups,
      views,
    };
  });
  register(http.fleetFind, async (call) => {
    const { by = 'name', down = false, page: wanted = 0 } = call.body;
    const [{ at, devices }, groups] = await Promise.all([fitting(call), fleet.groups(organisationId)]);
    const { rows, page } = pageOf(inOrderOf(devices, { by, down, groups, compare }), wanted);
    return { at, devices: [...rows], page, count: devices.length };
  });
  register(http.fleetIds, async (call) => {
    const { devices } = await fitting(call);
    return { ids: devices.slice(0, MAX_DEVICES).map(({ id }) => id) };
  });

  register(
    http.fleetMark,
    async ({ body: { deviceIds, marks } }) => {
      const refused = await fleet.mark(organisationId, deviceIds, marks);
      if (refused === 'device') throw new AppError('device.unknown', 'there is no such device');
      if (refused === 'tags') throw new AppError('request.invalid', `tags: more than ${MAX_TAGS} on a device`);
      return found(refused === undefined);
    },
    MANY,
  );

  register(http.groupCreate, async ({ body: { name } }) => {
    const group = { id: randomId(random), name };
    mustHaveRoom((await fleet.groups(organisationId)).length);
    await fleet.addGroup(organisationId, group);
    changed();
    return { id: group.id };
  });
  register(http.groupRemove, async (call) => found(await fleet.remove(organisationId, 'deviceGroups', idOf(call))));

  register(http.viewCreate, async ({ body }) => {
    const view = { id: randomId(random), ...body };
    mustHaveRoom((await fleet.views(organisationId)).length);
    await fleet.addView(organisationId, view);
    changed();
    return { id: view.id };
  });
  register(http.viewRemove, async (call) => found(await fleet.remove(organisationId, 'fleetViews', idOf(call))));

  register(
    http.scanStart,
    async (call) => {
      const { deviceIds, profile } = call.body;
      const { name } = signedIn(call).user;
      return { id: await inOrder((desk) => desk.scans.start(deviceIds, profile, name)) };
    },
    MANY,
  );
  register(http.scans, () => scans.newest(organisationId));
  register(http.scan, (call) => inOrder((desk) => desk.scans.read(idOf(call), call.body.page ?? 0)));
  register(http.scanRetry, async (call) => {
    await inOrder((desk) => desk.scans.retry(idOf(call)));
    return DONE;
  });
  register(http.scanCancel, async (call) => {
    await inOrder((desk) => desk.scans.cancel(idOf(call)));
    return DONE;
  });

  register(http.schedules, () => inOrder((desk) => desk.schedules.list()));
  register(http.scheduleCreate, async ({ body }) => {
    const id = await inOrder((desk) => desk.schedules.add(body));
    changed();
    return { id };
  });
  register(http.scheduleWrite, async (call) =>
    found(await inOrder((desk) => desk.schedules.write({ id: idOf(call), ...call.body }))),
  );
  register(http.scheduleRemove, async (call) => found(await stores.schedules.remove(organisationId, idOf(call))));

  register(http.alerts, async (call) => {
    const { without } = REPORTS[audienceOf(signedIn(call).user)];
    const { closed, page: wanted = 0 } = call.body;
    const counts = await alerts.count(organisationId, without);
    const { page } = placeOf(counts.open + (closed ? counts.closed : 0), wanted);
    const listed = await alerts.list(organisationId, without, page, clock.now());
    return { alerts: listed.filter(({ state }) => closed || state === 'open'), page, ...counts };
  });
  register(http.alertCount, async (call) => {
    const { without } = REPORTS[audienceOf(signedIn(call).user)];
    return { open: await alerts.countOpen(organisationId, clock.now(), without) };
  });
  register(http.alertRuleRead, async () => ({ tickets: await alerts.ticketRule(organisationId) }));
  register(http.alertRuleWrite, async ({ body: { tickets } }) => {
    await inOrder(() => alerts.setTicketRule(organisationId, tickets));
    return found(true);
  });
  register(http.alertMute, async (call) => {
    await inOrder((desk) => desk.alerts.mute(idOf(call), call.body.until));
    return found(true);
  });
  register(http.alertDismiss, async (call) => {
    await inOrder((desk) => desk.alerts.dismiss(idOf(call)));
    return found(true);
  });
  register(http.alertTicket, async (call) => {
    const ticket = await inOrder((desk) => desk.alerts.ticket(idOf(call), call.body.text));
    changed();
    return ticket;
  });
}

function notFound(): AppError {
  return new AppError('fleet.not-found', 'there is no such entry');
}

function mustHaveRoom(count: number): void {
  if (count >= MAX_NAMED) throw new AppError('request.invalid', 'there are too many of these; take some away first');
}
