import { safeLine } from '@alongside/base';
import { ATTACHMENT_TYPES, type AttachmentType } from '@alongside/protocol';

const MAX_NAME = 120;
/** No file system's own signs: what lies before them is a path, and Windows takes none of the rest. */
const FORBIDDEN = /[<>:"|?*]/gu;
/** Names that Windows takes for devices, whatever end they have. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * A name to keep a file under, and to save it by: one line without a path, and with an end that says what the file is. One
 * that says something else stays, with the right one behind it, so that no name lies.
 */
export function fileNameOf(told: string, type: AttachmentType): string {
  const base = told.split(/[/\\]/u).at(-1) ?? '';
  const clean = safeLine(base, 500)
    .replace(FORBIDDEN, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  const name = DEVICE.test(clean) ? `_${clean}` : clean;
  const ends: readonly string[] = ATTACHMENT_TYPES[type];
  const [, stem = name, end = ''] = /^(.*)\.([^.]*)$/su.exec(name) ?? [];
  const fits = stem !== '' && ends.includes(end.toLowerCase());
  return fits ? cut(stem, end) : cut(name === '' ? 'file' : name, ends[0] ?? 'bin');
}

function cut(stem: string, end: string): string {
  const short = stem.slice(0, MAX_NAME - end.length - 1).replace(/[\ud800-\udbff]$/u, '');
  return `${short.replace(/[\s.]+$/u, '')}.${end}`;
}
