import { useTexts } from '@alongside/ui';
import { useMemo } from 'react';

interface Named {
  readonly requester: string;
  readonly device: { readonly name: string } | null;
}

/** A ticket with a word for its user and its computer where their names are not for this reader, and came empty. */
export function useNamed<T extends Named>(ticket: T): T {
  const { t } = useTexts();
  return useMemo(() => {
    const { requester, device } = ticket;
    return {
      ...ticket,
      requester: requester || t('ticket.theUser'),
      device: device && { ...device, name: device.name || t('ticket.theComputer') },
    };
  }, [ticket, t]);
}
