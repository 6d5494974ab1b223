export interface Mount {
  readonly device: string;
  readonly mount: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/** File systems on this machine's own disks; what is made up by the kernel or comes over a network is not among them. */
const LOCAL = /^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|vfat|exfat|ntfs|ntfs3|fuseblk|bcachefs|hfsplus)$/u;

/** `/proc/self/mounts` (fstab(5)): blanks in paths are octal escapes. */
export function parseMounts(text: string): readonly Mount[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length >= 4)
    .map(([device = '', mount = '', type = '', options = '']) => ({
      device: unescapeOctal(device),
      mount: unescapeOctal(mount),
      type,
      readOnly: options.split(',').includes('ro'),
    }));
}

export function isLocal({ type }: Mount): boolean {
  return LOCAL.test(type);
}

/** The local ones, each device once: by its shortest path, as the same disk may be mounted again further down. */
export function localFileSystems(text: string): readonly Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const mount of parseMounts(text)) {
    if (!isLocal(mount)) continue;
    const known = byDevice.get(mount.device);
    if (known === undefined || mount.mount.length < known.mount.length) byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()];
}

function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Folders that the Filesystem Hierarchy Standard names; what people name is not among them. */
const STANDARD = /^\/(boot(\/efi)?|home|opt|srv|tmp|usr|var(\/(lib|log|tmp))?)?$/u;
const KERNEL_NAME =
  /^\/dev\/((?:sd|vd|xvd)[a-z]{1,3}\d{0,3}|(?:nvme\d{1,3}n\d{1,3}|mmcblk\d{1,3})(?:p\d{1,3})?|(?:md|dm-|loop)\d{1,4}|disk\d{1,3}[s\d]{0,12})$/u;

/** One whose name may not be told. */
export const NAMELESS = '–';

/** What a file system is called where its owner must not show: its standard folder, its drive letter, the kernel's name. */
export function publicPlace(mount: string, device: string): string {
  if (STANDARD.test(mount) || /^[A-Z]:$/u.test(mount)) return mount;
  return KERNEL_NAME.exec(device)?.[1] ?? NAMELESS;
}
