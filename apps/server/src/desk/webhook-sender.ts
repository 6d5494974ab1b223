import { createHash, createHmac } from 'node:crypto';
import { AppError, type Clock, type Disposable, type Logger, type RandomSource, randomId, toAppError } from '@alongside/base';
import type { WebhookTopic } from '@alongside/protocol';
import type { WebhookDeliveryRow, WebhookRow } from '../storage/fleet-tables.ts';
import type { WebhookStore } from '../storage/webhook-store.ts';
import { Serial } from './serial.ts';

/** Waits before each further try, ms. */
const WAITS_MS: readonly number[] = [5_000, 30_000, 180_000];
/** Deliveries that may wait for one address; what comes on top is kept as failed. */
const MAX_WAITING = 200;
const PAUSED = 'the webhook was paused';

/** What came of one try: the status, or why there is none. */
export type Posted = { readonly status: number } | { readonly error: string };
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) => Promise<Posted>;

interface Dependencies {
  readonly store: WebhookStore;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly post: Post;
}

/**
 * Sends news of alerts and tickets to where admins said: each delivery is kept first, tried, and tried again up to three times. One at a
 * time to each address: news of a thousand devices are one socket, and a slow address holds up no other.
 */
export class WebhookSender implements Disposable {
  readonly #d: Dependencies;
  readonly #timers = new Set<Disposable>();
  readonly #lines = new Map<string, Serial>();
  readonly #stopped = new AbortController();

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** Takes up what waited when the server stopped. */
  async load(): Promise<void> {
    const { store, organisationId, clock } = this.#d;
    for (const delivery of await store.waiting(organisationId)) this.#later(delivery, (delivery.nextAt ?? 0) - clock.now());
  }

  /**
   * To every place that wants it and is not paused. Resolves when they are kept; who sends does not wait for others' servers.
   * `of` names what it is news of, where it could be sent again: each place gets it once.
   */
  async send(topic: WebhookTopic, event: string, payload: object, of?: string): Promise<void> {
    const { store, organisationId } = this.#d;
    for (const webhook of await store.list(organisationId)) {
      if (webhook.paused === 0 && topicsOf(webhook).includes(topic)) {
        await this.sendTo(webhook, event, payload, of === undefined ? undefined : deliveryOf(of, webhook));
      }
    }
  }

  async sendTo(webhook: WebhookRow, event: string, payload: object, known?: string): Promise<void> {
    const { store, organisationId, clock, random } = this.#d;
    const at = clock.now();
    const id = known ?? randomId(random);
    const isFull = (await store.countWaiting(organisationId, webhook.id)) >= MAX_WAITING;
    const delivery: WebhookDeliveryRow = {
      id,
      organisationId,
      webhookId: webhook.id,
      at,
      event,
      body: JSON.stringify({ id, event, at: new Date(at).toISOString(), ...payload }),
      state: isFull ? 'failed' : 'waiting',
      attempts: 0,
      nextAt: isFull ? null : at,
      status: null,
      error: isFull ? `${MAX_WAITING} deliveries wait for this address` : null,
    };
    const isNew = await store.addDelivery(organisationId, delivery);
    if (isNew && !isFull) this.#later(delivery, 0);
  }

  /** The same again, with all its tries. Throws `fleet.not-found`, `request.invalid` while it waits or too many do. */
  async resend(webhook: WebhookRow, deliveryId: string): Promise<void> {
    const { store, organisationId, clock } = this.#d;
    const before = await store.delivery(organisationId, webhook.id, deliveryId);
    if (!before) throw new AppError('fleet.not-found', 'there is no such delivery');
    if (before.state === 'waiting') throw new AppError('request.invalid', 'it still waits');
    if ((await store.countWaiting(organisationId, webhook.id)) >= MAX_WAITING) {
      throw new AppError('request.invalid', `${MAX_WAITING} deliveries wait for this address`);
    }
    const again = { state: 'waiting', attempts: 0, nextAt: clock.now(), status: null, error: null } as const;
    await store.tried(organisationId, deliveryId, again);
    this.#later({ ...before, ...again }, 0);
  }

  /** What is under way is cut, and taken up again at the next start. */
  dispose(): void {
    this.#stopped.abort();
    for (const timer of this.#timers) timer.dispose();
    this.#timers.clear();
  }

  #later(delivery: WebhookDeliveryRow, delayMs: number): void {
    const { clock, logger } = this.#d;
    const timer = clock.after(Math.max(0, delayMs), () => {
      this.#timers.delete(timer);
      this.#lineOf(delivery.webhookId)
        .run(() => this.#try(delivery))
        .catch((error: unknown) => {
          if (this.#stopped.signal.aborted) return;
          logger.error('a webhook’s delivery could not be kept', { error: toAppError(error).message });
        });
    });
    this.#timers.add(timer);
  }

  #lineOf(webhookId: string): Serial {
    const line = this.#lines.get(webhookId) ?? new Serial();
    this.#lines.set(webhookId, line);
    return line;
  }

  async #try(delivery: WebhookDeliveryRow): Promise<void> {
    const { store, organisationId, clock, post } = this.#d;
    const { signal } = this.#stopped;
    if (signal.aborted) return;
    // Looked up anew: one that was removed meanwhile gets nothing more.
    const webhook = await store.find(organisationId, delivery.webhookId);
    if (!webhook) {
      this.#lines.delete(delivery.webhookId);
      return;
    }
    if (webhook.paused === 1) {
      const { attempts, status } = delivery;
      await store.tried(organisationId, delivery.id, { attempts, status, state: 'failed', nextAt: null, error: PAUSED });
      return;
    }
    const posted = await post(webhook.url, headersOf(webhook, delivery, clock.now()), delivery.body, signal);
    if (signal.aborted) return;
    const attempts = delivery.attempts + 1;
    const status = 'status' in posted ? posted.status : null;
    const isDelivered = status !== null && status >= 200 && status < 300;
    const wait = WAITS_MS[delivery.attempts];
    const state = isDelivered ? 'delivered' : wait === undefined ? 'failed' : 'waiting';
    const nextAt = state === 'waiting' && wait !== undefined ? clock.now() + wait : null;
    const error = 'error' in posted ? posted.error.slice(0, 200) : null;
    // Its timer first: whoever reads that it waits finds it waiting.
    if (nextAt !== null && wait !== undefined) this.#later({ ...delivery, attempts, status, state, nextAt, error }, wait);
    await store.tried(organisationId, delivery.id, { attempts, status, state, nextAt, error });
  }
}

function deliveryOf(news: string, { id }: WebhookRow): string {
  return createHash('sha256').update(`alongside-webhook/1\n${news}\n${id}`).digest('base64url').slice(0, 22);
}

/** Written by the routes alone, from values of this type. */
export function topicsOf({ topics }: Pick<WebhookRow, 'topics'>): WebhookTopic[] {
  return JSON.parse(topics) as WebhookTopic[];
}

/** The time is signed with the body, so that an old delivery cannot be passed off as a new one. */
function headersOf({ secret }: WebhookRow, { id, body }: WebhookDeliveryRow, now: number): Record<string, string> {
  const seconds = Math.floor(now / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'alongside-webhook/1',
    'alongside-delivery': id,
    'alongside-signature': `t=${seconds},v1=${signature}`,
  };
}
