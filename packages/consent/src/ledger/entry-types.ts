import { safeLine, safeText } from '@alongside/base';
import {
  ACTION_NAMES,
  actionRequest,
  capability,
  certificateChain,
  duration,
  fingerprint,
  guardReason,
  id,
  instant,
  publicKey,
  session,
  sha256,
  standingGroup,
} from '@alongside/protocol';
import { z } from 'zod';

/** Of one committed text, in UTF-16 units; the link's `ledger/entry` carries no longer one. */
export const MAX_TEXT = 16_000;

/** Stands in the chain for a text that is kept beside it: SHA-256 of the canonical form of `{salt, text}`. */
const commitment = z.strictObject({ salted: sha256 });

/**
 * Text as it may be shown. Unlike the wire's schemas these refuse instead of cleaning: what was hashed stays as it is,
 * and nothing that a file says can play tricks on a terminal.
 */
export const shownLine = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && text === safeLine(text, max));
export const shownText = z
  .string()
  .max(MAX_TEXT)
  .refine((text) => text.isWellFormed() && text === safeText(text, MAX_TEXT));

/** `2026-11-21T12:00:00.000Z`, and nothing else. */
export const utc = z.string().refine((text) => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
});

const language = z.string().regex(/^[A-Za-z0-9-]{1,35}$/u);
const count = z.int().min(0);
const pixels = z.int().min(1).max(32_768);

export const sessionEndReason = z.enum([
  'user-stopped',
  'user-closed',
  'technician-left',
  'link-lost',
  'finished',
  'expired',
  'failed',
  'flooded',
  /** It has no room for another entry. */
  'record-full',
  'countersignature-missing',
  /** The user heard other words than those that stood on the technician's screen. */
  'words-refused',
  /** Whoever was at the other end did not prove to be who was announced. */
  'not-proven',
  'technician-barred',
  /** What was watched is over. */
  'watch-over',
  'core-died',
]);
export type SessionEndReason = z.infer<typeof sessionEndReason>;

export const grantEndReason = z.enum([
  'taken-back',
  'returned',
  'expired',
  'stopped',
  'link-lost',
  'review',
  'countersignature-missing',
  'could-not-start',
  'source-ended',
  'session-ended',
  'policy',
  'standing-over',
  /** What it was for was done. */
  'used-up',
]);
export type GrantEndReason = z.infer<typeof grantEndReason>;

export const freezeReason = z.enum(['dialog', 'paused', 'link-lost', 'review', 'clock']);
export type FreezeReason = z.infer<typeof freezeReason>;

const fingerprints = z.strictObject({ agent: fingerprint, technician: fingerprint });

/** `texts` are the fields whose words are committed to instead of written into the chain. */
function entryType<Fields extends z.ZodRawShape, const Texts extends readonly string[] = []>(
  fields: Fields,
  texts: Texts = [] as unknown as Texts,
) {
  return { fields: z.strictObject(fields), texts };
}

/** Every entry that a ledger can hold. `late` on any of them: the act came first, the entry after it. */
export const ENTRY_TYPES = {
  'session/start': entryType(
    {
      sessionId: id,
      requestId: id,
      requestNumber: z.int().min(1),
      agentKey: publicKey,
      technicianKey: publicKey,
      technicianName: shownLine(80),
      /** How the agent knew the technician's key at the join. */
      verified: z.enum(['certified', 'pinned', 'unverified']),
      /** Who vouched, with what, where it was certified: the organisation's key and the admin stand in it, signed. */
      certificates: certificateChain.optional(),
      /** Both certificates of the link, as really negotiated. */
      fingerprints,
      protocol: z.strictObject({ major: count, minor: count }),
      /** Where the user's side is no program of the machine: a page that the server gave out. */
      host: z.literal('browser').optional(),
    },
    ['request'],
  ),
  'join/accepted': entryType({ acceptedAt: utc, wordsHash: sha256, language, technicianKey: publicKey }),
  /** The comparison by voice of words that stood on both screens. `wordsHash` is of the page as drawn, null where it never was. */
  'identity/compared': entryType({
    outcome: session.wordsOutcome,
    technicianKey: publicKey,
    wordsHash: sha256.nullable(),
    language,
  }),
  'link/lost': entryType({}),
  'link/rebuilt': entryType({ epoch: count, fingerprints }),

  /** `action`: what was asked for, where it is one thing that is done once. */
  'consent/asked': entryType({ askId: id, capability, durationMs: duration, action: actionRequest.optional() }, ['reason']),
  'consent/shown': entryType({ askId: id, capability }),
  /**
   * The receipt. `by` tells a no of the user's from silence and from a question that was taken back. `standing`: no dialog
   * was shown, a standing permission of the user's holds; the words are those that it was made with.
   */
  'consent/answered': entryType({
    askId: id,
    capability,
    allowed: z.boolean(),
    by: z.enum(['user', 'silence', 'withdrawn', 'session-ended', 'standing']),
    durationMs: duration,
    wordsHash: sha256,
    language,
    technicianKey: publicKey,
  }),

  /** The organisation's rules said no before anybody was asked. Once for each capability and reason. */
  'policy/refused': entryType({
    capability,
    why: z.enum(['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up']),
  }),
  /**
   * Instead of `join/accepted`: the session began without a click. The receipt is the JWS that the user's yes made, by the
   * agent's key over the whole permission; `receiptHash` is its SHA-256. `group`: it was given to everybody in it, and the
   * certificates of `session/start` name it for the technician who came.
   */
  'standing/used': entryType(
    {
      standingId: id,
      technicianKey: publicKey,
      group: standingGroup.optional(),
      capabilities: z.array(capability).min(1).max(16),
      madeAt: utc,
      until: utc,
      wordsHash: sha256,
      receiptHash: sha256,
    },
    ['receipt'],
  ),
  /** Taken back while it was in use; what began under it has ended. */
  'standing/revoked': entryType({ standingId: id }),

  /** The scam guard was up at the join, and what made it so; the user had answered its questions. */
  'guard/raised': entryType({ reasons: z.array(guardReason).min(1).max(8) }),
  /** The user pressed "Something is wrong". */
  'guard/wrong': entryType({}),

  'grant/started': entryType({
    grantId: id,
    askId: id,
    capability,
    durationMs: duration,
    /** The head, countersigned by the technician, that came before; null where the capability needs none. */
    countersigned: count.nullable(),
  }),
  'grant/prolonged': entryType({ grantId: id, capability, durationMs: duration }),
  'grant/ended': entryType({ grantId: id, capability, reason: grantEndReason }),
  'grant/frozen': entryType({ capabilities: z.array(capability).max(16), reason: freezeReason }),
  'grant/thawed': entryType({ capabilities: z.array(capability).max(16) }),

  'review/asked': entryType({ capabilities: z.array(capability).max(16), sinceMs: count }),
  'review/answered': entryType({
    kept: z.array(capability).max(16),
    ended: z.array(capability).max(16),
    by: z.enum(['user', 'silence']),
    wordsHash: sha256.nullable(),
  }),

  'screen/started': entryType({ grantId: id, width: pixels, height: pixels }, ['label']),
  'screen/stopped': entryType({ grantId: id, reason: grantEndReason }),
  'input/started': entryType({ grantId: id }),
  'input/stopped': entryType({ grantId: id, reason: grantEndReason }),

  'shell/opened': entryType({
    shellId: id,
    grantId: id,
    shell: shownLine(40),
    commandsReported: z.boolean(),
    mayOutlive: z.boolean(),
  }),
  'shell/command': entryType({ shellId: id, source: z.enum(['reported', 'shown']) }, ['line']),
  /** All output so far: `hash` is the SHA-256 over salt, line feed and the output's UTF-8; the salt is committed to. */
  'shell/output': entryType({ shellId: id, units: count, hash: sha256 }, ['salt']),
  'shell/closed': entryType(
    {
      shellId: id,
      exitCode: z.int().nullable(),
      signal: shownLine(20).nullable(),
      reason: z.enum(['exited', 'closed', 'taken-back', 'expired', 'stopped', 'link-lost']),
      survivorCount: count,
    },
    // Processes that still live, one a line: a command line may be private.
    ['survivors'],
  ),

  /** `hash` is the SHA-256 of the report's canonical form. */
  'diagnostics/read': entryType({ runId: id, hash: sha256 }),
  /** The user sent what a program had left, after seeing it; its bytes have this hash, and are content (P3). */
  'crash-file/sent': entryType({ level: z.literal('P3'), bytes: count, sha256 }, ['name']),
  'action/started': entryType({ runId: id, grantId: id, action: z.enum(ACTION_NAMES) }),
  /** `hash` is the SHA-256 of the canonical form of what may go to the technician, unless all ends just then; null where nothing may. */
  'action/ended': entryType({
    runId: id,
    action: z.enum(ACTION_NAMES),
    outcome: z.enum(['done', 'cancelled', 'failed']),
    hash: sha256.nullable(),
  }),
  /** The user let this technician read what was written with another one before; the words stand in that record. */
  'chat/passed-on': entryType({ count: z.int().min(1) }),
  /** The technician said who goes on; nothing that was allowed goes with it. */
  'session/handed-over': entryType({}, ['to']),
  /** In the record of whoever watches: whose session, by whose key. */
  'watch/joined': entryType({ sessionId: id, technicianKey: publicKey }, ['name']),
  /** In the record of whoever is watched: who came, with which session of their own, and how that ended. */
  'watch/began': entryType({ sessionId: id, technicianKey: publicKey }, ['name']),
  'watch/ended': entryType({ sessionId: id, reason: sessionEndReason }, ['name']),
  /** What one of three wrote in the session `sessionId`, passed on to this one; `name` says who. */
  'chat/relayed': entryType({ messageId: id, sessionId: id, from: z.enum(['user', 'technician']), saidAt: instant }, [
    'text',
    'name',
  ]),
  'chat/said': entryType({ messageId: id, from: z.enum(['user', 'technician']), saidAt: instant }, ['text']),

  'countersign/missing': entryType({ lastSeq: z.int().min(-1), missingMs: count }),
  'session/end': entryType({ reason: sessionEndReason }),
} as const;

export type EntryType = keyof typeof ENTRY_TYPES;
export type EntryFields<T extends EntryType> = z.infer<(typeof ENTRY_TYPES)[T]['fields']>;
export type TextName<T extends EntryType> = (typeof ENTRY_TYPES)[T]['texts'][number];
export type EntryTexts<T extends EntryType> = Readonly<Record<TextName<T>, string>>;
/** Texts are asked for where the type has some, and cannot be given where it has none. */
export type TextsArgument<T extends EntryType> = [TextName<T>] extends [never] ? [] : [texts: EntryTexts<T>];

export function isEntryType(value: unknown): value is EntryType {
  return typeof value === 'string' && Object.hasOwn(ENTRY_TYPES, value);
}

function dataSchema(type: EntryType): z.ZodObject {
  const { fields, texts }: { fields: z.ZodObject; texts: readonly string[] } = ENTRY_TYPES[type];
  return z.strictObject({
    ...fields.shape,
    ...Object.fromEntries(texts.map((name) => [name, commitment])),
    late: z.literal(true).optional(),
  });
}

/** What stands in the chain under `data`, by type. */
export const DATA_SCHEMAS: ReadonlyMap<EntryType, z.ZodObject> = new Map(
  (Object.keys(ENTRY_TYPES) as EntryType[]).map((type) => [type, dataSchema(type)]),
);
