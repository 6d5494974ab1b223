import type { Clock, Crypto, Event, Logger, RandomSource, SigningKey } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import {
  type Capability,
  type CertificateChain,
  type ChatMessage,
  type GuardReason,
  type IceServer,
  type Language,
  type PolicyRules,
  PROTOCOL_VERSION,
  type StandingReceipt,
  type TechnicianView,
} from '@alongside/protocol';
import type { LinkFrame } from '../connections/link-frame.ts';
import type {
  ActionPorts,
  DesktopPort,
  IdentitiesPort,
  InputPort,
  LedgerStore,
  ProbePort,
  ScreenActivityPort,
  ShellPort,
} from '../ports/index.ts';
import type { LedgerDesk } from './ledger-desk.ts';
import type { WatchedScreenParts } from './watched-screen.ts';

export interface SessionPorts {
  /** What can be asked for at all. The rest is not known here: no message, no question and no handler of it. */
  readonly offers: readonly Capability[];
  readonly frame: LinkFrame;
  readonly input: InputPort;
  readonly activity: ScreenActivityPort;
  readonly desktop: DesktopPort;
  readonly shells: ShellPort;
  readonly probes: ProbePort;
  readonly identities: IdentitiesPort;
  readonly actions: ActionPorts;
  readonly ledgers: LedgerStore;
  /** The organisation's rules that are in force. */
  readonly policy: { readonly rules: PolicyRules; readonly onChange: Event<void> };
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly identity: SigningKey;
  /** Whose word counts for a technician's second factor. */
  readonly stepUpKey: string | undefined;
  readonly logger: Logger;
}

/** What was accepted at the join. */
export interface Joined {
  readonly sessionId: string;
  readonly requestId: string;
  readonly requestNumber: number;
  readonly requestText: string;
  readonly userName: string;
  readonly technician: { readonly name: string; readonly publicKey: string };
  readonly technicianView: TechnicianView;
  /** What `certified` in the view rests on. */
  readonly certificates: CertificateChain | undefined;
  /** Why the scam guard is up; none where it is not. */
  readonly guard: readonly GuardReason[];
  readonly iceServers: readonly IceServer[];
  /** Chat from before the join, whoever it was with. */
  readonly chat: readonly ChatMessage[];
  /** Of it: written inside a session with somebody else. This technician has it only if the user passes it on. */
  readonly earlier: readonly ChatMessage[];
  /** In which the user is spoken to now. */
  readonly language: () => Language;
  readonly wordsHash: string;
  /** Where nobody was asked: the permission that the user gave beforehand. */
  readonly standing: StandingJoined | undefined;
  /** The user's side is a page in a browser, not a program of the machine. */
  readonly host?: 'browser' | undefined;
  /** Where this technician stays to watch: whom. */
  readonly watching?: Watching | undefined;
}

/** The session that is watched. */
export interface Watching {
  readonly sessionId: string;
  readonly technician: { readonly name: string; readonly publicKey: string };
  /** What its technician is shown. */
  readonly screen: WatchedScreenParts['watched'];
}

export interface StandingJoined {
  readonly receipt: StandingReceipt;
  readonly jws: string;
  /** How much longer it holds for this technician, ms. */
  readonly leftMs: () => number;
}

export interface SessionEnd {
  readonly reason: SessionEndReason;
  readonly at: number;
  /** What was live when it ended. */
  readonly closed: readonly Capability[];
  readonly survivors: readonly string[];
  /** Undefined while it is being signed or where nothing was recorded; null where it could not be signed. */
  readonly head: { readonly seq: number; readonly hash: string } | null | undefined;
}

/** The first entry: who is at both ends, as the link proved it. */
export function enterStart(
  desk: LedgerDesk,
  joined: Joined,
  proven: { readonly agentKey: string; readonly fingerprints: { readonly agent: string; readonly technician: string } },
): Promise<void> {
  return desk.enter(
    'session/start',
    {
      ...proven,
      sessionId: joined.sessionId,
      requestId: joined.requestId,
      requestNumber: joined.requestNumber,
      technicianKey: joined.technician.publicKey,
      technicianName: joined.technician.name,
      verified: verifiedBy(joined.technicianView),
      ...(joined.certificates && { certificates: joined.certificates }),
      protocol: PROTOCOL_VERSION,
      ...(joined.host && { host: joined.host }),
    },
    { request: joined.requestText },
  );
}

/** Instead of a yes to the join: the permission, with the receipt that the user's yes made, and who came by it. */
export function enterStanding(
  desk: LedgerDesk,
  { standing: { receipt, jws }, technicianKey }: { readonly standing: StandingJoined; readonly technicianKey: string },
  sha256: (text: string) => string,
): Promise<void> {
  const { standingId, capabilities, from, until, wordsHash } = receipt;
  return desk.enter(
    'standing/used',
    {
      standingId,
      technicianKey,
      ...(receipt.type === 'alongside-standing-group/1' && { group: receipt.group }),
      capabilities,
      madeAt: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      wordsHash,
      receiptHash: sha256(jws),
    },
    { receipt: jws },
  );
}

/** The user's yes to the join, with the words that were on the screen. */
export function enterJoin(desk: LedgerDesk, joined: Joined, at: number): Promise<void> {
  return desk.enter('join/accepted', {
    acceptedAt: new Date(at).toISOString(),
    wordsHash: joined.wordsHash,
    language: joined.language(),
    technicianKey: joined.technician.publicKey,
  });
}

/** Whose session is watched, and by what key that one was known. */
export function enterWatching(desk: LedgerDesk, { sessionId, technician }: Watching): Promise<void> {
  return desk.enter('watch/joined', { sessionId, technicianKey: technician.publicKey }, { name: technician.name });
}

function verifiedBy({ standing }: TechnicianView): 'certified' | 'pinned' | 'unverified' {
  return standing.kind === 'certified' || standing.kind === 'pinned' ? standing.kind : 'unverified';
}
