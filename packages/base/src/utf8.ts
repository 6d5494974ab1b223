/** TextEncoder and TextDecoder, which Node and browsers share but the ES library does not name. */
interface TextGlobals {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM?: boolean }) => TextReader;
}

/** Throws a TypeError where the bytes are no letters of its encoding. */
export interface TextReader {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

const globals = globalThis as unknown as TextGlobals;

export function utf8(text: string): Uint8Array {
  return new globals.TextEncoder().encode(text);
}

/** Throws a TypeError where `bytes` are not UTF-8; keeps a byte order mark, so that each text has one spelling. */
export function fromUtf8(bytes: Uint8Array): string {
  return new globals.TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** For bytes that come in pieces; a byte order mark is passed over. */
export function textDecoder(encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): TextReader {
  return new globals.TextDecoder(encoding, { fatal: true });
}
