import type { AppError } from '@alongside/base';
import { ErrorState, useTexts } from '@alongside/ui';
import { GuestFrame } from './guest-frame.tsx';

/** What has words of its own; everything else is said by its code. */
const TOLD = [
  'auth.refused',
  'ticket.wrong-state',
  'device.online',
  'policy.forbidden',
  'environment.running-already',
  'environment.not-secure',
  'storage.broken',
  'storage.full',
];

/** The page cannot be used: what happened, what is safe, what to do. */
export function Refused({ code, token }: { readonly code: AppError['code']; readonly token?: string }) {
  const { t } = useTexts();
  const key = TOLD.includes(code) ? code : 'other';
  return (
    <GuestFrame token={token}>
      <ErrorState
        happened={t(`guest.refused.${key}.happened`)}
        safe={t('guest.refused.safe')}
        todo={t(`guest.refused.${key}.todo`)}
        code={code}
        onRetry={() => window.location.reload()}
      />
    </GuestFrame>
  );
}
