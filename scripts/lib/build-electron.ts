import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type InlineConfig, normalizePath, type Plugin } from 'vite';
import { hashOfSources } from './build-sources.ts';
import { root } from './paths.ts';

const agent = join(root, 'apps', 'agent');

/** The Electron program as built: `main.mjs`, `preload/KIND.cjs`, `helpers/*.mjs`, `pages/{shell,link}`. */
export const electronRoot = join(agent, 'dist-electron');

const PRELOADS = ['first', 'home', 'consent', 'bar', 'link'];
/** Builds main, preloads and helper programs where their sources changed; the pages must be built already. */
export async function buildElectron(say: (line: string) => void, output: string = electronRoot): Promise<void> {
  const mark = join(output, '.sources');
  const hash = `${hashOfSources(root, 'apps/agent')} ${createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .digest('hex')}`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  say('building apps/agent for Electron');
  // Beside the old one until it is whole: whoever runs it meanwhile finds all of its files.
  const fresh = `${output}.${process.pid}`;
  // Vite sets it for what it builds; whoever builds goes on under their own.
  const { NODE_ENV } = process.env;
  try {
    await buildInto(fresh);
    writeFileSync(join(fresh, '.sources'), hash);
    rmSync(output, { recursive: true, force: true });
    renameSync(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function buildInto(output: string): Promise<void> {
  const helpers = new Map<string, string>();
  await build(nodeProgram(join(agent, 'src', 'main', 'main.ts'), output, 'main.mjs', helpers));
  // Helpers may start helpers of their own.
  const built = new Set<string>();
  for (let next = [...helpers]; next.length > 0; next = [...helpers].filter(([name]) => !built.has(name))) {
    for (const [name, file] of next) {
      built.add(name);
      await build(nodeProgram(file, join(output, 'helpers'), `${name}.mjs`, helpers));
    }
  }
  for (const kind of PRELOADS) await build(preloadProgram(kind, join(output, 'preload')));
  cpSync(join(root, 'packages/agent-node/src/shell/integration'), join(output, 'integration'), { recursive: true });
  cpSync(join(root, 'packages/agent-ui/dist'), join(output, 'pages'), { recursive: true });
}

/** Own packages inside, everything else stays a package: one file, so that a helper needs no other beside it. */
function nodeProgram(entry: string, outDir: string, fileName: string, helpers: Map<string, string>): InlineConfig {
  return {
    ...common(outDir),
    plugins: [helperPrograms(entry, helpers)],
    ssr: { noExternal: /^@alongside\//u, external: ['electron'] },
    build: {
      ...common(outDir).build,
      ssr: entry,
      target: 'node24',
      rolldownOptions: { output: { format: 'es', entryFileNames: fileName, codeSplitting: false } },
    },
  };
}

/** A sandboxed preload is one CommonJS file whose only `require` is Electron's. */
function preloadProgram(kind: string, outDir: string): InlineConfig {
  return {
    ...common(outDir),
    build: {
      ...common(outDir).build,
      target: 'es2024',
      lib: { entry: join(agent, 'src', 'preload', `${kind}.ts`), formats: ['cjs'], fileName: () => `${kind}.cjs` },
      rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
    },
  };
}

function common(outDir: string) {
  return {
    root: agent,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: { outDir, emptyOutDir: false, minify: false, sourcemap: false, copyPublicDir: false },
  } satisfies InlineConfig;
}

/**
 * `new URL('./x.ts', import.meta.url)` names a program that Node runs beside the core. It becomes a file of its own below
 * `helpers/`, which Node can read only outside of the package's archive. A file that is a program as well as a module is
 * only a module wherever it is not the entry.
 */
function helperPrograms(entry: string, helpers: Map<string, string>): Plugin {
  return {
    name: 'alongside-helper-programs',
    enforce: 'pre',
    transform: (code, id) => {
      if (!/import\.meta\.(url|main)/u.test(code)) return null;
      // Vite's ids have strokes of one kind, on Windows too.
      const module = id === normalizePath(entry) ? code : code.replaceAll('import.meta.main', 'false');
      return module.replaceAll(/new URL\('(\.[^'`]+)\.ts', import\.meta\.url\)/gu, (_whole, path: string) => {
        const name = basename(path);
        helpers.set(name, resolve(id, '..', `${path}.ts`));
        return `new URL('./helpers/${name}.mjs', import.meta.url.replace('app.asar/', 'app.asar.unpacked/'))`;
      });
    },
  };
}
