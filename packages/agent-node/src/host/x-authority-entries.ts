import { parseXAuthority } from '../x11/x-authority.ts';

/** The entries of an Xauthority file for one display, as a file of their own; an entry without a number is for all. */
export function entriesForDisplay(authority: Buffer, display: string): Buffer {
  const number = /:(\d+)(\.\d+)?$/u.exec(display)?.[1];
  const fitting = parseXAuthority(authority).filter((entry) => entry.display === '' || entry.display === number);
  return Buffer.concat(
    fitting.flatMap(({ family, address, display: own, name, data }) => [
      word(family),
      ...[address, own, name, data].flatMap(counted),
    ]),
  );
}

function counted(text: string): readonly Buffer[] {
  return [word(text.length), Buffer.from(text, 'latin1')];
}

/** 16 bits, big-endian, as libXau writes them. */
function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
