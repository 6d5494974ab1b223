import { readFile } from 'node:fs/promises';
import { bridgedPageHeaders, builtPages } from '@alongside/agent-node';
import { type Logger, toAppError } from '@alongside/base';
import type { CustomScheme } from 'electron';
import { SCHEME } from './page-kinds.ts';

/** Standard and secure, so that a page has an origin and may capture; no fetch, no service workers, no way round CSP. */
export const APP_SCHEME: CustomScheme = { scheme: SCHEME, privileges: { standard: true, secure: true } };

/**
 * Answers for one of the agent's sites, from a list of files that was made once: no path of a request reaches the file
 * system. Any other host, method or address gets nothing. Throws `environment.missing-program` where it was not built.
 */
export async function siteHandler(
  site: 'shell' | 'link',
  root: string,
  logger: Logger,
): Promise<(request: Request) => Promise<Response>> {
  const files = await builtPages(root);
  const headers = bridgedPageHeaders(site);
  const empty = (status: number) => new Response(null, { status, headers });
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return empty(405);
    const address = URL.canParse(url) ? new URL(url) : undefined;
    if (address?.protocol !== `${SCHEME}:` || address.host !== site) return empty(421);
    const found = files.get(address.pathname);
    if (found === undefined) return empty(404);
    try {
      const body = method === 'HEAD' ? null : await readFile(found.file);
      return new Response(body, { headers: { ...headers, 'Content-Type': found.contentType } });
    } catch (error) {
      logger.error('a file of the page cannot be read', { file: found.file, error: toAppError(error).message });
      return empty(500);
    }
  };
}
