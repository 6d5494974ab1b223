import { readFileSync } from 'node:fs';
import { AppError, safeLine, toAppError } from '@alongside/base';
import { email } from '@alongside/protocol';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS, which is insisted on. */
  readonly secure: boolean;
  /** The mail server is this machine: nothing leaves it, so it may do without TLS. */
  readonly isLocal: boolean;
  readonly auth: { readonly user: string; readonly password: string } | undefined;
  readonly from: { readonly address: string /** Empty: the organisation's name. */; readonly name: string };
  /** PEM of the authority that vouches for the mail server, where it is none of the usual ones. */
  readonly ca: string | undefined;
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const PORTS: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };
const MAX_VARIABLE = 1000;

/**
 * Reads `SMTP_URL` (`smtps://HOST[:PORT]` or `smtp://HOST[:PORT]`), `SMTP_FROM` (`ADDRESS` or `NAME <ADDRESS>`), `SMTP_USER`
 * with `SMTP_PASSWORD`, and `SMTP_CA` (a file). Undefined where there is no `SMTP_URL`: then no mail is sent. Throws
 * `request.invalid` naming the variable, never the password.
 */
export function readSmtpSettings(environment: NodeJS.ProcessEnv): SmtpSettings | undefined {
  const read = (name: string) => {
    const text = environment[name]?.trim() ?? '';
    if (text.length > MAX_VARIABLE) throw wrong(name, 'is too long');
    return text;
  };
  const [address, sender, user, ca] = [read('SMTP_URL'), read('SMTP_FROM'), read('SMTP_USER'), read('SMTP_CA')];
  // Passwords may begin or end with a space.
  const password = environment.SMTP_PASSWORD ?? '';
  if (address === '') {
    if (sender || user || password || ca) throw wrong('SMTP_URL', 'is missing, and the other SMTP_ variables alone say nothing');
    return undefined;
  }
  const url = readUrl(address);
  if ((user === '') !== (password === '')) throw wrong('SMTP_USER', 'and SMTP_PASSWORD go together');
  return {
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port: url.port === '' ? (PORTS[url.protocol] ?? 0) : Number(url.port),
    secure: url.protocol === 'smtps:',
    isLocal: LOCAL.has(url.hostname),
    auth: user === '' ? undefined : { user, password },
    from: readSender(sender),
    ca: ca === '' ? undefined : readAuthority(ca),
  };
}

function readUrl(text: string): URL {
  const example = 'It looks like smtps://mail.example.org or smtp://mail.example.org:587';
  // A password in it would stand in logs of whoever shows the address.
  if (text.includes('@')) throw wrong('SMTP_URL', `holds no name and password: use SMTP_USER and SMTP_PASSWORD. ${example}`);
  const url = URL.parse(text);
  if (!url || !(url.protocol in PORTS) || url.hostname === '') throw wrong('SMTP_URL', `is no address. ${example}`);
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw wrong('SMTP_URL', `has more than a server and a port. ${example}`);
  }
  return url;
}

function readSender(text: string): SmtpSettings['from'] {
  if (text === '') throw wrong('SMTP_FROM', 'is missing: the address that mails come from');
  const [, name = '', inBrackets] = /^([^<>]*)<([^<>]+)>$/u.exec(text) ?? [];
  const address = email.safeParse(inBrackets ?? text);
  if (!address.success) throw wrong('SMTP_FROM', 'is no address. It looks like help@example.org or IT help <help@example.org>');
  return { address: address.data, name: safeLine(name.trim().replace(/^"|"$/gu, ''), 80) };
}

function readAuthority(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong('SMTP_CA', `cannot be read: ${toAppError(error).message}`);
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw wrong('SMTP_CA', 'is no certificate (PEM)');
  return pem;
}

function wrong(name: string, what: string): AppError {
  return new AppError('request.invalid', `${name} ${what}.`);
}
