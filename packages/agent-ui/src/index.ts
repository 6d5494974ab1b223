/** The folders of the built pages (`npm run build`), for the host that serves them, each on a site of its own. */
export const pageFolders = {
  shell: new URL('../dist/shell/', import.meta.url),
  link: new URL('../dist/link/', import.meta.url),
} as const;
