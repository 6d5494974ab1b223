import { type FileConsent, type ScanBook, type ScanRequest, waitingScans } from '@alongside/consent';
import { type PastScan, SCANS_A_DAY, type ScanConsentView, type ScansView } from '@alongside/protocol';

/** What the page draws of the scans that the organisation asks for. */
export function scansView(book: ScanBook, file: FileConsent | null, organisation: string): ScansView {
  const [first, ...behind] = waitingScans(book);
  const running = book.requests.find(({ step }) => step === 'running' || step === 'made');
  return {
    waiting: first ? { ...asked(first), until: first.until, behind: behind.length } : null,
    running: running ? past(running) : null,
    consents: [...ofPerson(book), ...ofFile(file, organisation)],
    past: book.requests.flatMap((request) => (request.step === 'person' ? [] : [past(request)])),
  };
}

function ofPerson({ consent }: ScanBook): ScanConsentView[] {
  if (consent === null) return [];
  const { organisation, levels, perDay, from, until } = consent;
  return [{ by: 'person', organisation: organisation.name, levels, perDay, from, until }];
}

function ofFile(file: FileConsent | null, organisation: string): ScanConsentView[] {
  if (file === null) return [];
  const { levels, until } = file;
  return [{ by: 'file', organisation, levels: [...levels], perDay: SCANS_A_DAY, from: null, until }];
}

function asked({ scanId, organisation, profile, levels, at }: ScanRequest) {
  return { scanId, organisation: organisation.name, profile, levels: [...levels], at };
}

function past(request: Exclude<ScanRequest, { step: 'person' }> | ScanRequest): PastScan {
  return {
    ...asked(request),
    basis: 'basis' in request ? request.basis : null,
    outcome: request.step === 'made' ? 'sending' : request.step === 'person' ? 'lapsed' : request.step,
    reportId: 'reportId' in request ? request.reportId : null,
  };
}
