import { rmSync, writeFileSync } from 'node:fs';

/**
 * A page, readable by us alone, that leads to an address with a secret in it: as an argument of the browser the address
 * would be readable by everybody on this machine.
 */
export function writeForwardingFile(path: string, address: string): void {
  rmSync(path, { force: true });
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><script>location.replace(${JSON.stringify(address)})</script>\n`;
  writeFileSync(path, page, { flag: 'wx', mode: 0o600 });
}
