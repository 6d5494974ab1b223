import { AppError } from '@alongside/base';
import { type Capability, session } from '@alongside/protocol';
import { type Contract, contract } from '@alongside/rpc';

const WHOLE = contract(session);

/**
 * What a technician can send to a host that offers only some capabilities: a message that needs another one is unknown
 * there, so that there is nothing to refuse and nothing that could handle it.
 */
export function offeredContract(offers: readonly Capability[]): Contract {
  return new Map([...WHOLE].filter(([, { needs }]) => needs === undefined || offers.some((offered) => offered === needs)));
}

/** Throws `consent.not-offered`. */
export function mustBeOffered(offers: readonly Capability[], capability: Capability): void {
  if (!offers.includes(capability)) throw new AppError('consent.not-offered', `${capability} is not offered here`);
}
