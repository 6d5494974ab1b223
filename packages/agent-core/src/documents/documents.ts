import { type Logger, toAppError } from '@alongside/base';
import {
  articleId,
  chatMessage,
  groupName,
  id,
  instant,
  invitationToken,
  jws,
  kbStep,
  keptLogo,
  keptWithTicket,
  language,
  MAX_GROUPS,
  MAX_OFFLINE_ARTICLES,
  offlineArticle,
  organisation,
  organisationHash,
  personName,
  prose,
  publicKey,
  readArticles,
  sha256,
  shellPage,
  startedBy,
  trustDocuments,
  withdrawnArticles,
} from '@alongside/protocol';
import { z } from 'zod';
import type { DocumentStore } from '../ports/index.ts';
import { scansKept } from './scans-kept.ts';

const request = z.strictObject({
  requestId: id,
  text: prose(4000),
  name: personName,
  at: instant,
  number: z.int().min(1).nullable(),
  callBack: z.strictObject({ phone: z.string().max(40), when: z.string().max(80) }).nullable(),
  chat: z.array(chatMessage).max(500),
  startedBy: startedBy.default('request'),
  articles: readArticles.optional(),
  /** Of the link that led to it, until the server has the request. */
  invitation: invitationToken.nullable().default(null),
  /** The server said that it is solved, and the user has not gone on yet. */
  over: z.literal(true).optional(),
  managerAsked: z.literal(true).optional(),
  /** The open questions to its user of which was told. */
  asked: z.array(id).max(4).optional(),
});

/** What the agent keeps between runs, each a document of its own. */
const SCHEMAS = {
  /** Text that was typed but not sent, and the name that the user goes by. */
  draft: z.strictObject({ text: prose(4000), name: personName, articles: readArticles.optional() }),
  /** The open request, null where there is none. */
  request: request.nullable(),
  /** Open as well, while another one is asked or shown. */
  'requests-aside': z.array(request).max(20),
  /** What the desk said to requests and their user has not seen. */
  unread: z.array(shellPage.unreadNews).max(20),
  /** That goes with the request of its id, until the server has it. */
  picture: z.strictObject({ requestId: id, name: z.string().max(40), base64: z.string().max(1_500_000) }).nullable(),
  /** Crash files that were sent by the user's yes, newest first; each is what its receipt says. */
  'crash-files': z
    .array(
      z.strictObject({
        requestId: id,
        at: instant,
        name: z.string().max(120),
        bytes: z.int().min(0),
        sha256,
        receipt: jws,
      }),
    )
    .max(50),
  /** What became of the articles that were read here, newest first. */
  answers: z.strictObject({
    entries: z
      .array(z.strictObject({ at: instant, step: kbStep.extract(['opened', 'solved', 'asked']), article: articleId }))
      .max(200),
  }),
  /** What the organisation writes for those who are not at its desk; `etag` names the state. */
  'own-articles': z.strictObject({
    etag: sha256.nullable(),
    articles: z.array(offlineArticle).max(MAX_OFFLINE_ARTICLES),
    withdrawn: withdrawnArticles,
  }),
  /** Sessions' records that were kept with their tickets, newest first. */
  'kept-records': z.array(z.strictObject({ sessionId: id, ...keptWithTicket.shape })).max(400),
  /** In which the user chose to be spoken to. */
  language: z.strictObject({ chosen: language }),
  organisation: organisation.nullable(),
  logo: keptLogo,
  /** Technicians' keys that joined before. Documents from before there were proofs prove nothing. */
  pins: z
    .array(
      z.strictObject({
        publicKey,
        name: personName,
        times: z.int().min(1),
        lastAt: instant,
        proof: z.enum(['certified', 'words', 'seen']).default('seen'),
        /** What the newest certificate said that came with them. */
        vouched: z
          .strictObject({
            organisation: organisationHash,
            key: publicKey,
            groups: z.array(groupName).max(MAX_GROUPS).readonly(),
            by: publicKey.nullable(),
            from: instant,
            until: instant,
          })
          .nullable()
          .default(null),
      }),
    )
    .max(1000),
  /** The newest that was taken from the organisation whose hash this device pinned. */
  trust: z.strictObject({ organisation: organisationHash, ...trustDocuments.shape }),
  /** When the agent ran here for the first time ever. */
  'first-start': z.strictObject({ at: instant }),
  /** Standing permissions, newest first; each is what its receipt says. */
  standing: z
    .array(
      z.strictObject({
        jws,
        ended: z.strictObject({ at: instant }).nullable(),
        uses: z.array(z.strictObject({ sessionId: id, at: instant })).max(50),
      }),
    )
    .max(60),
  /** The scans that the organisation asked for, newest first; the standing consent to them is what its receipt says. */
  scans: scansKept,
} as const;

export type DocumentName = keyof typeof SCHEMAS;
export type Document<N extends DocumentName> = z.infer<(typeof SCHEMAS)[N]>;

/** Typed documents over the store: what does not fit its schema is treated as absent and said in the log. */
export class Documents {
  readonly #store: DocumentStore;
  readonly #logger: Logger;

  constructor(store: DocumentStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Throws what the store throws, but for a broken file: that is set aside, and nobody is kept from help by it. */
  async read<N extends DocumentName>(name: N): Promise<Document<N> | undefined> {
    return (await this.readAs<unknown>(name, SCHEMAS[name])) as Document<N> | undefined;
  }

  /** A document of a name that is made, as `read`. */
  async readAs<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const value = await this.#readUnbroken(name);
    if (value === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    this.#logger.warn('a kept document does not fit and is not used', { name, issue: parsed.error.issues[0]?.message });
    return undefined;
  }

  async #readUnbroken(name: string): Promise<unknown> {
    try {
      return await this.#store.read(name);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'storage.broken') throw error;
      this.#logger.error('a kept document is broken and is not used', { name, error: error.message });
      return undefined;
    }
  }

  write<N extends DocumentName>(name: N, value: Document<N>): Promise<void> {
    return this.#store.write(name, value);
  }
}
