import type { ClaimedTicket } from '../session/claimed-ticket.ts';
export interface DiagnosisTabProps {
  readonly session: ClaimedTicket;
  readonly userName: string;
  readonly allowed: boolean;
  readonly canAsk: boolean;
  readonly onAsk: () => void;
}
export function DiagnosisTab(_: DiagnosisTabProps) {
  return null;
}
