import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/** What is kept of npm's own words, in characters. */
const KEPT = 8000;

/**
 * The npm that started this, else the one on PATH. On Windows (written, never run) npm is a .cmd file, which Node starts
 * only through a shell; its script beside Node needs none, so that no path is ever quoted.
 */
export function npmAtHand(environment = process.env, platform = process.platform) {
  const running = environment.npm_execpath;
  if (running && basename(running) === 'npm-cli.js' && existsSync(running)) return byScript(process.execPath, running);
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (platform === 'win32' && existsSync(beside)) return byScript(process.execPath, beside);
  return platform === 'win32' ? { program: 'npm.cmd', first: [], shell: true } : { program: 'npm', first: [], shell: false };
}

/** An npm that a certain Node runs. Both come first in PATH for what npm itself starts. */
export function byScript(node, script) {
  return { program: node, first: [script], shell: false, paths: [dirname(node)] };
}

/**
 * Runs npm to its end and never throws. Gives its exit code (`undefined` where it could not be started) and the end of
 * what it said. Arguments carry neither paths nor anything else that a shell would have to quote.
 */
export function runNpm(npm, args, { cwd, environment = {} }) {
  const env = { ...process.env, ...environment };
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [...(npm.paths ?? []), env[pathName] ?? ''].join(delimiter);
  return new Promise((resolve) => {
    let said = '';
    const keep = (text) => {
      said = (said + text).slice(-KEPT);
    };
    const child = spawn(npm.program, [...npm.first, ...args], {
      cwd,
      env,
      shell: npm.shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => resolve({ code: undefined, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

const UNREACHABLE = /\b(EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/u;

/** One line about why npm failed and what to do, in place of its own report; npm's words where the reason is another. */
export function explainFailure({ code, said }, cwd) {
  if (code === undefined)
    return `npm could not be started (${said}). Install it (on Debian 12: apt install npm) and run the same command again.`;
  const unreachable = UNREACHABLE.exec(said);
  if (unreachable) {
    // Its host alone: an address may carry a password.
    const host = /\brequest to https?:\/\/(?:[^\s/@]*@)?([^\s/]+)/u.exec(said)?.[1];
    return (
      `The npm registry ${host ?? 'of this machine'} cannot be reached (${unreachable[1]}). ` +
      'Connect this machine to the network (or set its proxy: npm config set proxy URL) and run the same command again.'
    );
  }
  if (/\bENOSPC\b/u.test(said)) return 'The disk is full. Make room (about 1.5 GB are needed) and run the same command again.';
  if (/\b(EACCES|EPERM|EROFS)\b/u.test(said))
    return `The folder ${cwd} cannot be written. Use a clone that is yours, and run the same command again.`;
  const words = said
    .split('\n')
    .filter((line) => line.trim() !== '' && !/complete log of this run|_logs|npm warn/iu.test(line))
    .slice(-12)
    .join('\n');
  return `${words}\nThe packages could not be installed; npm says why above. Mend it and run the same command again.`;
}
