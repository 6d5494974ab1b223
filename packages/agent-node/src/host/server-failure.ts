import type { ServerTrouble } from '@alongside/protocol';
import { isCertificateFailure } from './server-connection.ts';

const BY_CODE: Readonly<Record<string, ServerTrouble>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_NODATA: 'name',
  EAI_NONAME: 'name',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ABORT_ERR: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EINVAL: 'unreachable',
  CERT_NOT_YET_VALID: 'certificate-early',
  CERT_HAS_EXPIRED: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  HOSTNAME_MISMATCH: 'certificate-name',
  ERR_PROXY_TUNNEL: 'proxy',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
};

/** Why a server was not reached, as far as the system's own words tell. Looks through causes and, where several addresses were tried, at the first that tells something. */
export function serverFailure(error: unknown): ServerTrouble {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    const { code, errors, name } = each as { code?: unknown; errors?: unknown; name: string };
    if (typeof code === 'string' && BY_CODE[code] !== undefined) return BY_CODE[code];
    // ws has no code for it.
    if (name === 'AbortError' || name === 'TimeoutError' || each.message === 'Opening handshake has timed out') return 'timeout';
    if (isCertificateFailure(each)) return 'certificate-untrusted';
    if (Array.isArray(errors) && errors.length > 0) return serverFailure(errors[0]);
  }
  return 'other';
}
