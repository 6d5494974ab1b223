/** Signing in with a second factor, one's own account, and what admins decide about factors. */
import { z } from 'zod';
import { factorMethod, id, instant, jws, line, personName, sha256 } from './common.ts';
import { role } from './permissions.ts';
import { done, downloadRoute, none, password, route } from './route.ts';

const nothing = z.strictObject({});
/** Six digits, or a recovery code in groups. */
const code = z.string().min(6).max(40);
/** What WebAuthn's JSON forms are is the browser's and better-auth's to know; here they are bounded by the body's size. */
const webAuthn = z.record(z.string().max(64), z.unknown());
const passkeyOptions = z.strictObject({ options: webAuthn });

// -- Signing in ------------------------------------------------------------------------------------------------------

/** After the right password, where the account has a second factor. */
export const signInFactor = route('POST', '/api/sign-in/factor', 'anyone', 'The second factor of a sign-in', {
  body: z.strictObject({ method: z.enum(['totp', 'recovery']), code }),
  result: done,
});
export const signInPasskeyOptions = route('POST', '/api/sign-in/passkey/options', 'anyone', 'A challenge for a passkey', {
  body: nothing,
  result: passkeyOptions,
});
/** A passkey whose user was verified is both factors. */
export const signInPasskey = route('POST', '/api/sign-in/passkey', 'anyone', 'Signs in with a passkey', {
  body: z.strictObject({ response: webAuthn }),
  result: done,
});

// -- One's own account -----------------------------------------------------------------------------------------------

export const account = route('GET', '/api/account', 'account.own', "One's own factors and sign-ins", {
  body: none,
  result: z.strictObject({
    totp: z.boolean(),
    recoveryCodesLeft: z.int().min(0),
    passkeys: z.array(z.strictObject({ id, name: line(80), createdAt: instant, lastUsedAt: instant.nullable() })).max(50),
    /** Whether one's role may only work with a second factor. */
    factorNeeded: z.boolean(),
    signIns: z
      .array(
        z.strictObject({
          id,
          current: z.boolean(),
          createdAt: instant,
          expiresAt: instant,
          address: line(60),
          browser: line(300),
          factor: factorMethod.nullable(),
        }),
      )
      .max(200),
  }),
});
/** What may be changed only by whoever has just proven who they are is refused with `auth.confirm` until this was called. */
export const confirm = route('POST', '/api/account/confirm', 'account.own', 'Proves again who is here, for ten minutes', {
  body: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('password'), password }),
    z.strictObject({ by: z.literal('totp'), code }),
    z.strictObject({ by: z.literal('passkey'), response: webAuthn }),
  ]),
  result: done,
});
export const confirmOptions = route('POST', '/api/account/confirm/options', 'account.own', 'A challenge to confirm by passkey', {
  body: nothing,
  result: passkeyOptions,
});
export const passwordChange = route(
  'POST',
  '/api/account/password',
  'account.own',
  "Another password of one's own; all other sign-ins end",
  {
    body: z.strictObject({ password }),
    result: done,
  },
);
export const totpStart = route('POST', '/api/account/totp', 'account.own', 'A new secret for an authenticator app', {
  body: z.strictObject({ password }),
  result: z.strictObject({ uri: z.string().max(500), recoveryCodes: z.array(z.string().max(40)).max(20) }),
});
export const totpConfirm = route('POST', '/api/account/totp/confirm', 'account.own', 'Switches the authenticator app on', {
  body: z.strictObject({ code }),
  result: done,
});
export const totpRemove = route('POST', '/api/account/totp/remove', 'account.own', 'Switches the authenticator app off', {
  body: nothing,
  result: done,
});
export const recoveryCodes = route('POST', '/api/account/recovery-codes', 'account.own', 'New recovery codes; the old ones end', {
  body: z.strictObject({ password }),
  result: z.strictObject({ recoveryCodes: z.array(z.string().max(40)).max(20) }),
});
export const passkeyAddOptions = route('POST', '/api/account/passkeys/options', 'account.own', 'A challenge for a new passkey', {
  body: nothing,
  result: passkeyOptions,
});
export const passkeyAdd = route('POST', '/api/account/passkeys', 'account.own', 'Adds a passkey', {
  body: z.strictObject({ name: line(80), response: webAuthn }),
  result: done,
});
export const passkeyRemove = route('POST', '/api/account/passkeys/:id/remove', 'account.own', 'Removes a passkey', {
  body: nothing,
  result: done,
});
export const signInRevoke = route('POST', '/api/account/sign-ins/:id/revoke', 'account.own', "Ends one of one's sign-ins", {
  body: nothing,
  result: done,
});
export const signInsRevoke = route('POST', '/api/account/sign-ins/revoke', 'account.own', 'Ends all other sign-ins', {
  body: nothing,
  result: done,
});
/** `auth.confirm` where no second factor was given in the last ten minutes. */
export const stepUp = route('POST', '/api/sessions/:id/step-up', 'sessions.run', 'Attests a fresh second factor to the device', {
  body: nothing,
  result: z.strictObject({ attestation: jws }),
});

// -- For all ---------------------------------------------------------------------------------------------------------

const factorRule = z.strictObject({ roles: z.array(role).max(10), version: z.int().min(0) });
export const factorRuleRead = route('GET', '/api/factor-rule', 'people.read', 'Roles that may only work with a second factor', {
  body: none,
  result: factorRule,
});
/** `version`: that the change began with. Throws `settings.changed`, `by` whom, where it is another by now. */
export const factorRuleWrite = route('PUT', '/api/factor-rule', 'people.manage', 'Which roles need a second factor', {
  body: factorRule,
  result: factorRule,
});
export const userFactorsRemove = route(
  'POST',
  '/api/users/:id/factors/remove',
  'people.manage',
  "Takes an account's second factors away, and signs it out everywhere",
  { body: nothing, result: done },
);

// -- What admins did -------------------------------------------------------------------------------------------------

export const audit = route('GET', '/api/audit', 'audit.read', 'What admins did: the newest 500', {
  body: none,
  result: z
    .array(
      z.strictObject({
        seq: z.int().min(0),
        prev: sha256,
        at: instant,
        actor: z.strictObject({ id: id.nullable(), name: personName }),
        action: line(120),
        subject: line(200).nullable(),
        detail: z.string().max(4000),
        failed: z.strictObject({ seq: z.int().min(0), code: z.string().max(64) }).nullable(),
      }),
    )
    .max(500),
});
export const auditExport = downloadRoute('GET', '/api/audit/export', 'audit.read', 'All of it, signed, for `alongside verify`', {
  body: none,
});

/** The server has no ledger, only what ends one: an export is checked by `alongside verify` and compared with this. */
export const records = route(
  'GET',
  '/api/records',
  'records.read',
  'Sessions that a user let in, and the heads of their ledgers',
  {
    body: none,
    result: z
      .array(
        z.strictObject({
          id,
          number: z.int().min(1),
          device: line(80),
          technician: personName,
          joinedAt: instant,
          endedAt: instant.nullable(),
          /** The last entry, as the device told it. */
          head: z.strictObject({ seq: z.int().min(0), hash: sha256 }).nullable(),
          /** Heads with both signatures that are kept here. */
          heads: z.int().min(0),
        }),
      )
      .max(500),
  },
);
