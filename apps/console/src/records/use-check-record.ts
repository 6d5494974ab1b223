import { verifyLedger } from '@alongside/consent';
import { readVouching } from '@alongside/identity';
import type { CheckRecord } from '@alongside/ui';
import { useCallback } from 'react';
import { useServices } from '../shared/services.ts';

/** How this page checks a record, with the browser's own cryptography. */
export function useCheckRecord(): CheckRecord {
  const { crypto } = useServices();
  return useCallback(
    async (text) => {
      const verification = await verifyLedger(text, crypto);
      return { verification, vouching: await readVouching(verification.events[0], crypto) };
    },
    [crypto],
  );
}
