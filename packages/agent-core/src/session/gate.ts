import type { AppError } from '@alongside/base';
import { CAPABILITIES, type Capability } from '@alongside/protocol';
import type { AnyMessage } from '@alongside/rpc';

/** These do nothing to the machine: they may come while a live grant is frozen, so that streams do not jam. */
const PASSIVE: ReadonlySet<string> = new Set(['shell/ack', 'shell/close', 'shell/resize', 'screen/wake']);

/**
 * The one gate: what a message names in its descriptor must be granted, live and not frozen, before anything of it is
 * read (DESIGN 3.1). A capability that is not known is not granted.
 */
export function sessionGate(
  mayAct: (capability: Capability) => AppError | undefined,
  unknown: AppError,
): (message: AnyMessage) => AppError | undefined {
  return (message) => {
    if (message.needs === undefined) return undefined;
    const capability = CAPABILITIES.find((known) => known === message.needs);
    if (capability === undefined) return unknown;
    const refused = mayAct(capability);
    return refused?.code === 'consent.frozen' && PASSIVE.has(message.method) ? undefined : refused;
  };
}
