import type { Event } from '@alongside/base';
import type { FactReport } from '@alongside/protocol';

/** Reads the machine's facts, each in a time box, in a separate process. Opened only under `diagnostics.read`. */
export interface ProbePort {
  run(options: {
    readonly onCancel: Event<void>;
    readonly onProgress: (progress: { readonly done: number; readonly total: number; readonly now: string }) => void;
  }): Promise<FactReport>;
}
