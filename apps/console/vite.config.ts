import react from '@vitejs/plugin-react';
import { defineConfig, type Rolldown } from 'vite';

/** What packages export beside what the first script uses, and which later pages load: large, and none of it at the start. */
const LATER = /\/node_modules\/@xterm\/|\/packages\/ui\/src\/terminal\/|\/articles\//u;

const LANGUAGE = /\/texts\/german\.ts$/u;

/**
 * What a document takes along with its first script is three files: libraries, what both documents need, and its own. Left
 * alone, each small module that some later page needs as well would be a file, and the first page would ask for forty.
 */
function fileOf(id: string, modules: Rolldown.ChunkingContext): string | null {
  if (LATER.test(id)) return null;
  const starts = startsOf(id, modules);
  if (starts.has('desk') && starts.has('guest')) return id.includes('/node_modules/') ? 'libraries' : 'both';
  if (starts.has('desk')) return 'desk';
  // The first script waits for its language before it draws anything: what a language needs must need nothing of that script.
  if ([...starts].some((each) => LANGUAGE.test(each))) return starts.size > 1 ? 'german' : null;
  return starts.size > 1 && !starts.has('guest') ? 'pages' : null;
}

/** From where it is loaded without being asked for later: the two documents, and whatever is asked for later. */
function startsOf(id: string, modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const starts = new Set<string>();
  const seen = new Set([id]);
  for (const each of seen) {
    const info = modules.getModuleInfo(each);
    if (info?.isEntry) starts.add(each.includes('/guest/') ? 'guest' : 'desk');
    if (info && info.dynamicImporters.length > 0) starts.add(each);
    for (const importer of info?.importers ?? []) seen.add(importer);
  }
  return starts;
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react({ compiler: true })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The server's policy is script-src 'self': nothing inline, no data: scripts, fonts as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file with the document: a page's own, fetched while the server restarts, would be missing from then on, for what
    // fetches pages (Vite's preload) asks for each style once.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { console: 'index.html', guest: 'guest/index.html' },
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: fileOf, debugName: 'start' }] } },
    },
  },
});
