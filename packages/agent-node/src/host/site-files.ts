import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '@alongside/base';

/** A file that a site serves, by the request's exact path. */
export interface SiteFile {
  readonly file: string;
  readonly contentType: string;
}

/** What a built page consists of; anything else in the folder is not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ogg': 'audio/ogg',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/** What `listSiteFiles` finds of a page that was built. Throws `environment.missing-program` where it was not. */
export async function builtPages(root: string): Promise<ReadonlyMap<string, SiteFile>> {
  const files = await listSiteFiles(root).catch((cause: unknown) => {
    throw notBuilt(root, cause);
  });
  if (!files.has('/')) throw notBuilt(root);
  return files;
}

function notBuilt(root: string, cause?: unknown): AppError {
  return new AppError('environment.missing-program', `the agent's pages are not built: there is no index.html in ${root}`, {
    cause,
    context: { program: 'pages' },
  });
}

/**
 * The list of what a folder may serve, made once: a request is answered only where its path is a key, so that no path
 * of a request ever reaches the file system. Dot files, links and unknown types are left out; `/` is `index.html`.
 */
export async function listSiteFiles(root: string): Promise<ReadonlyMap<string, SiteFile>> {
  const files = new Map<string, SiteFile>();
  const walk = async (folder: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/u.test(entry.name)) continue;
      const file = join(folder, entry.name);
      if (entry.isDirectory()) await walk(file, `${prefix}${entry.name}/`);
      const contentType = CONTENT_TYPES[extname(entry.name)];
      if (entry.isFile() && contentType !== undefined) files.set(`${prefix}${entry.name}`, { file, contentType });
    }
  };
  await walk(root, '/');
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
