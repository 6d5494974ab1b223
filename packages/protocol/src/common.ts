import { safeLine, safeText } from '@alongside/base';
import { z } from 'zod';

/** The version of what crosses the link between agent and technician. Another major is refused, a newer minor accepted. */
export const PROTOCOL_VERSION = { major: 1, minor: 0 } as const;

/** What a technician can be allowed. Each is asked, granted, shown and ended on its own. */
export const CAPABILITIES = ['screen.view', 'input.control', 'shell.run', 'diagnostics.read', 'actions.run'] as const;
export const capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof capability>;

/** One line of another person's text: cleaned of what could mislead the eye, and bounded (UTF-16 units). */
export const line = (max: number) =>
  z
    .string()
    .max(max * 2)
    .transform((text) => safeLine(text, max));

/** Several lines of another person's text, cleaned and bounded. */
export const prose = (max: number) =>
  z
    .string()
    .max(max * 2)
    .transform((text) => safeText(text, max));

export const personName = line(80);
export const id = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/u);
/** Milliseconds since the Unix epoch. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);
/** Milliseconds. */
export const duration = z
  .int()
  .min(0)
  .max(8 * 60 * 60 * 1000);
/** A raw Ed25519 public key, base64url (32 bytes). */
export const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);
/** A raw Ed25519 signature, base64url (64 bytes). */
export const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/u);
/** 256 random bits, base64url. */
export const nonce = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);
/** A SHA-256, lower-case hex. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
/** JWS compact serialization (RFC 7515). */
export const jws = z
  .string()
  .max(4096)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/u);
/** `sha-256` certificate fingerprint as SDP writes it: upper-case hex pairs with colons. */
export const fingerprint = z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/u);

export const nothing = z.null();

/** RFC 7064 and 7065: `stun:HOST[:PORT]`, `turns:HOST[:PORT][?transport=udp|tcp]`; the host as a name, IPv4 or [IPv6]. */
const ICE_HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?`;
const ICE_URL = new RegExp(`^(?:stuns?:${ICE_HOST}|turns?:${ICE_HOST}(?:\\?transport=(?:udp|tcp))?)$`, 'u');
export const iceUrl = z
  .string()
  .max(300)
  .regex(ICE_URL, 'must be stun:HOST[:PORT], stuns:…, turn:HOST[:PORT][?transport=udp|tcp] or turns:…');

/**
 * RTCIceServer as configuration gives it; no third-party server by default. A relay needs a name and a password, or the
 * browser refuses to connect at all.
 */
export const iceServer = z
  .strictObject({
    urls: z.union([iceUrl, z.array(iceUrl).min(1).max(8)], 'must be an address or a list of 1 to 8 addresses'),
    username: z.string().min(1).max(300).optional(),
    credential: z.string().min(1).max(300).optional(),
  })
  .refine(
    ({ urls, username, credential }) => {
      const relays = [urls].flat().some((url) => url.startsWith('turn'));
      return !relays || (username !== undefined && credential !== undefined);
    },
    { error: 'turn: and turns: need username and credential' },
  );
export type IceServer = z.infer<typeof iceServer>;
export const iceServers = z.array(iceServer).max(8);

/**
 * What two ends exchange through the server to find each other. `epoch` counts the links of one session: the higher
 * wins, late signals of an older one are dropped.
 */
export const signal = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('offer'), sdp: z.string().max(24_000) }),
  z.strictObject({ type: z.literal('answer'), sdp: z.string().max(24_000) }),
  z.strictObject({
    type: z.literal('candidate'),
    candidate: z.string().max(1000),
    sdpMid: z.string().max(32).nullable(),
    sdpMLineIndex: z.int().min(0).max(16).nullable(),
  }),
  /** The technician's side asks the agent, who initiates, for a new link. */
  z.strictObject({ type: z.literal('rebuild') }),
]);
export type Signal = z.infer<typeof signal>;

export const signalParams = z.strictObject({ sessionId: id, epoch: z.int().min(0).max(100_000), signal });
export type SignalParams = z.infer<typeof signalParams>;

export const presence = z.enum(['available', 'busy', 'away']);
export type Presence = z.infer<typeof presence>;

/** Minutes since midnight, local time of the organisation. */
const minuteOfDay = z
  .int()
  .min(0)
  .max(24 * 60);
/** Index 0 is Monday; each day has the spans in which somebody is there. */
export const weeklyHours = z.array(z.array(z.strictObject({ from: minuteOfDay, to: minuteOfDay })).max(4)).length(7);
export type WeeklyHours = z.infer<typeof weeklyHours>;

/** A day of the organisation's calendar on which nobody is there, and why. */
export const closedDay = z.strictObject({ date: z.iso.date(), name: line(60) });
export type ClosedDay = z.infer<typeof closedDay>;
export const MAX_CLOSED_DAYS = 100;

export const logoType = z.enum(['image/png', 'image/jpeg', 'image/webp']);
/** Of an organisation's logo: which picture it is; whoever shows it fetches it by its own way. */
export const logoFacts = z.strictObject({ sha256, mediaType: logoType, width: z.int().min(1), height: z.int().min(1) });
export type LogoFacts = z.infer<typeof logoFacts>;

/** What the agent knows of the organisation, kept for when the server is away. */
/**
 * Whether a user is asked, after a session, to keep its record with the ticket. It only narrows: nothing is kept without the
 * user's yes. `whole`: what was written is proposed with it; `outline`: only where the user ticks it; `never`: nobody is asked.
 */
export const recordRule = z.enum(['whole', 'outline', 'never']);
export type RecordRule = z.infer<typeof recordRule>;

export const organisation = z.strictObject({
  name: line(120),
  phone: line(40),
  timeZone: z.string().regex(/^[A-Za-z0-9_+/-]{0,64}$/u),
  hours: weeklyHours,
  email: z.union([z.literal(''), z.email().max(200)]).optional(),
  /** Public holidays and days of its own, of this year and the next; sorted. */
  closedDays: z.array(closedDay).max(MAX_CLOSED_DAYS).optional(),
  /** `outline` where it is not told. */
  records: recordRule.optional(),
  logo: logoFacts.optional(),
});
export type Organisation = z.infer<typeof organisation>;

/** Stands in addresses and links, so it never changes. */
export const articleId = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/u);

/** An article that goes with an answer, by the title that it had. */
export const sentArticle = z.strictObject({ id: articleId, title: line(120) });
export type SentArticle = z.infer<typeof sentArticle>;

export const chatMessage = z.strictObject({
  id,
  from: z.enum(['user', 'technician']),
  name: personName,
  text: prose(4000),
  at: instant,
  article: sentArticle.optional(),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** A second factor beside the password; a passkey whose user was verified is both. */
export const factorMethod = z.enum(['totp', 'passkey', 'recovery']);
export type FactorMethod = z.infer<typeof factorMethod>;
