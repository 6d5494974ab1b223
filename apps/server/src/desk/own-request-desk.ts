import { AppError } from '@alongside/base';
import { userStep } from '@alongside/desk';
import {
  FOLLOWED_BYTES,
  type FollowedRequest,
  type KeptPackage,
  type Language,
  MAX_OWN_REQUESTS,
  type OwnRequest,
  type UserVerdict,
} from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { TicketRecord } from '../storage/ticket-store.ts';
import type { DeskParts } from './desk-parts.ts';
import { NOT_ASKED } from './not-asked.ts';
import type { DevicePeer } from './peers.ts';
import { subjectOf } from './ticket-board.ts';
import { mustHaveSheet, type UserSide } from './user-side.ts';

/** What a computer asked before. The device has proven its key on this very connection, and reaches its own alone. */
export class OwnRequestDesk {
  readonly #parts: DeskParts;
  readonly #side: UserSide;

  constructor(parts: DeskParts, side: UserSide) {
    this.#parts = parts;
    this.#side = side;
  }

  async list(device: Pick<DevicePeer, 'id'>): Promise<OwnRequest[]> {
    const { stores, organisationId } = this.#parts;
    const rows = await stores.tickets.askedBy(organisationId, device.id, [...NOT_ASKED], MAX_OWN_REQUESTS);
    return rows.map(({ requestId, number, text, status, live, createdAt, updatedAt }) => ({
      requestId,
      number,
      subject: subjectOf(text),
      step: userStep({ status, live: { state: live } }),
      createdAt,
      updatedAt,
    }));
  }

  /** Of a long conversation what one message holds. Throws `ticket.not-found`, as the next two do. */
  async read(device: Pick<DevicePeer, 'id'>, requestId: string): Promise<FollowedRequest> {
    const followed = await this.#side.read(await this.#record(device, requestId));
    let left = FOLLOWED_BYTES;
    const tooOld = followed.messages.findLastIndex((message) => {
      left -= utf8Length(JSON.stringify(message)) + 1;
      return left < 0;
    });
    return { ...followed, messages: followed.messages.slice(tooOld + 1) };
  }

  async shared(device: Pick<DevicePeer, 'id'>, requestId: string): Promise<KeptPackage> {
    return this.#side.shared(await this.#record(device, requestId));
  }

  async say(device: Pick<DevicePeer, 'id'>, requestId: string, words: { messageId: string; text: string }): Promise<void> {
    await this.#side.say(await this.#record(device, requestId), words);
  }

  async verdict(device: Pick<DevicePeer, 'id'>, requestId: string, verdict: UserVerdict): Promise<void> {
    await this.#side.verdict(await this.#record(device, requestId), verdict, 'computer');
  }

  /** In which language it is read. Throws `article.not-found` for an article that was not sent with it. */
  async mustHaveSheet(device: Pick<DevicePeer, 'id'>, requestId: string, article: string): Promise<Language> {
    return mustHaveSheet(await this.#record(device, requestId), article);
  }

  async #record(device: Pick<DevicePeer, 'id'>, requestId: string): Promise<TicketRecord> {
    const { stores, organisationId } = this.#parts;
    const row = await stores.tickets.findByRequest(organisationId, device.id, requestId);
    const record = row && !NOT_ASKED.has(row.startedBy) ? await stores.tickets.find(organisationId, row.id) : undefined;
    if (!record) throw new AppError('ticket.not-found', 'this computer has asked nothing of that kind');
    return record;
  }
}
