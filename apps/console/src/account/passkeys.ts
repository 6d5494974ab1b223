import { AppError } from '@alongside/base';

/** Passkeys need a page that is reached by a name, over https or on this machine, and a browser that reads their JSON forms. */
export function passkeysWork(): boolean {
  const reachedByName = !/^(?:\[.*\]|[\d.]+)$/u.test(window.location.hostname);
  return reachedByName && 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
}

type Json = Record<string, unknown>;

/** Asks the browser for a new passkey. Throws `request.cancelled` where the person did not go on. */
export async function makePasskey(options: Readonly<Json>): Promise<Json> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return answered(() => navigator.credentials.create({ publicKey }));
}

/** Asks the browser for a passkey that is there already. Throws `request.cancelled` where the person did not go on. */
export async function askPasskey(options: Readonly<Json>): Promise<Json> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return answered(() => navigator.credentials.get({ publicKey }));
}

async function answered(ask: () => Promise<Credential | null>): Promise<Json> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (cause) {
    // Browsers say NotAllowedError for all that a person did or did not do.
    if (cause instanceof DOMException && cause.name === 'InvalidStateError') {
      throw new AppError('request.invalid', 'this passkey is here already', { cause });
    }
    throw new AppError('request.cancelled', 'no passkey was used', { cause });
  }
  if (!(credential instanceof PublicKeyCredential)) throw new AppError('request.cancelled', 'no passkey was used');
  return { ...credential.toJSON() };
}
