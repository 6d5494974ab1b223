/** What an entry of a log says; undefined where it is none: a store alone writes them, but a disk or a hand may have been there since. */
export function entryBody<T extends { readonly type: string }>(text: string): T | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'type' in read ? (read as T) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
