import { AppError, type Clock, type Logger, toAppError } from '@alongside/base';
import { deviceSocket } from '@alongside/protocol';
import type { Document, Documents } from '../documents/documents.ts';
import type { ServerLink } from '../ports/index.ts';

export interface AnswerLogParts {
  readonly documents: Documents;
  readonly server: ServerLink;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Entry = Document<'answers'>['entries'][number];

const KEPT = 200;

/** What became of the articles that a user read here: kept on this machine; the server hears of it by the user's own yes alone. */
export class AnswerLog {
  readonly #parts: AnswerLogParts;
  /** Entries follow each other: each writes the whole list. */
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: AnswerLogParts) {
    this.#parts = parts;
  }

  /** Never throws: a log that cannot be kept stops nobody. */
  note(step: Entry['step'], articles: readonly string[]): Promise<void> {
    const { documents, clock, logger } = this.#parts;
    const at = clock.now();
    this.#writing = this.#writing.then(async () => {
      if (articles.length === 0) return;
      try {
        const before = (await documents.read('answers'))?.entries ?? [];
        const entries = [...articles.map((article) => ({ at, step, article })), ...before].slice(0, KEPT);
        await documents.write('answers', { entries });
      } catch (thrown) {
        logger.error('the log of answers could not be kept', { code: toAppError(thrown).code });
      }
    });
    return this.#writing;
  }

  /** It helped. `tell`: the user wants the organisation to know; throws `rpc.closed` where that cannot be told now. */
  async solved(article: string, tell: boolean): Promise<void> {
    if (tell) {
      const { connection } = this.#parts.server;
      if (!connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment; nothing was sent');
      await connection.call(deviceSocket.articleHelped, { article });
    }
    await this.note('solved', [article]);
  }
}
