import { type Disposable, DisposableStore, type Observable } from '@alongside/base';
import { isPracticeComputer } from '@alongside/desk';
import type { Queue } from '../desk/desk-client.ts';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { PRACTICE_STEPS, type Practice, type PracticeStep } from '../shared/preferences.ts';
import type { Observed } from '../shared/use-observable.ts';

/** With what happened ticked; the same where it was known. What came before it has happened too. */
export function ticked(practice: Practice, step: PracticeStep): Practice {
  const reached = PRACTICE_STEPS.slice(0, PRACTICE_STEPS.indexOf(step) + 1);
  const done = PRACTICE_STEPS.filter((each) => reached.includes(each) || practice.done.includes(each));
  return done.length === practice.done.length ? practice : { ...practice, done };
}

type PracticeTicket = Pick<ClaimedTicket, 'ticketId' | 'deviceName' | 'stage' | 'screen'>;

/** Ticks the steps of a first session from what really happens with practice computers. */
export class PracticeGuide implements Disposable {
  readonly #practice: Observable<Practice>;
  readonly #store = new DisposableStore();
  readonly #followed = new Set<PracticeTicket>();

  constructor(
    practice: Observable<Practice>,
    queue: Observed<Queue | undefined>,
    tickets: Observed<ReadonlyMap<string, PracticeTicket>>,
  ) {
    this.#practice = practice;
    this.#follow(queue, (now) => {
      if (now?.tickets.some(({ device }) => isPracticeComputer(device?.name ?? ''))) this.#tick('request');
    });
    this.#follow(tickets, (now) => {
      for (const ticket of now.values()) this.#followTicket(ticket);
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #followTicket(ticket: PracticeTicket): void {
    if (!isPracticeComputer(ticket.deviceName) || this.#followed.has(ticket)) return;
    this.#followed.add(ticket);
    this.#tick('claimed');
    this.#follow(ticket.stage, ({ stage }) => {
      if (stage === 'live') this.#tick('joined');
      // One that ended before there was a picture teaches nothing of it.
      if (stage === 'ended' && this.#practice.value.done.includes('seen')) this.#tick('ended');
    });
    this.#follow(ticket.screen, (screen) => {
      if (screen !== undefined) this.#tick('seen');
    });
  }

  #follow<T>(source: Observed<T>, take: (value: T) => void): void {
    take(source.value);
    this.#store.add(source.onChange(take));
  }

  #tick(step: PracticeStep): void {
    const next = ticked(this.#practice.value, step);
    if (next !== this.#practice.value) this.#practice.set(next);
  }
}
