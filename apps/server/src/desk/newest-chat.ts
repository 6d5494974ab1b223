import type { ChatMessage } from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';

/** The newest of a conversation that fit into one answer, the oldest of them first: `bytes` of JSON in UTF-8. */
export function newestChat(
  messages: readonly ChatMessage[],
  most: { readonly count: number; readonly bytes: number },
): ChatMessage[] {
  const fit: ChatMessage[] = [];
  let bytes = 0;
  for (const message of messages.slice(-most.count).reverse()) {
    bytes += utf8Length(JSON.stringify(message)) + 1;
    if (bytes > most.bytes) break;
    fit.unshift(message);
  }
  return fit;
}
