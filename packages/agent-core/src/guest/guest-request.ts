import { AppError, type Clock, DisposableStore, Emitter, type Event, type RandomSource, randomId } from '@alongside/base';
import { type ChatMessage, deviceSocket, type GuestTicket, type Organisation } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { z } from 'zod';
import type { ServerLink } from '../ports/index.ts';
import type { RequestDeskState, ShownRequests } from '../requests/request-desk.ts';

type Status = z.infer<typeof deviceSocket.requestStatus.params>;

/** The socket of a page that was opened by a ticket's link. */
export interface GuestServerLink extends ServerLink {
  /** What the newest proof was answered with; there when `onConnection` fires. */
  readonly ticket: GuestTicket | undefined;
}

export interface GuestRequestParts {
  readonly server: GuestServerLink;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Of this page's own making; joins that name another are dropped. */
  readonly requestId: string;
}

const CHAT_KEPT = 500;

/** The ticket that a link opens, as far as a page that waits for help with it needs it. Nothing of it is kept. */
export class GuestRequest implements ShownRequests {
  readonly #parts: GuestRequestParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #state: RequestDeskState;
  #organisation: Organisation | null = null;
  #techniciansAvailable = 0;

  readonly onChange: Event<void> = this.#changed.event;
  readonly invitation = undefined;

  constructor(parts: GuestRequestParts) {
    this.#parts = parts;
    this.#state = { state: 'sending', request: { ...this.#unknown(), number: null } };
    this.#store.add(parts.server.onConnection((connection) => this.#attach(connection)));
    this.#attach(parts.server.connection);
  }

  get state(): RequestDeskState {
    return this.#state;
  }

  get organisation(): Organisation | null {
    return this.#organisation;
  }

  get techniciansAvailable(): number {
    return this.#techniciansAvailable;
  }

  /** Undefined once it is over or the user wants nobody any more. */
  get liveRequestId(): string | undefined {
    return this.#state.state === 'open' ? this.#state.request.requestId : undefined;
  }

  /** Before the join, through the server. Throws `ticket.wrong-state`, `rpc.closed`. */
  async say(text: string): Promise<void> {
    const { state } = this;
    const { server, random, clock } = this.#parts;
    if (state.state !== 'open') throw new AppError('ticket.wrong-state', 'this request is not open here');
    if (!server.connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment; nothing is lost');
    const { requestId, name } = state.request;
    const messageId = randomId(random);
    await server.connection.call(deviceSocket.deviceChatSay, { requestId, messageId, text });
    this.#hear({ id: messageId, from: 'user', name, text, at: clock.now() });
  }

  /** It is over for this page, whatever the server says later. */
  close(): void {
    this.#set({ state: 'none', draft: { text: '', name: '' } });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attach(connection: Connection | undefined): void {
    this.#changed.fire();
    const { ticket } = this.#parts.server;
    if (!connection || !ticket || this.#state.state === 'none') return;
    const { number, requester: name, text, chat, organisation, techniciansAvailable } = ticket;
    this.#organisation = organisation;
    this.#techniciansAvailable = techniciansAvailable;
    const said = new Set(chat.map(({ id }) => id));
    const here = this.#state.request.chat.filter(({ id }) => !said.has(id));
    const request = { ...this.#unknown(), name, text, number, chat: [...chat, ...here].slice(-CHAT_KEPT) };
    this.#set({ state: 'open', request, status: this.#state.state === 'open' ? this.#state.status : undefined });
    connection.on(deviceSocket.organisationChanged, (news) => {
      this.#organisation = news.organisation;
      this.#techniciansAvailable = news.techniciansAvailable;
      this.#changed.fire();
    });
    connection.on(deviceSocket.requestStatus, (status) => this.#handleStatus(status));
    connection.on(deviceSocket.deviceChatSaid, ({ requestId, message }) => {
      // The user's own words are kept here; the server may not put others into their mouth.
      if (requestId === this.liveRequestId && message.from === 'technician') this.#hear(message);
    });
  }

  #handleStatus(status: Status): void {
    const { state } = this;
    if (state.state !== 'open' || status.requestId !== state.request.requestId) return;
    this.#techniciansAvailable = status.techniciansAvailable;
    if (status.state === 'done' || status.state === 'cancelled') return this.close();
    this.#set({ ...state, status });
  }

  #hear(message: ChatMessage): void {
    const { state } = this;
    if (state.state !== 'open' || state.request.chat.some(({ id }) => id === message.id)) return;
    this.#set({ ...state, request: { ...state.request, chat: [...state.request.chat, message].slice(-CHAT_KEPT) } });
  }

  #unknown() {
    const { requestId, clock } = this.#parts;
    const nothing = { callBack: null, chat: [] as ChatMessage[], startedBy: 'request', invitation: null } as const;
    return { ...nothing, chat: [] as ChatMessage[], requestId, text: '', name: '–', at: clock.now() };
  }

  #set(state: RequestDeskState): void {
    this.#state = state;
    this.#changed.fire();
  }
}
