import type { ErrorCode } from '@alongside/base';
import type { HealthScan } from '@alongside/protocol';

export type ScanEvent =
  | { readonly event: 'began'; readonly profile: Extract<HealthScan, { state: 'running' }>['profile'] }
  | { readonly event: 'progress'; readonly done: number; readonly total: number; readonly now: string }
  | { readonly event: 'cancel' }
  | { readonly event: 'kept' }
  | { readonly event: 'failed'; readonly code: ErrorCode };

/** How a check of this computer goes on; what does not fit the state changes nothing. */
export function nextScan(scan: HealthScan, told: ScanEvent): HealthScan {
  if (told.event === 'began') {
    if (scan.state === 'running') return scan;
    return { state: 'running', profile: told.profile, done: 0, total: 1, now: '', stopping: false };
  }
  if (scan.state !== 'running') return scan;
  switch (told.event) {
    case 'progress':
      // Two lanes tell side by side: what is done never becomes less.
      return { ...scan, done: Math.max(scan.done, told.done), total: Math.max(1, told.total), now: told.now.slice(0, 40) };
    case 'cancel':
      return { ...scan, stopping: true };
    case 'kept':
      return { state: 'idle' };
    case 'failed':
      return { state: 'failed', code: told.code };
  }
}
