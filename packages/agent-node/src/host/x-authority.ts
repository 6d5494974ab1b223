/**
 * The entries of an Xauthority file that belong to one display, in the same form (Xau: family, address, display number,
 * protocol name, data; each a 16-bit big-endian length and bytes). What follows a malformed entry is left out.
 */
export function cookiesForDisplay(authority: Uint8Array, display: string): Uint8Array {
  const number = /:(\d+)(\.\d+)?$/u.exec(display)?.[1];
  const bytes = Buffer.from(authority);
  const kept: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    let end: number | undefined = at + 2;
    const fields: string[] = [];
    for (let field = 0; field < 4 && end !== undefined; field += 1) {
      const start: number = end + 2;
      const length: number | undefined = start <= bytes.length ? bytes.readUInt16BE(end) : undefined;
      end = length !== undefined && start + length <= bytes.length ? start + length : undefined;
      if (end !== undefined) fields.push(bytes.toString('latin1', start, end));
    }
    if (end === undefined) break;
    // An entry without a number is for every display of its host.
    if (fields[1] === number || fields[1] === '') kept.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
