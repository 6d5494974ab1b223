import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** The agent's own server, taken apart. */
export interface ServerPlace {
  readonly url: string;
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Written as an address: there is no name to look up. */
  readonly isAddress: boolean;
  /** On this very machine. */
  readonly isLocal: boolean;
}

/** Nobody else is ever asked: without a server, what would ask it is `unsupported`. */
export function serverPlace({ server }: Pick<ProbeTools, 'server'>): ServerPlace {
  if (server === undefined) throw new ProbeFailure('unsupported', 'there is no server');
  const match = /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[^:/\s[\]]+)(?::(\d+))?\/?$/u.exec(server.url);
  if (match === null) throw new ProbeFailure('failed', 'the address of the server is none');
  const secure = match[1] === 'https';
  const host = (match[2] ?? '').replace(/^\[|\]$/gu, '');
  const isAddress = host.includes(':') || /^\d+(\.\d+){3}$/u.test(host);
  const isLocal = host === 'localhost' || host === '::1' || (isAddress && host.startsWith('127.'));
  return { url: server.url.replace(/\/$/u, ''), secure, host, port: Number(match[3] ?? (secure ? 443 : 80)), isAddress, isLocal };
}
