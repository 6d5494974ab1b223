import type { Clock } from '@alongside/base';
import {
  deviceSocket,
  type FollowedRequest,
  type KeptPackage,
  type KnownRequest,
  type Sheet,
  type UserVerdict,
} from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { connectionTo } from '../connections/server-time.ts';
import type { ServerLink } from '../ports/index.ts';
import type { RequestDesk } from './request-desk.ts';

export interface OwnRequestsParts {
  readonly server: ServerLink;
  readonly clock: Clock;
  readonly requests: RequestDesk;
}

interface Words {
  readonly messageId: string;
  readonly text: string;
}

/** What this computer has asked before, as its server has it, and what the user says of it. */
export class OwnRequests {
  readonly #parts: OwnRequestsParts;

  constructor(parts: OwnRequestsParts) {
    this.#parts = parts;
  }

  /** While the server is away, those that are open here. */
  async known(): Promise<{ online: boolean; requests: KnownRequest[] }> {
    const { server, requests } = this.#parts;
    const open = requests.open;
    const here = new Set(open.map(({ requestId }) => requestId));
    if (server.connection) {
      const all = await server.connection.call(deviceSocket.ownList, {});
      return { online: true, requests: all.map((request) => ({ ...request, here: here.has(request.requestId) })) };
    }
    const kept = open.map(({ requestId, number, text, at }) => {
      const subject = text.split('\n', 1)[0]?.slice(0, 120) ?? '';
      return { requestId, number, subject, step: 'waiting' as const, createdAt: at, updatedAt: at, here: true };
    });
    return { online: false, requests: kept.reverse() };
  }

  read(requestId: string): Promise<FollowedRequest> {
    return this.#server().call(deviceSocket.ownRead, { requestId });
  }

  sheet(requestId: string, article: string): Promise<Sheet> {
    return this.#server().call(deviceSocket.ownSheet, { requestId, article });
  }

  shared(requestId: string): Promise<KeptPackage> {
    return this.#server().call(deviceSocket.ownPackage, { requestId });
  }

  async say(requestId: string, words: Words): Promise<void> {
    await this.#server().call(deviceSocket.ownSay, { requestId, ...words });
    await this.#heard(requestId, words);
  }

  async judge(requestId: string, verdict: UserVerdict): Promise<void> {
    await this.#server().call(deviceSocket.ownVerdict, { requestId, verdict });
    if (verdict.type === 'reopened' && verdict.words) await this.#heard(requestId, verdict.words);
    if (verdict.type === 'manager-asked') await this.#parts.requests.managerWasAsked(requestId);
  }

  /** The user's own words are kept here, as those of the chat are. */
  #heard(requestId: string, { messageId, text }: Words): Promise<void> {
    return this.#parts.requests.saidElsewhere(requestId, { id: messageId, text, at: this.#parts.clock.now() });
  }

  #server(): Connection {
    return connectionTo(this.#parts.server);
  }
}
