import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoginShell } from './login-shell.ts';

/** How a shell is started so that it reports its commands, or plainly where it is none of those that can. */
export interface ShellStart {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly reportsCommands: boolean;
  /** Removes what was written for the start; the shell has read it by its first prompt. */
  dispose(): void;
}

const PLAIN: ShellStart = { args: [], environment: {}, reportsCommands: false, dispose: () => undefined };

/**
 * Writes the integration of that shell into a folder of its own below `temporaryFolder` (0700), the nonce inside the
 * file: an argument or a variable could be read by the programs that it is meant to keep out.
 */
export function prepareShell(
  shell: LoginShell,
  options: { readonly nonce: string; readonly temporaryFolder: string; readonly userZdotdir: string | undefined },
): ShellStart {
  if (shell.name !== 'bash' && shell.name !== 'zsh' && shell.name !== 'fish') return PLAIN;
  const folder = mkdtempSync(join(options.temporaryFolder, 'terminal-'));
  const zdotdir = options.userZdotdir && isAbsolute(options.userZdotdir) ? options.userZdotdir : '';
  const place = (script: string, name: string): string => {
    const text = readFileSync(fileURLToPath(new URL(`./integration/${script}`, import.meta.url)), 'utf8')
      .replaceAll('@NONCE@', options.nonce)
      .replaceAll('@FOLDER@', () => quoted(folder, shell.name))
      .replaceAll('@USER_FOLDER@', () => quoted(zdotdir, shell.name));
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  const started = { reportsCommands: true, dispose };
  switch (shell.name) {
    case 'bash':
      return { ...started, args: ['--rcfile', place('bash.sh', 'bashrc')], environment: {} };
    case 'zsh':
      place('zshenv.zsh', '.zshenv');
      place('zshrc.zsh', '.zshrc');
      return { ...started, args: [], environment: { ZDOTDIR: folder } };
    case 'fish':
      return {
        ...started,
        args: ['--init-command', `source '${quoted(place('fish.fish', 'init.fish'), 'fish')}'`],
        environment: {},
      };
  }
}

/** For between single quotes: fish knows a backslash there, the others end the quotes and begin again. */
function quoted(text: string, shell: string): string {
  return shell === 'fish' ? text.replace(/[\\']/gu, '\\$&') : text.replaceAll("'", "'\\''");
}
