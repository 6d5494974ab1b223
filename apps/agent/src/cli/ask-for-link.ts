import { organisationOf, parseEnrollmentLink } from '@alongside/agent-node';
import { toAppError } from '@alongside/base';
import { wordsOfOrganisation } from '@alongside/identity';
import type { TFunction } from 'i18next';
import type { Terminal } from './org/terminal.ts';
import { startTrouble } from './start-trouble.ts';
import type { CommandLine } from './verify.ts';

/**
 * Asks whoever sits there for the link that connects this computer, tells where it leads by its server's own word, and
 * gives it back after a yes; undefined after nothing or a no.
 */
export async function askForLink(
  terminal: Terminal,
  { err }: Pick<CommandLine, 'err'>,
  environment: NodeJS.ProcessEnv,
  t: TFunction,
): Promise<string | undefined> {
  for (;;) {
    const link = (await terminal.ask(t('agent.ask.link')))?.trim();
    if (!link) return undefined;
    try {
      const { server, organisationHash, ...read } = parseEnrollmentLink(link);
      const organisation = await organisationOf({ server, ...read }, environment);
      err(`${t('agent.ask.leads', { organisation, server })}\n`);
      if (organisationHash !== undefined)
        err(`${t('agent.pinned', { words: wordsOfOrganisation(organisationHash).join(' ') })}\n`);
    } catch (error) {
      const refused = toAppError(error);
      err(`${t('agent.ask.refused', { reason: startTrouble(refused, t, true), code: refused.code })}\n`);
      continue;
    }
    const answer = (await terminal.ask(t('agent.ask.connect')))?.trim().toLowerCase();
    return answer === t('org.yes') ? link : undefined;
  }
}
