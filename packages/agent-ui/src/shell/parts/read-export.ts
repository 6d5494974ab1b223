import { AppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { CoreClient } from '../core/core-client.ts';

/** `history/export` gives at most this much. */
const MOST_UNITS = 8 * 1024 * 1024;

export interface ReadExport {
  readonly text: string;
  /** This computer's key. */
  readonly ownKey: string;
}

/** The whole export of a session, part by part, exactly as the core has it. Throws an AppError. */
export async function readExport(client: Pick<CoreClient, 'call'>, sessionId: string): Promise<ReadExport> {
  let text = '';
  for (;;) {
    const { part, total, ownKey } = await client.call(shellPage.historyExport, { sessionId, offset: text.length });
    text += part;
    if (text.length >= total) return { text, ownKey };
    if (part === '' || text.length > MOST_UNITS) {
      throw new AppError('ledger.invalid', `the record ends after ${text.length} of ${total} units`);
    }
  }
}
