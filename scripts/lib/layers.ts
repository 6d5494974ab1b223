import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The import table of docs/ARCHITECTURE.md as data: a workspace may import those named here (and itself), nothing else.
 * Imports point downwards only.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  crypto: ['base'],
  rpc: ['base'],
  protocol: ['base', 'rpc'],
  consent: ['base', 'protocol'],
  identity: ['base', 'protocol', 'consent'],
  diagnostics: ['base', 'protocol'],
  desk: ['base', 'protocol'],
  peer: ['base', 'rpc', 'protocol'],
  'agent-core': ['base', 'rpc', 'protocol', 'consent', 'identity', 'diagnostics', 'desk', 'peer'],
  'technician-core': ['base', 'rpc', 'protocol', 'consent', 'identity', 'diagnostics', 'desk', 'peer'],
  ui: ['base', 'protocol', 'consent', 'diagnostics', 'desk'],
  'agent-ui': ['base', 'crypto', 'rpc', 'protocol', 'consent', 'identity', 'peer', 'diagnostics', 'desk', 'ui'],
  'agent-node': ['base', 'crypto', 'rpc', 'protocol', 'consent', 'identity', 'diagnostics', 'peer', 'agent-core'],
  server: ['base', 'crypto', 'rpc', 'protocol', 'consent', 'identity', 'desk', 'diagnostics'],
  console: [
    'base',
    'crypto',
    'rpc',
    'protocol',
    'consent',
    'identity',
    'desk',
    'diagnostics',
    'peer',
    'technician-core',
    'ui',
    'agent-core',
    'agent-ui',
  ],
  agent: [
    'base',
    'crypto',
    'rpc',
    'protocol',
    'consent',
    'identity',
    'diagnostics',
    'desk',
    'peer',
    'agent-core',
    'agent-node',
    'agent-ui',
  ],
  testkit: ['base', 'crypto', 'rpc', 'protocol', 'peer', 'diagnostics'],
};

/** Vendors that only the named workspaces (or folders of them) may import. */
const VENDORS: readonly { readonly vendor: RegExp; readonly only: readonly string[] }[] = [
  { vendor: /^electron($|\/)/u, only: ['apps/agent/src/main', 'apps/agent/src/preload'] },
  { vendor: /^simple-peer($|\/)/u, only: ['packages/peer'] },
  {
    vendor: /^(node-pty|@lydell\/node-pty|systeminformation|x11|robotjs|keytar|@roamhq\/wrtc)($|\/)/u,
    only: ['packages/agent-node'],
  },
  { vendor: /^ws($|\/)/u, only: ['apps/server', 'packages/agent-node'] },
  { vendor: /^(better-auth|@better-auth\/passkey|kysely|fastify|@fastify\/[a-z-]+)($|\/)/u, only: ['apps/server'] },
  { vendor: /^@xterm\//u, only: ['packages/ui'] },
  { vendor: /^(jose|@noble\/[a-z]+)($|\/)/u, only: ['packages/crypto'] },
  { vendor: /^marked$/u, only: ['packages/desk'] },
  { vendor: /^canonicalize$/u, only: ['packages/consent'] },
  { vendor: /^@scure\//u, only: ['packages/identity'] },
];

/** A user's side lives in one folder of the console, and no page of a technician's reaches into it, nor it into theirs. */
const USERS_SIDE = { of: 'console', may: ['agent-core', 'agent-ui'], folder: join('apps', 'console', 'src', 'guest') + sep };

/** Workspaces whose folders still import one another in circles; in the others they point one way, as files do. */
const FOLDERS_IN_CIRCLES: readonly string[] = ['console', 'desk', 'server'];

interface Import {
  readonly from: string;
  readonly to: string;
}

export interface Breach {
  readonly file: string;
  readonly what: string;
}

/** All breaches of the import table, the vendor table, the test rule and the rules against cycles below `root`. */
export function checkLayers(root: string): readonly Breach[] {
  const files = sourceFiles(root);
  const imports = files.flatMap((file) => importsOf(file).map((to) => ({ from: file, to })));
  return [
    ...imports.flatMap((edge) => checkImport(root, edge)),
    ...cycles(fileGraph(imports)).map((cycle) => cycleBreach('import cycle', root, cycle)),
    ...cycles(folderGraph(root, imports)).map((cycle) => cycleBreach('folders in a circle', root, cycle)),
  ];
}

function cycleBreach(kind: string, root: string, cycle: readonly string[]): Breach {
  const paths = cycle.map((path) => relative(root, path));
  return { file: paths[0] ?? '', what: `${kind}: ${paths.join(' → ')}` };
}

function checkImport(root: string, { from, to }: Import): readonly Breach[] {
  const file = relative(root, from);
  const home = workspaceOf(file);
  const breach = (what: string): Breach[] => [{ file, what }];
  if (to.startsWith('.')) {
    const target = relative(root, resolve(dirname(from), to));
    if (workspaceOf(target) !== home) return breach(`reaches into another workspace by path: ${to}`);
    if (target.startsWith(USERS_SIDE.folder) && !file.startsWith(USERS_SIDE.folder))
      return breach(`reaches into a user’s side: ${to}`);
    if (/\.test\.tsx?$/u.test(target)) return breach(`imports a test: ${to}`);
    return [];
  }
  const own = /^@alongside\/([a-z-]+)(\/[a-z./-]+)?$/u.exec(to);
  if (own) {
    const name = own[1] ?? '';
    if (own[2] !== undefined && !['/browser', '/german', '/theme.css', '/words'].includes(own[2]))
      return breach(`deep import: ${to}`);
    if (home === USERS_SIDE.of && USERS_SIDE.may.includes(name) && !file.startsWith(USERS_SIDE.folder)) {
      return breach(`only ${USERS_SIDE.folder} may import ${name}`);
    }
    if (name === home || ALLOWED[home]?.includes(name)) return [];
    return breach(`${home} may not import ${name}`);
  }
  const rule = VENDORS.find(({ vendor }) => vendor.test(to));
  if (rule && !rule.only.some((place) => file.startsWith(place + sep))) return breach(`${to} belongs to ${rule.only.join(', ')}`);
  return [];
}

/** The workspace's folder name; `packages/rpc/src/x.ts` → `rpc`. */
function workspaceOf(file: string): string {
  const [kind, name] = file.split(sep);
  return kind === 'packages' || kind === 'apps' ? (name ?? '') : '';
}

function sourceFiles(root: string): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (['node_modules', 'dist', '.types'].includes(name)) continue;
      if (statSync(path).isDirectory()) walk(path);
      else if (/\.tsx?$/u.test(name) && !/(\.test\.tsx?|\.d\.ts|\.config\.ts)$/u.test(name)) found.push(path);
    }
  };
  for (const kind of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, kind))) {
      const source = join(root, kind, name, 'src');
      if (existsSync(source)) walk(source);
    }
  }
  return found;
}

/** What a file imports, re-exports and imports dynamically by a literal; types count too (style.md: livekit's type knot). */
function importsOf(file: string): readonly string[] {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  const named = [
    ...module.staticImports.map((each) => each.moduleRequest.value),
    ...module.staticExports.flatMap((each) =>
      each.entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
    ),
  ];
  const source = readFileSync(file, 'utf8');
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest }) => {
    const literal = /^['"](.+)['"]$/u.exec(source.slice(moduleRequest.start, moduleRequest.end));
    return literal?.[1] ? [literal[1]] : [];
  });
  return [...new Set([...named, ...dynamic])];
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** Which file imports which by a path. */
function fileGraph(imports: readonly Import[]): Graph {
  const graph = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to.startsWith('.')) graph.set(from, [...(graph.get(from) ?? []), resolve(dirname(from), to)]);
  }
  return graph;
}

/** The same of the folders right below a workspace’s `src`; files beside them are its roots and entries, and are passed over. */
function folderGraph(root: string, imports: readonly Import[]): Graph {
  const graph = new Map<string, string[]>();
  for (const [file, targets] of fileGraph(imports)) {
    const from = folderOf(root, file);
    if (from === undefined || FOLDERS_IN_CIRCLES.includes(workspaceOf(relative(root, file)))) continue;
    const others = targets.flatMap((target) => folderOf(root, target) ?? []).filter((to) => to !== from);
    graph.set(from, [...(graph.get(from) ?? []), ...others]);
  }
  return graph;
}

/** `packages/rpc/src/a/b/x.ts` → `packages/rpc/src/a`, whole; nothing for `packages/rpc/src/x.ts`. */
function folderOf(root: string, file: string): string | undefined {
  const parts = relative(root, file).split(sep);
  return parts.length > 4 ? join(root, ...parts.slice(0, 4)) : undefined;
}

/** Each strongly connected group of more than one node, found by Tarjan's algorithm. */
function cycles(graph: Graph): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string) => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const group: string[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      group.push(member);
      if (member === node) break;
    }
    if (group.length > 1) found.push(group);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
