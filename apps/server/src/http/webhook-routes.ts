import { randomBytes } from 'node:crypto';
import { AppError, type Clock, type RandomSource, randomId } from '@alongside/base';
import { http, type WebhookTopic } from '@alongside/protocol';
import type { FleetDesk } from '../desk/fleet-desk.ts';
import { shownAddress, webhookRefusal } from '../desk/webhook-address.ts';
import { topicsOf } from '../desk/webhook-sender.ts';
import type { Stores } from '../storage/stores.ts';
import type { Call, RegisterRoute } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** What is sent is kept in the desk's one order. */
  readonly inOrder: <T>(action: (fleet: FleetDesk) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;
const MAX_WEBHOOKS = 20;
const ALERTS_ALONE: readonly WebhookTopic[] = ['alerts'];
const SECRET_BYTES = 32;

/** Where news of alerts and tickets are sent to, and what became of each. */
export function registerWebhookRoutes({ register, stores, organisationId, clock, random, inOrder }: Dependencies): void {
  const { webhooks } = stores;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  /** Throws `fleet.not-found`, and `request.invalid` where it is paused. */
  const sending = async (call: Call<unknown>) => {
    const webhook = await webhooks.find(organisationId, idOf(call));
    if (!webhook) throw notFound();
    if (webhook.paused === 1) throw new AppError('request.invalid', 'it is paused');
    return webhook;
  };

  register(http.webhooks, async () => {
    const rows = await webhooks.list(organisationId);
    return rows.map((row) => {
      const { id, url, createdAt, paused } = row;
      return { id, url, createdAt, topics: topicsOf(row), paused: paused === 1 };
    });
  });
  register(
    http.webhookCreate,
    async ({ body: { url, topics = ALERTS_ALONE } }) => {
      mustBeAddress(url);
      if ((await webhooks.list(organisationId)).length >= MAX_WEBHOOKS) {
        throw new AppError('request.invalid', 'there are too many of these; take some away first');
      }
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const id = randomId(random);
      await webhooks.add(organisationId, { id, url, secret, createdAt: clock.now(), paused: 0, topics: kept(topics) });
      return { id, secret };
    },
    { auditedAs: withoutSecret },
  );
  register(
    http.webhookWrite,
    async (call) => {
      const { url, paused, topics } = call.body;
      mustBeAddress(url);
      const change: Parameters<typeof webhooks.write>[2] = {
        url,
        paused: paused ? 1 : 0,
        ...(topics === undefined ? {} : { topics: kept(topics) }),
      };
      if (!(await webhooks.write(organisationId, idOf(call), change))) throw notFound();
      return DONE;
    },
    { auditedAs: withoutSecret },
  );
  register(http.webhookRemove, async (call) => {
    if (!(await webhooks.remove(organisationId, idOf(call)))) throw notFound();
    return DONE;
  });
  register(
    http.webhookTry,
    async (call) => {
      const webhook = await sending(call);
      await inOrder((desk) => desk.webhooks.sendTo(webhook, 'try', {}));
      return DONE;
    },
    { callsAMinute: 10 },
  );
  register(
    http.webhookResend,
    async (call) => {
      const webhook = await sending(call);
      await inOrder((desk) => desk.webhooks.resend(webhook, call.body.deliveryId));
      return DONE;
    },
    { callsAMinute: 30 },
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

function kept(topics: readonly WebhookTopic[]): string {
  return JSON.stringify([...new Set(topics)]);
}

/** The audit is read by people who may not send there. */
function withoutSecret<B extends { readonly url: string }>(body: B): B {
  return { ...body, url: shownAddress(body.url) };
}

function mustBeAddress(url: string): void {
  const refused = webhookRefusal(url);
  if (refused) throw new AppError('request.invalid', `url: ${refused}`);
}

function notFound(): AppError {
  return new AppError('fleet.not-found', 'there is no such webhook');
}
