import { isCertificateFailure } from '@alongside/agent-node';
import type { AppError } from '@alongside/base';
import type { TFunction } from 'i18next';

/** What a link may be refused for; the same codes mean other things where none was given. */
const OF_LINK = ['request.invalid', 'auth.refused', 'auth.token-used', 'auth.key-mismatch'] as const;
const OF_FOLDER = ['storage.full', 'storage.read-only'] as const;

/** Why the agent could not start, as the middle of a sentence: in the user's language where it has words for that. */
export function startTrouble(error: AppError, t: TFunction, hasLink: boolean): string {
  const { code, context } = error;
  if (hasLink && code === 'device.offline')
    return t(`agent.reason.${isCertificateFailure(error.cause) ? 'link-certificate' : 'device-offline'}`);
  const ofLink = OF_LINK.find((known) => hasLink && known === code);
  if (ofLink !== undefined) return t(`agent.reason.${ofLink.replace('.', '-')}`);
  const ofFolder = OF_FOLDER.find((known) => known === code);
  if (ofFolder !== undefined && typeof context.path === 'string')
    return t(`agent.reason.${ofFolder.replace('.', '-')}`, { path: context.path });
  return error.message.replace(/\.$/u, '');
}
