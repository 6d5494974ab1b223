import { type Clock, type Disposable, DisposableStore, Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import { MAX_PICTURE_BYTES, type Notice, type shellPage } from '@alongside/protocol';
import type { z } from 'zod';
import { ServerTime } from '../connections/server-time.ts';
import { StagedParts } from '../connections/staged-parts.ts';
import type { Document, Documents } from '../documents/documents.ts';
import type { AttachmentPort, ServerLink } from '../ports/index.ts';
import type { RequestDesk } from '../requests/request-desk.ts';

type Part = z.infer<typeof shellPage.picturePart.params>;
type Held = NonNullable<Document<'picture'>>;

export interface PictureDeskParts {
  readonly documents: Documents;
  readonly server: ServerLink;
  readonly attachments: AttachmentPort;
  readonly requests: RequestDesk;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RETRY_MS = 30_000;
/** It was not heard at all: it is sent again. Anything else is the server's word on it. */
const AWAY: readonly string[] = ['device.offline', 'rpc.closed', 'request.timeout'];

/** The one picture that goes with a request: staged by the page, kept with the request, sent once the server has that. */
export class PictureDesk implements Disposable {
  readonly #parts: PictureDeskParts;
  readonly #store = new DisposableStore();
  readonly #notices = new Emitter<Notice>();
  readonly #staged = new StagedParts<Part['type']>(MAX_PICTURE_BYTES, (data) => data);
  readonly #time: ServerTime;
  #held: Held | null = null;
  #sending = false;
  #retry: Disposable | undefined;

  readonly onNotice: Event<Notice> = this.#notices.event;

  constructor(parts: PictureDeskParts) {
    this.#parts = parts;
    this.#time = new ServerTime(parts);
  }

  async start(): Promise<void> {
    const { documents, server, requests } = this.#parts;
    this.#held = (await documents.read('picture')) ?? null;
    this.#store.add(server.onConnection(() => this.#connected()));
    this.#store.add(requests.onChange(() => void this.#look()));
    this.#connected();
  }

  /** Throws `request.invalid` for a part out of its turn, `request.too-large`. */
  stage({ pictureId, type, ...part }: Part): void {
    this.#staged.add(pictureId, part, type);
  }

  /** Throws `request.invalid` where it has not come whole. */
  mustBeWhole(pictureId: string): void {
    this.#staged.whole(pictureId);
  }

  /** What was staged goes with this request, which is kept already. */
  async hold(requestId: string, pictureId: string): Promise<void> {
    const { about: type, data } = this.#staged.whole(pictureId);
    this.#staged.drop();
    const name = type === 'image/png' ? 'picture.png' : 'picture.jpg';
    this.#held = { requestId, name, base64: data.join('') };
    await this.#keep(this.#held);
    void this.#look();
  }

  dispose(): void {
    this.#retry?.dispose();
    this.#store.dispose();
  }

  #connected(): void {
    void this.#look();
  }

  /** Sends it once its request is open; forgets it where the user took that back. */
  async #look(): Promise<void> {
    const held = this.#held;
    const { requests, server, attachments, clock, logger } = this.#parts;
    if (!held || this.#sending) return;
    const { requestId } = held;
    const { state } = requests;
    if (state.state === 'sending' && state.request.requestId === requestId) return;
    if (!requests.open.some((request) => request.requestId === requestId)) return this.#forget();
    if (!server.connection) return;
    this.#sending = true;
    try {
      const { name, base64 } = held;
      await attachments.send({ requestId, name, bytes: base64, at: this.#time.now() });
      await this.#forget();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      logger.warn('the picture was not sent', { code });
      if (AWAY.includes(code)) {
        this.#retry?.dispose();
        this.#retry = clock.after(RETRY_MS, () => void this.#look());
      } else {
        this.#notices.fire({ kind: 'picture-not-sent', code });
        await this.#forget();
      }
    } finally {
      this.#sending = false;
    }
  }

  #forget(): Promise<void> {
    this.#held = null;
    return this.#keep(null);
  }

  /** Where it cannot be kept it is sent all the same, unless the agent ends before. */
  async #keep(held: Held | null): Promise<void> {
    try {
      await this.#parts.documents.write('picture', held);
    } catch (error) {
      this.#parts.logger.error('a document could not be kept', { name: 'picture', error: String(error) });
    }
  }
}
