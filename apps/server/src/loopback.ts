/** True for an address (or the name `localhost`) that cannot be reached from another machine. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/u.test(address);
}
