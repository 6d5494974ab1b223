const LEAST = 6;
const LONGEST = 200;

interface Bounds {
  /** At most so many lines. */
  readonly lines: number;
  /** Of the bytes, from the beginning. */
  readonly within: number;
}

/**
 * What can be read in bytes that are no text: runs of letters in ASCII, and in UTF-16 as Windows keeps them, each once, in
 * the order in which they stand. For a person to see what such a file holds.
 */
export function wordsIn(bytes: Uint8Array, { lines, within }: Bounds): string[] {
  const found = new Set<string>();
  const end = Math.min(bytes.length, within);
  const keep = (run: string) => {
    const words = run.trim();
    if (words.length >= LEAST && /[\p{L}\p{N}]{3}/u.test(words)) found.add(words.slice(0, LONGEST));
  };
  let place = 0;
  while (place < end && found.size < lines) {
    const step = bytes[place + 1] === 0 && isLetter(bytes[place + 2]) ? 2 : 1;
    let run = '';
    while (place < end && isLetter(bytes[place]) && (step === 1 || bytes[place + 1] === 0)) {
      run += String.fromCharCode(bytes[place] ?? 0);
      place += step;
    }
    if (run === '') place += 1;
    else keep(run);
  }
  return [...found];
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f;
}
