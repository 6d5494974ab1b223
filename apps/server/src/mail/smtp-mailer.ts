import { safeLine } from '@alongside/base';
import { createTransport } from 'nodemailer';
import type { Mailed, Mailer, MailMessage } from './mailer.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** For a connection, and for each answer. */
const PATIENCE_MS = 20_000;
/** For all of it: a server that says a word now and then, and never the last, must not hold up all other mail. */
const WHOLE_MS = 3 * 60_000;
/** Where a refusal is of this mail and not of the way: only then a 5xx is for good (RFC 5321, section 4.2.1). */
const OF_THIS_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

/** Mail by SMTP over TLS whose certificate is checked. Whoever calls sends one at a time. */
export function smtpMailer(settings: SmtpSettings, wholeMs = WHOLE_MS): Mailer {
  const { host, port, secure, isLocal, auth, from, ca } = settings;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: !secure && !isLocal,
    ...(auth ? { auth: { user: auth.user, pass: auth.password } } : {}),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // Texts are texts: none of them is taken for a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    server: `${secure ? 'smtps' : 'smtp'}://${host}:${port}`,
    from: from.name === '' ? from.address : `${from.name} <${from.address}>`,
    async send(message) {
      const mail = { ...partsOf(message), from: senderOf(from, message), messageId: `<${message.id}@${domain}>` };
      // It ends the connection, too: a try that goes on behind the next one would send the mail twice.
      const late = AbortSignal.timeout(wholeMs);
      try {
        await transport.sendMail({ ...mail, signal: late });
        return { ok: true };
      } catch (error) {
        return refusal(late.aborted ? new Error(`no end of it within ${wholeMs / 1000} seconds`) : error, auth?.password);
      }
    },
    close: () => transport.close(),
  };
}

/** As objects: an address in one is taken as it is, and never read as a list. */
function partsOf({ to, language, subject, text, html }: MailMessage) {
  return {
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers: {
      'Content-Language': language,
      // RFC 3834: no answering machine answers, and ours would not be answered.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

function senderOf({ name, address }: SmtpSettings['from'], { fromName }: MailMessage) {
  return { name: name === '' ? fromName : name, address };
}

function refusal(error: unknown, password: string | undefined): Mailed {
  const { message = '', code = '', responseCode = 0 } = error as { message?: string; code?: string; responseCode?: number };
  const said = password === undefined ? message : message.replaceAll(password, '…');
  return {
    ok: false,
    forGood: OF_THIS_MAIL.has(code) && responseCode >= 500,
    error: safeLine(said.replaceAll('\n', ' '), 200),
  };
}
