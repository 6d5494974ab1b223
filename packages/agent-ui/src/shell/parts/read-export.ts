import { shellPage } from '@alongside/protocol';
import type { CoreClient } from '../core/core-client.ts';
import { readParts } from './read-parts.ts';

export interface ReadExport {
  readonly text: string;
  /** This computer's key. */
  readonly ownKey: string;
}

/** The whole export of a session, part by part, exactly as the core has it. Throws an AppError. */
export async function readExport(client: Pick<CoreClient, 'call'>, sessionId: string): Promise<ReadExport> {
  const { text, last } = await readParts((offset) => client.call(shellPage.historyExport, { sessionId, offset }));
  return { text, ownKey: last.ownKey };
}
