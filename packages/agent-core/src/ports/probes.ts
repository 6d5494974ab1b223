import type { Event } from '@alongside/base';
import type { PrivacyLevel, Report, ScanProfile } from '@alongside/protocol';

export interface ProbeRun {
  readonly profile: ScanProfile;
  /** Only these checks (ids) and no facts, which are `removed` then: to look again after something was done. */
  readonly only?: readonly string[];
  /** What is not of these levels is neither read nor in the report. */
  readonly levels: readonly PrivacyLevel[];
  /** By whose yes, as the report says it. */
  readonly basis: Report['consent']['basis'];
  readonly onCancel: Event<void>;
  /** `now`: the name of a fact or the id of a check. */
  readonly onProgress: (progress: { readonly done: number; readonly total: number; readonly now: string }) => void;
}

/** Checks the machine, each thing in a time box, in separate processes. For a technician only under `diagnostics.read`. */
export interface ProbePort {
  run(run: ProbeRun): Promise<Report>;
}
