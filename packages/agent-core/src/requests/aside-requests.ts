import type { ChatMessage } from '@alongside/protocol';
import type { Document, Documents } from '../documents/documents.ts';

export type SentRequest = NonNullable<Document<'request'>> & { readonly number: number };

/** As many as a person can keep apart. */
export const MAX_ASIDE = 5;
const CHAT_KEPT = 500;

/** Open requests of this computer beside the one that is shown, kept between runs. */
export class AsideRequests {
  readonly #documents: Documents;
  readonly #complain: (error: unknown) => void;
  #list: readonly SentRequest[] = [];

  constructor(documents: Documents, complain: (error: unknown) => void) {
    this.#documents = documents;
    this.#complain = complain;
  }

  async load(): Promise<void> {
    const kept = (await this.#documents.read('requests-aside')) ?? [];
    this.#list = kept.flatMap((request) => (request.number === null ? [] : [{ ...request, number: request.number }]));
  }

  get all(): readonly SentRequest[] {
    return this.#list;
  }

  find(requestId: string): SentRequest | undefined {
    return this.#list.find((request) => request.requestId === requestId);
  }

  put(request: SentRequest): void {
    this.#set([...this.#list.filter(({ requestId }) => requestId !== request.requestId), request]);
  }

  forget(requestId: string): void {
    this.#set(this.#list.filter((request) => request.requestId !== requestId));
  }

  /** False where it is known already, or belongs to none of these. */
  hear(requestId: string, message: ChatMessage): boolean {
    const request = this.find(requestId);
    if (!request || request.chat.some(({ id }) => id === message.id)) return false;
    this.put({ ...request, chat: [...request.chat, message].slice(-CHAT_KEPT) });
    return true;
  }

  #set(list: readonly SentRequest[]): void {
    this.#list = list;
    this.#documents.write('requests-aside', [...list]).catch(this.#complain);
  }
}
