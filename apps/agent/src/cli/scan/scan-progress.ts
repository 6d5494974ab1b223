import type { ProbeRun } from '@alongside/agent-core';
import type { TFunction } from 'i18next';

export interface ScanProgress {
  readonly tell: ProbeRun['onProgress'];
  /** Clears the line, where it is one that changes. */
  end(): void;
}

/** Erases what stands in the line and begins it anew (ECMA-48: CR, EL). */
const ANEW = '\r\u001b[K';
const HIDDEN: ScanProgress = { tell: () => undefined, end: () => undefined };

/** One line that changes on a terminal, a line for each thing that is done elsewhere, nothing when it is to be quiet. */
export function scanProgress(
  { terminal, quiet }: { readonly terminal: boolean; readonly quiet: boolean },
  write: (text: string) => void,
  t: TFunction,
): ScanProgress {
  if (quiet) return HIDDEN;
  if (terminal) {
    return {
      tell: ({ done, total, now }) => write(`${ANEW}${t('scan.progress', { done, total, now: nameOf(now, t) })}`),
      end: () => write(ANEW),
    };
  }
  let told = 0;
  return {
    tell({ done, total, now }) {
      if (done === told) return;
      told = done;
      write(`${t('scan.progress', { done, total, now: nameOf(now, t) })}\n`);
    },
    end: () => undefined,
  };
}

/** Of a fact or a check. */
function nameOf(now: string, t: TFunction): string {
  return t(now.includes('.') ? `checks.checks.${now}.title` : `facts.title.${now}`);
}
