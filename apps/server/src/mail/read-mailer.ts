import type { Mailer } from './mailer.ts';
import { smtpMailer } from './smtp-mailer.ts';
import { readSmtpSettings } from './smtp-settings.ts';

/** For `createServer`, from the environment; nothing where no SMTP is set. Throws as `readSmtpSettings` does. */
export function readMailer(environment: NodeJS.ProcessEnv): { readonly mailer?: Mailer } {
  const settings = readSmtpSettings(environment);
  return settings === undefined ? {} : { mailer: smtpMailer(settings) };
}
