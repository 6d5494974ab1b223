import { AppError, randomId } from '@alongside/base';
import type { Asked } from '../ask/ask-form.ts';
import type { DeskParts } from './desk-parts.ts';
import type { FollowDesk } from './follow-desk.ts';

export interface Taken {
  readonly ticketId: string;
  readonly number: number;
  /** Not the same form once more. */
  readonly isNew: boolean;
  /** Of the link by which it is followed. */
  readonly token: string;
}

/** Requests that come without a computer: by the public form. */
export class IntakeDesk {
  readonly #parts: DeskParts;
  readonly #follow: FollowDesk;

  constructor(parts: DeskParts, follow: FollowDesk) {
    this.#parts = parts;
    this.#follow = follow;
  }

  /**
   * The same `requestId` with the same words is the same request: a form that was sent twice. Throws `request.invalid`
   * where the name is taken by something else.
   */
  async take(requestId: string, { text, name, email, phone, language }: Asked): Promise<Taken> {
    const { stores, organisationId, random, clock, board, announcer } = this.#parts;
    const { row, created } = await stores.tickets.create(organisationId, {
      id: randomId(random),
      requestId,
      deviceId: null,
      requester: name,
      text,
      proof: '',
      at: clock.now(),
      startedBy: 'form',
      came: { channel: 'web', contact: { email, phone }, language },
    });
    if (created) announcer.ticketEvent(board.opened(row, created), created);
    else if (row.startedBy !== 'form' || row.text !== text) throw new AppError('request.invalid', 'this form was used already');
    return { ticketId: row.id, number: row.number, isNew: created !== undefined, token: await this.#follow.token(row.id) };
  }
}
