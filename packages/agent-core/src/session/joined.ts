import type { Clock, Crypto, Logger, RandomSource, SigningKey } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import {
  type Capability,
  type CertificateChain,
  type ChatMessage,
  type IceServer,
  PROTOCOL_VERSION,
  type TechnicianView,
} from '@alongside/protocol';
import type { LinkFrame } from '../link-frame.ts';
import type { DesktopPort, InputPort, LedgerStore, ProbePort, ScreenActivityPort, ShellPort } from '../ports/index.ts';
import type { LedgerDesk } from './ledger-desk.ts';

export interface SessionPorts {
  readonly frame: LinkFrame;
  readonly input: InputPort;
  readonly activity: ScreenActivityPort;
  readonly desktop: DesktopPort;
  readonly shells: ShellPort;
  readonly probes: ProbePort;
  readonly ledgers: LedgerStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly identity: SigningKey;
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
  readonly iceServers: readonly IceServer[];
  /** Chat from before the join. */
  readonly chat: readonly ChatMessage[];
  readonly language: string;
  readonly wordsHash: string;
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
    },
    { request: joined.requestText },
  );
}

/** The user's yes to the join, with the words that were on the screen. */
export function enterJoin(desk: LedgerDesk, joined: Joined, at: number): Promise<void> {
  return desk.enter('join/accepted', {
    acceptedAt: new Date(at).toISOString(),
    wordsHash: joined.wordsHash,
    language: joined.language,
    technicianKey: joined.technician.publicKey,
  });
}

function verifiedBy({ standing }: TechnicianView): 'certified' | 'pinned' | 'unverified' {
  return standing.kind === 'certified' || standing.kind === 'pinned' ? standing.kind : 'unverified';
}
