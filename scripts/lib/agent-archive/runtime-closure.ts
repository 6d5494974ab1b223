/** What the lockfile (version 3) says of one folder; the fields that matter here. */
export interface LockedFolder {
  readonly version?: string;
  /** A workspace's folder, where `link` is set. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Folders relative to the root, as the lockfile names them. */
export type LockedFolders = Readonly<Record<string, LockedFolder>>;

export interface Target {
  readonly os: string;
  readonly cpu: string;
  readonly libc: string;
}

export interface ClosureOptions {
  /** The workspace to begin with, such as `apps/agent`. */
  readonly start: string;
  readonly target: Target;
  /** Packages that are not followed, by name. */
  readonly leftOut: ReadonlySet<string>;
}

/**
 * All folders that a workspace needs when it runs, itself first and links to workspaces included: its dependencies, theirs
 * and so on, without development dependencies and without what is meant for other systems. Names are resolved as Node
 * does, from the folder upwards. Throws where a needed package is not in the lockfile.
 */
export function runtimeClosure(folders: LockedFolders, { start, target, leftOut }: ClosureOptions): readonly string[] {
  const found = new Set([start]);
  // A set that grows while it is walked: each folder's needs come after it.
  for (const folder of found) {
    const locked = folders[folder];
    if (!locked) throw new Error(`${folder} is not in the lockfile`);
    if (locked.link && locked.resolved !== undefined) found.add(locked.resolved);
    for (const [name, isOptional] of needsOf(locked)) {
      if (leftOut.has(name)) continue;
      const place = resolve(folders, folder, name);
      if (place === undefined) {
        if (isOptional) continue;
        throw new Error(`${folder} needs ${name}, which is not in the lockfile`);
      }
      if (fits(folders[place] ?? {}, target)) found.add(place);
      else if (!isOptional) throw new Error(`${folder} needs ${name}, which is not for ${target.os} on ${target.cpu}`);
    }
  }
  return [...found];
}

function needsOf(locked: LockedFolder): readonly (readonly [name: string, isOptional: boolean])[] {
  const optional = locked.optionalDependencies ?? {};
  const peers = Object.keys(locked.peerDependencies ?? {}).filter((name) => !locked.peerDependenciesMeta?.[name]?.optional);
  const needed = [...Object.keys(locked.dependencies ?? {}), ...peers].filter((name) => !(name in optional));
  return [...needed.map((name) => [name, false] as const), ...Object.keys(optional).map((name) => [name, true] as const)];
}

function resolve(folders: LockedFolders, from: string, name: string): string | undefined {
  const parts = from.split('/');
  for (let length = parts.length; length >= 0; length -= 1) {
    const above = parts.slice(0, length);
    if (above.at(-1) === 'node_modules') continue;
    const place = [...above, 'node_modules', name].join('/');
    if (folders[place]) return place;
  }
  return undefined;
}

function fits({ os, cpu, libc }: LockedFolder, target: Target): boolean {
  return allows(os, target.os) && allows(cpu, target.cpu) && allows(libc, target.libc);
}

/** npm's lists: names that are allowed, or `!name` for all but that one. */
function allows(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((each) => each.startsWith('!'));
}
