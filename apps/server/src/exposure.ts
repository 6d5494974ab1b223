import { BlockList, isIP, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { AppError, type Clock, type Logger } from '@alongside/base';
import { defaultPort, type SiteAddresses } from './http/site.ts';
import { isLoopback } from './loopback.ts';
import { CertificateFiles } from './tls/certificate-files.ts';
import { inUrl, isDnsName, isNameOfMachine, outwardAddress, ownHostNames } from './tls/host-names.ts';
import type { LocalAuthority } from './tls/local-authority.ts';
import type { TlsSource } from './tls/tls-source.ts';

/** How others reach the server. */
export type Exposure =
  /** Not at all: http for this machine. */
  | { readonly kind: 'loopback' }
  /** https by an authority of this machine's own. `name` is one that others know this machine by. */
  | { readonly kind: 'lan'; readonly name?: string; readonly newAuthority?: boolean }
  /** https by a certificate of `publicUrl`'s host, in PEM files. */
  | { readonly kind: 'certificate'; readonly publicUrl: string; readonly certFile: string; readonly keyFile: string }
  /** http for a proxy that serves `publicUrl`; addresses or subnets (`10.0.0.0/24`) of the proxy. */
  | { readonly kind: 'proxy'; readonly publicUrl: string; readonly proxies: readonly string[] };

/** What the server listens with. */
export interface OpenedExposure {
  /** All addresses where this is `::`. */
  readonly host: string;
  readonly tls: TlsSource | undefined;
  readonly authority: LocalAuthority | undefined;
  readonly proxies: BlockList | undefined;
  /** Browsers may be told to come by https only, for the whole host. */
  readonly insistsOnTls: boolean;
  readonly addresses: (port: number) => SiteAddresses;
}

interface Options {
  /** Overrides where it listens. */
  readonly host: string | undefined;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const EVERYWHERE = '::';
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];
/** A proxy's subnet larger than this is a mistake. */
const SMALLEST_PREFIX = { ipv4: 8, ipv6: 32 } as const;

/** Throws `request.invalid` for settings and files that do not fit, `storage.broken` for a damaged authority. */
export async function openExposure(exposure: Exposure, options: Options): Promise<OpenedExposure> {
  switch (exposure.kind) {
    case 'loopback':
      return openLoopback(options.host ?? 'localhost');
    case 'lan':
      return openLan(exposure, options);
    case 'certificate': {
      const url = readPublicUrl(exposure.publicUrl);
      const host = url.hostname.replace(/^\[|\]$/gu, '');
      const tls = new CertificateFiles({ ...exposure, ...options, host });
      const addresses = () => ({ origin: url.origin, localOrigin: url.origin, origins: [url.origin], hosts: [url.host] });
      return { ...nothing, host: options.host ?? EVERYWHERE, tls, insistsOnTls: true, addresses };
    }
    case 'proxy': {
      const url = readPublicUrl(exposure.publicUrl);
      const host = options.host ?? 'localhost';
      const addresses = (port: number): SiteAddresses => ({
        origin: url.origin,
        localOrigin: answersLoopback(host) ? originOf('http', 'localhost', port) : url.origin,
        origins: [url.origin],
        hosts: [url.host, ...LOCAL_NAMES.map((name) => hostOf('http', name, port))],
      });
      return { ...nothing, host, proxies: readProxies(exposure.proxies), insistsOnTls: true, addresses };
    }
  }
}

const nothing = { tls: undefined, authority: undefined, proxies: undefined, insistsOnTls: false };

function openLoopback(host: string): OpenedExposure {
  if (!isLoopback(host)) {
    throw new AppError(
      'request.invalid',
      `"${host}" can be reached from other machines, and that needs TLS. Choose one of three ways: --lan (a certificate of this machine's own), --public-url with --cert and --key, or --public-url with --trust-proxy.`,
      { context: { host } },
    );
  }
  // Passkeys need a name, so pages are served under `localhost` alone.
  const addresses = (port: number): SiteAddresses => {
    const origin = originOf('http', 'localhost', port);
    return { origin, localOrigin: origin, origins: [origin], hosts: LOCAL_NAMES.map((name) => hostOf('http', name, port)) };
  };
  return { ...nothing, host, addresses };
}

async function openLan(
  { name, newAuthority = false }: Extract<Exposure, { kind: 'lan' }>,
  { host = EVERYWHERE, dataDir, clock }: Options,
): Promise<OpenedExposure> {
  if (name !== undefined && !isDnsName(name)) throw new AppError('request.invalid', `"${name}" is no name of a computer.`);
  if (name !== undefined && !isNameOfMachine(name)) {
    throw new AppError(
      'request.invalid',
      `--name takes a name with a dot, like ${name}.local, not "${name}" alone: a certificate for it would stand for all names that end in .${name}. Or leave --name out, and links carry this machine's address.`,
    );
  }
  // Loaded here alone: what makes certificates takes a good part of a second that other servers need not wait.
  const { LocalAuthority: Authority } = await import('./tls/local-authority.ts');
  const authority = await Authority.open({
    folder: join(dataDir, 'tls'),
    names: ownHostNames(name),
    clock,
    renew: newAuthority,
  });
  const { names, addresses } = authority.names;
  const all = [...names, ...addresses];
  // An address works without any name service; a name that was given is there because it works.
  const wanted = [name, host, await outwardAddress(), ...addresses.filter((address) => !isLoopback(address)), ...names];
  const main = wanted.find((one) => one !== undefined && all.includes(one)) ?? 'localhost';
  return {
    ...nothing,
    host,
    tls: authority,
    authority,
    addresses: (port) => ({
      origin: originOf('https', main, port),
      localOrigin: originOf('https', answersLoopback(host) ? 'localhost' : main, port),
      origins: all.map((one) => originOf('https', one, port)),
      hosts: all.map((one) => hostOf('https', one, port)),
    }),
  };
}

/** Whether a server that listens there is reached as `localhost`. */
function answersLoopback(host: string): boolean {
  return isLoopback(host) || host === EVERYWHERE || host === '0.0.0.0';
}

function originOf(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${hostOf(scheme, host, port)}`;
}

/** As browsers write it in Host: without a port that is the scheme's own. */
function hostOf(scheme: 'http' | 'https', host: string, port: number): string {
  return port === defaultPort(scheme) ? inUrl(host) : `${inUrl(host)}:${port}`;
}

/** An https origin, nothing behind it. Throws `request.invalid`. */
export function readPublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (url && isOrigin) return url;
  throw new AppError('request.invalid', `--public-url takes an address like https://help.example.org, not "${text}".`);
}

function readProxies(list: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const text of list) {
    const [address = '', bits, ...more] = text.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const full = family === 'ipv6' ? 128 : 32;
    const prefix = bits === undefined ? full : Number(bits);
    const fits = /^\d{1,3}$/u.test(bits ?? '0') && prefix >= SMALLEST_PREFIX[family] && prefix <= full;
    if (isIP(address) === 0 || more.length > 0 || !fits) {
      throw new AppError('request.invalid', `--trust-proxy takes addresses like 127.0.0.1 or 10.0.0.0/24, not "${text}".`);
    }
    proxies.addSubnet(address, prefix, family);
  }
  if (list.length === 0) throw new AppError('request.invalid', '--trust-proxy needs the address of the proxy.');
  return proxies;
}
