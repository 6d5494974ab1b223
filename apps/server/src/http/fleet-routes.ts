import { randomBytes } from 'node:crypto';
import { AppError, type Clock, type RandomSource, randomId } from '@alongside/base';
import { http, MAX_TAGS } from '@alongside/protocol';
import type { FleetDesk } from '../desk/fleet-desk.ts';
import { webhookRefusal } from '../desk/webhook-address.ts';
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
const MAX_WEBHOOKS = 20;
const SECRET_BYTES = 32;

export function registerFleetRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, clock, random, isOnline, inOrder, changed } = dependencies;
  const { fleet, alerts, scans, webhooks } = stores;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const found = (isThere: boolean) => {
    if (!isThere) throw notFound();
    changed();
    return DONE;
  };

  register(http.fleet, async () => {
    const [devices, groups, views] = await Promise.all([
      fleet.devices(organisationId),
      fleet.groups(organisationId),
      fleet.views(organisationId),
    ]);
    return { at: clock.now(), devices: devices.map((each) => ({ ...each, online: isOnline(each.id) })), groups, views };
  });

  register(http.fleetMark, async ({ body: { deviceIds, marks } }) => {
    const refused = await fleet.mark(organisationId, deviceIds, marks);
    if (refused === 'device') throw new AppError('device.unknown', 'there is no such device');
    if (refused === 'tags') throw new AppError('request.invalid', `tags: more than ${MAX_TAGS} on a device`);
    return found(refused === undefined);
  });

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

  register(http.scanStart, async (call) => {
    const { deviceIds, profile } = call.body;
    const { name } = signedIn(call).user;
    return { id: await inOrder((desk) => desk.scans.start(deviceIds, profile, name)) };
  });
  register(http.scans, () => scans.newest(organisationId));
  register(http.scan, (call) => inOrder((desk) => desk.scans.read(idOf(call))));
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
  register(http.scheduleRemove, async (call) => found(await stores.schedules.remove(organisationId, idOf(call))));

  register(http.alerts, () => alerts.list(organisationId));
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

  register(http.webhooks, async () => {
    const rows = await webhooks.list(organisationId);
    return rows.map(({ id, url, createdAt }) => ({ id, url, createdAt }));
  });
  register(http.webhookCreate, async ({ body: { url } }) => {
    const refused = webhookRefusal(url);
    if (refused) throw new AppError('request.invalid', `url: ${refused}`);
    mustHaveRoom((await webhooks.list(organisationId)).length, MAX_WEBHOOKS);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const id = randomId(random);
    await webhooks.add(organisationId, { id, url, secret, createdAt: clock.now() });
    return { id, secret };
  });
  register(http.webhookRemove, async (call) => found(await webhooks.remove(organisationId, idOf(call))));
  register(
    http.webhookTry,
    async (call) => {
      const webhook = await webhooks.find(organisationId, idOf(call));
      if (!webhook) throw notFound();
      await inOrder((desk) => desk.webhooks.sendTo(webhook, 'try', {}));
      return DONE;
    },
    { callsAMinute: 10 },
  );
  register(http.webhookDeliveries, async (call) => {
    const id = idOf(call);
    if (!(await webhooks.find(organisationId, id))) throw notFound();
    const rows = await webhooks.newest(organisationId, id);
    return rows.map(({ id: deliveryId, at, event, state, attempts, status, error }) => {
      return { id: deliveryId, at, event, state, attempts, status, error };
    });
  });
}

function notFound(): AppError {
  return new AppError('fleet.not-found', 'there is no such entry');
}

function mustHaveRoom(count: number, max = MAX_NAMED): void {
  if (count >= max) throw new AppError('request.invalid', 'there are too many of these; take some away first');
}
