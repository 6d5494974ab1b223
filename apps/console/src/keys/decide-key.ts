import { AppError, utf8 } from '@alongside/base';
import { type BrowserKey, http, type KeyDecision, keyDecisionText } from '@alongside/protocol';
import type { Api } from '../api/api.ts';
import type { RegisteredKey } from '../desk/desk-client.ts';

/** Has this browser's key add another browser's, or take it away. */
export async function decideKey(
  { id, user, publicKey }: BrowserKey,
  decision: KeyDecision['decision'],
  parts: { readonly api: Api; readonly own: RegisteredKey | undefined; readonly now: number },
): Promise<void> {
  const { api, own, now } = parts;
  if (!own) throw new AppError('rpc.closed', 'this browser’s key is not registered yet');
  const signature = await own.key.sign(utf8(keyDecisionText({ decision, userId: user.id, publicKey, at: now })));
  const route = decision === 'approve' ? http.keyApprove : http.keyRemove;
  await api.callRoute(route, { params: { id }, body: { by: own.keyId, at: now, signature } });
}
