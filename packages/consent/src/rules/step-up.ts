import type { Crypto } from '@alongside/base';
import { canonical } from '../canonical.ts';

/** A second factor is fresh for this long, for the console that asks for it and the agent that demands it. */
export const STEP_UP_LASTS_MS = 10 * 60_000;
/** Between the clocks of server and agent. */
const CLOCKS_DIFFER_MS = 2 * 60_000;

/** What the server attests: the technician of this session has just given a second factor. */
export interface StepUp {
  readonly sessionId: string;
  /** Of the browser that is in the session: the attestation is of no use to another. */
  readonly technicianKey: string;
  /** When the factor was given. */
  readonly at: number;
  readonly method: string;
}

/** The bytes that the server's key signs (JWS). */
export function stepUpPayload({ sessionId, technicianKey, at, method }: StepUp): string {
  return canonical({ type: 'alongside-step-up/1', sessionId, technicianKey, at, method });
}

interface Expected {
  readonly sessionId: string;
  readonly technicianKey: string;
  readonly now: number;
}

/**
 * Whether an attestation is by this server's key, for this session and this technician's key, and fresh. False for all
 * else; never throws. `serverKey` is the one that was pinned at the enrollment.
 */
export async function verifyStepUp(
  crypto: Crypto,
  serverKey: string | undefined,
  attestation: string | undefined,
  expected: Expected,
): Promise<boolean> {
  if (serverKey === undefined || attestation === undefined) return false;
  const stepUp = read(await crypto.verifyJws(serverKey, attestation));
  if (stepUp?.sessionId !== expected.sessionId || stepUp.technicianKey !== expected.technicianKey) return false;
  const age = expected.now - stepUp.at;
  return age <= STEP_UP_LASTS_MS && age >= -CLOCKS_DIFFER_MS;
}

/** Undefined for what is not exactly an attestation, in its one spelling. */
function read(payload: string | undefined): StepUp | undefined {
  if (payload === undefined) return undefined;
  try {
    const { sessionId, technicianKey, at, method } = JSON.parse(payload) as Partial<StepUp>;
    if (typeof sessionId !== 'string' || typeof technicianKey !== 'string' || typeof method !== 'string') return undefined;
    if (typeof at !== 'number') return undefined;
    const stepUp = { sessionId, technicianKey, at, method };
    return stepUpPayload(stepUp) === payload ? stepUp : undefined;
  } catch {
    return undefined; // Signed, but no JSON object: not one of ours.
  }
}
