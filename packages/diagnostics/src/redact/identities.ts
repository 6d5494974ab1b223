/**
 * What is known beforehand of whose computer this is. Everything named here goes wherever it stands; what the patterns find
 * by themselves comes on top.
 */
export interface Identities {
  /** Sign-in names and full names. */
  readonly users: readonly string[];
  /** Paths. */
  readonly homes: readonly string[];
  readonly hosts: readonly string[];
  /** Names of wireless networks and of network profiles. */
  readonly networkNames?: readonly string[];
  readonly serials?: readonly string[];
}

/**
 * Names that thousands of computers share, as systems give them to the first account and the computer: they tell nobody
 * apart, and replacing them would spoil every second fact.
 */
const SAY_NOTHING: ReadonlySet<string> = new Set(
  `root admin administrator user guest system localhost localdomain local none unknown debian ubuntu fedora linux windows macos
   darwin raspberrypi pi nixos archlinux manjaro endeavouros linuxmint pop-os opensuse gentoo almalinux centos
   vagrant liveuser desktop laptop computer pc server default public home nobody`.split(/\s+/u),
);

/** Longest first, so that a name within a longer one does not cut it. */
export function worthHiding(names: readonly string[] = []): readonly string[] {
  const wanted = names.map((name) => name.trim()).filter((name) => name.length >= 2 && !SAY_NOTHING.has(name.toLowerCase()));
  return [...new Set(wanted)].sort((a, b) => b.length - a.length);
}
