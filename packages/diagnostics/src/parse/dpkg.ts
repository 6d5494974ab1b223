/** A format of dpkg-query(1): these fields, parted by tabs, a line a package. */
export function dpkgFormat(...fields: readonly string[]): string {
  return `${fields.map((field) => `\${${field}}`).join('\\t')}\\n`;
}
