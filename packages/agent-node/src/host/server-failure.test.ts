import { expect, test } from 'vitest';
import { serverFailure } from './server-failure.ts';

const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

test.each<[unknown, string]>([
  [coded('ENOTFOUND'), 'name'],
  [coded('EAI_AGAIN'), 'name'],
  [coded('ECONNREFUSED'), 'refused'],
  [coded('EHOSTUNREACH'), 'unreachable'],
  [coded('CERT_NOT_YET_VALID'), 'certificate-early'],
  [coded('CERT_HAS_EXPIRED'), 'certificate-expired'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate-name'],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate-untrusted'],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'certificate-untrusted'],
  [coded('ERR_PROXY_TUNNEL'), 'proxy'],
  [coded('EPROTO'), 'no-tls'],
  [AbortSignal.abort().reason, 'timeout'],
  [new Error('wrapped', { cause: coded('ENOTFOUND') }), 'name'],
  [new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'refused'],
  [new Error('Opening handshake has timed out'), 'timeout'],
  [coded('EWHATEVER'), 'other'],
  [undefined, 'other'],
])('%s is told as %s', (error, told) => {
  expect(serverFailure(error)).toBe(told);
});
