import { AppError } from '@alongside/base';
import { type Exposure, readPublicUrl } from './exposure.ts';
import { defaultPort } from './http/site.ts';

/** For `parseArgs` of each program that starts a server. */
export const EXPOSURE_OPTIONS = {
  lan: { type: 'boolean' },
  name: { type: 'string' },
  'new-ca': { type: 'boolean' },
  'public-url': { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'trust-proxy': { type: 'string' },
  host: { type: 'string' },
} as const;

export type ExposureValues = { readonly [K in keyof typeof EXPOSURE_OPTIONS]?: string | boolean | undefined } & {
  readonly lan?: boolean | undefined;
  readonly 'new-ca'?: boolean | undefined;
};

export interface ExposureSettings {
  readonly exposure: Exposure;
  readonly host?: string;
  /** Where no port is asked for. */
  readonly port: number;
}

const USUAL_PORT = 7420;

/** How others reach a server, as its arguments say. Throws `request.invalid` where they do not go together. */
export function readExposure(values: ExposureValues): ExposureSettings {
  const text = (key: keyof ExposureValues) => (typeof values[key] === 'string' ? values[key] : undefined);
  const host = text('host');
  const exposure = choose(values, text);
  const port = exposure.kind === 'certificate' ? portOf(readPublicUrl(exposure.publicUrl)) : USUAL_PORT;
  return { exposure, port, ...(host === undefined ? {} : { host }) };
}

function choose(values: ExposureValues, text: (key: keyof ExposureValues) => string | undefined): Exposure {
  const publicUrl = text('public-url');
  const [certFile, keyFile, proxies, name] = [text('cert'), text('key'), text('trust-proxy'), text('name')];
  const newAuthority = values['new-ca'] === true;
  if (values.lan) {
    if (publicUrl ?? certFile ?? keyFile ?? proxies)
      throw invalid('--lan makes its own certificate: leave out --public-url and what goes with it.');
    return { kind: 'lan', newAuthority, ...(name === undefined ? {} : { name: name.toLowerCase() }) };
  }
  if (name !== undefined || newAuthority) throw invalid('--name and --new-ca go with --lan.');
  if (publicUrl === undefined) {
    if (certFile ?? keyFile ?? proxies) throw invalid('--cert, --key and --trust-proxy go with --public-url https://….');
    return { kind: 'loopback' };
  }
  if (proxies !== undefined) {
    if (certFile ?? keyFile) throw invalid('Behind --trust-proxy the proxy has the certificate: leave out --cert and --key.');
    return { kind: 'proxy', publicUrl, proxies: proxies.split(',').map((part) => part.trim()) };
  }
  if (certFile === undefined || keyFile === undefined) {
    throw invalid('--public-url needs --cert FILE and --key FILE, or --trust-proxy ADDRESS.');
  }
  return { kind: 'certificate', publicUrl, certFile, keyFile };
}

function portOf(url: URL): number {
  return url.port === '' ? defaultPort('https') : Number(url.port);
}

function invalid(message: string): AppError {
  return new AppError('request.invalid', message);
}
