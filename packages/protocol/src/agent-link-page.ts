/**
 * Between the agent's core and its link frame (simple-peer, capture), on the loopback socket of the second site.
 * Frames only: nothing here grants, prolongs, opens a shell or writes to the ledger.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { fingerprint, iceServers, line, nothing, signal } from './common.ts';
import { peerProgress } from './link-trouble.ts';

const epoch = z.int().min(0).max(100_000);
/** The largest frame between peers, UTF-8 bytes; both stacks' maxMessageSize is 262,144 (engineering.md 6). */
export const MAX_PEER_FRAME = 200 * 1024;

export const frameHello = request('frame/hello', {
  from: 'page',
  params: z.strictObject({ secret: z.string().min(20).max(100) }),
  result: nothing,
});

/**
 * Whose a link is: the session's that is helped in, or that of whoever watches it (ADR 31). A group's links are opened and
 * closed without touching the other's; epochs are counted over both.
 */
export const linkGroup = z.enum(['session', 'watcher']);
export type LinkGroup = z.infer<typeof linkGroup>;

export const peerOpen = request('peer/open', {
  from: 'core',
  params: z.strictObject({ epoch, iceServers, group: linkGroup }),
  result: nothing,
});
/** The other end has proven its key to the core: the picture may go over this link from now on, and over none before. */
export const peerProven = notification('peer/proven', { from: 'core', params: z.strictObject({ epoch }) });
export const peerClose = notification('peer/close', { from: 'core', params: z.strictObject({ epoch }) });
export const peerSignal = notification('peer/signal', {
  from: 'core',
  maxBytes: 48 * 1024,
  params: z.strictObject({ epoch, signal }),
});
export const peerSignalled = notification('peer/signalled', {
  from: 'page',
  maxBytes: 48 * 1024,
  params: z.strictObject({ epoch, signal }),
});
export const peerSend = notification('peer/send', {
  from: 'core',
  maxBytes: 450 * 1024,
  params: z.strictObject({ epoch, frame: z.string().max(MAX_PEER_FRAME) }),
});
export const peerReceived = notification('peer/received', {
  from: 'page',
  maxBytes: 450 * 1024,
  params: z.strictObject({ epoch, frame: z.string().max(MAX_PEER_FRAME) }),
});

/** `certificates` are those of the DTLS handshake, hashed in the page. */
export const peerState = notification('peer/state', {
  from: 'page',
  params: z.strictObject({
    epoch,
    state: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('connected'), local: fingerprint, remote: fingerprint }),
      z.strictObject({
        state: z.literal('closed'),
        reason: line(200),
        localCandidates: z.int().min(0),
        remoteCandidates: z.int().min(0),
      }),
    ]),
    bufferedBytes: z.int().min(0),
  }),
});
/** What an attempt met, for the words that say what to open; believed no further than that. */
export const peerProgressed = notification('peer/progressed', {
  from: 'page',
  params: z.strictObject({ epoch, progress: peerProgress }),
});
/** The data channel's queue, told when it crosses a watermark. */
export const peerBuffered = notification('peer/buffered', {
  from: 'page',
  params: z.strictObject({ epoch, bufferedBytes: z.int().min(0) }),
});

/**
 * Asks for a screen with the click that the shell page delegated, and sends it to the session's current link and to later
 * ones, until `screen/stop`; to nobody who watches. Errors: `screen.not-chosen`, `screen.permission`, `screen.unavailable`.
 */
export const screenStart = request('screen/start', {
  from: 'core',
  params: z.strictObject({}),
  result: z.strictObject({ width: z.int().min(1), height: z.int().min(1), label: line(120) }),
});
/** Answered when no track is sent or captured any more. */
export const screenStop = request('screen/stop', { from: 'core', params: z.strictObject({}), result: nothing });
/**
 * Whether who watches is shown what the session is shown, for as long as it is; answered when it is so. Each end of a
 * capture takes it back. Error: `screen.unavailable` where nothing is captured.
 */
export const screenWatched = request('screen/watched', {
  from: 'core',
  params: z.strictObject({ shown: z.boolean() }),
  result: nothing,
});
/** Frames a second, at most; 0 shows no new picture (pause), to nobody. */
export const screenRate = notification('screen/rate', { from: 'core', params: z.strictObject({ fps: z.int().min(0).max(60) }) });
/** The source ended by the browser's own Stop, or its display went away. */
export const screenEnded = notification('screen/ended', { from: 'page', params: z.strictObject({}) });
export const screenSize = notification('screen/size', {
  from: 'page',
  params: z.strictObject({ width: z.int().min(1), height: z.int().min(1) }),
});
/** The picture changed since the last look: bytes per encoded frame say so (link.md f). At most 10 times a second. */
export const screenChanged = notification('screen/changed', { from: 'page', params: z.strictObject({}) });
