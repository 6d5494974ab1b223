import { utf8Length } from '@alongside/rpc';

/** The newest items that fit into `bytes` of JSON together: messages to pages are bounded, the record has all. */
export function newestWithin<T>(bytes: number, items: readonly T[]): T[] {
  let left = bytes;
  const oldest = items.findLastIndex((item) => {
    left -= utf8Length(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return items.slice(oldest + 1);
}
