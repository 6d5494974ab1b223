import type { FoundCrash } from '@alongside/protocol';

/**
 * What programs of this computer left when they crashed, as far as its user may read it. Nobody names a path: a file is what
 * `find` listed, by an id that is made for it.
 */
export interface CrashFilesPort {
  /** The newest first. Names, times and sizes; no file is opened. */
  find(): Promise<readonly FoundCrash[]>;
  /**
   * All of it. Throws `crash-file.gone`, `crash-file.changed` where it is another by now or a link, `request.too-large`.
   */
  read(crashId: string): Promise<Uint8Array>;
  /** The beginning of what is packed, to be looked at; empty where it cannot be unpacked here. */
  unpack(packed: Uint8Array): Promise<Uint8Array>;
}
