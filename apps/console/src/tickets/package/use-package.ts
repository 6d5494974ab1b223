import { canonical } from '@alongside/consent';
import { proofOf } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../../shared/services.ts';

/** What the newest handover of a ticket carried, with what it proves, computed here. */
export function usePackage(ticketId: string) {
  const { api, crypto } = useServices();
  return useQuery({
    queryKey: ['ticket', ticketId, 'package'],
    queryFn: async () => {
      const file = await api.callRoute(http.handoverPackage, { params: { id: ticketId } });
      const ofText = (text: string) => crypto.sha256(text);
      return { file, text: canonical(file), proof: proofOf(file, { ofText, ofValue: (value) => ofText(canonical(value)) }) };
    },
  });
}
