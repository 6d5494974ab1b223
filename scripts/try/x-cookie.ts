import { randomBytes } from 'node:crypto';

/** The families of libXau (Xauth.h): a cookie for whatever display is asked for. */
const FAMILY_WILD = 0xffff;
const COOKIE = 'MIT-MAGIC-COOKIE-1';

/** An Xauthority file with one fresh cookie: who can read it may come to the display, and no other user of this machine. */
export function newXAuthority(): Buffer {
  return Buffer.concat([word(FAMILY_WILD), counted(''), counted(''), counted(COOKIE), counted(randomBytes(16))]);
}

function counted(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([word(bytes.length), bytes]);
}

/** 16 bits, big-endian, as libXau reads them. */
function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
