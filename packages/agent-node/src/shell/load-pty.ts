import type { IPty } from 'node-pty';

/** The part of node-pty that is used; @lydell/node-pty has the same one. */
export interface PtyModule {
  spawn(
    file: string,
    args: string[],
    options: { name: string; cols: number; rows: number; cwd: string; env: Record<string, string>; encoding: 'utf8' },
  ): IPty;
}

export type LoadedPty =
  | { readonly status: 'loaded'; readonly module: PtyModule }
  | { readonly status: 'missing'; readonly reason: string };

const PACKAGES = ['node-pty', '@lydell/node-pty'];

/** Both are optional dependencies: one may not have been compiled, the other knows no such machine. */
export async function loadPty(load: (name: string) => Promise<unknown> = (name) => import(name)): Promise<LoadedPty> {
  const reasons: string[] = [];
  for (const name of PACKAGES) {
    try {
      const loaded = await load(name);
      const module = asPtyModule(loaded) ?? asPtyModule((loaded as { default?: unknown }).default);
      if (module) return { status: 'loaded', module };
      reasons.push(`${name}: no spawn()`);
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`);
    }
  }
  return { status: 'missing', reason: `No terminal can be opened on this computer (${reasons.join('; ')}).` };
}

function asPtyModule(value: unknown): PtyModule | undefined {
  return typeof value === 'object' && value !== null && typeof (value as { spawn?: unknown }).spawn === 'function'
    ? (value as PtyModule)
    : undefined;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 120) ?? '';
}
