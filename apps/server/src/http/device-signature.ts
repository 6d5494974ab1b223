import { AppError, type Clock, type Crypto } from '@alongside/base';

/** Whoever signs takes the time from an answer of the server; more than this is another's signature, used again. */
const FRESH_MS = 2 * 60_000;

interface Signed {
  readonly device: { readonly publicKey: string; readonly retiredAt: number | null } | undefined;
  /** What a device signs, `at` in it. */
  readonly signed: string;
  readonly signature: string;
  readonly at: number;
  readonly crypto: Crypto;
  readonly clock: Clock;
}

/** What a computer asks outside of its socket. Throws `device.not-enrolled`, `auth.key-mismatch`. */
export async function checkDeviceSignature({ device, signed, signature, at, crypto, clock }: Signed): Promise<void> {
  if (!device || device.retiredAt !== null) throw new AppError('device.not-enrolled', 'this computer is not enrolled here');
  const isItsOwn = await crypto.verify(device.publicKey, signature, new TextEncoder().encode(signed));
  if (!isItsOwn || Math.abs(clock.now() - at) > FRESH_MS) {
    throw new AppError('auth.key-mismatch', 'the signature is not by the key of this device, or too old');
  }
}
