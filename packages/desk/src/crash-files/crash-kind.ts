import type { CrashKind } from '@alongside/protocol';

/** First bytes: of Windows' minidumps (winnt's MINIDUMP_SIGNATURE), and of what systemd packs cores with (zstd, xz, lz4). */
const MAGICS: readonly (readonly [kind: CrashKind, magic: readonly number[]])[] = [
  ['minidump', [0x4d, 0x44, 0x4d, 0x50]],
  ['packed', [0x28, 0xb5, 0x2f, 0xfd]],
  ['packed', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['packed', [0x04, 0x22, 0x4d, 0x18]],
];
const ELF = [0x7f, 0x45, 0x4c, 0x46];
/** In the header of an ELF file: its byte order, and its type, of which this is a core (elf.h). */
const EI_DATA = 5;
const E_TYPE = 16;
const ET_CORE = 4;

/** What a crash file is, by its first bytes and whether it is text throughout; undefined for anything else. */
export function crashKindOf(head: Uint8Array, isText: boolean): CrashKind | undefined {
  const begins = (magic: readonly number[]) => magic.every((byte, place) => head[place] === byte);
  const known = MAGICS.find(([, magic]) => begins(magic));
  if (known) return known[0];
  // A program is an ELF file as well; only the memory of one is a core.
  if (begins(ELF)) return type(head) === ET_CORE ? 'core' : undefined;
  return isText && head.length > 0 ? 'text' : undefined;
}

function type(head: Uint8Array): number {
  const [first = 0, second = 0] = [head[E_TYPE], head[E_TYPE + 1]];
  return head[EI_DATA] === 2 ? first * 256 + second : second * 256 + first;
}

/**
 * Whether a report in words has a part that nobody can read in it: apport keeps the memory of the program (`CoreDump`) packed
 * and in base64 among its lines.
 */
export function holdsPacked(text: string): boolean {
  return /^[\w.-]+:[ \t]*base64[ \t]*\r?$/mu.test(text);
}
