import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ShellCommand, ShellProcess, WatchdogPort } from '@alongside/agent-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCgroup, readProcesses, readProcFile } from '../processes/index.ts';
import type { EnclosureKind } from './enclosure.ts';
import { NodePtyShellPort } from './node-pty-shell-port.ts';

const PATIENCE = { timeout: 8000, interval: 20 };
const nothingToWatch: WatchdogPort = { watch: () => ({ release: () => undefined }) };

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
const OTHER_SEQUENCES = new RegExp(`${ESCAPE}[=>]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(${BELL}|${ESCAPE}\\\\)`, 'gu');

/** Programs of the tests are told apart from others by the odd number of seconds that they sleep. */
let odd = 60_000 + Math.floor(Math.random() * 100_000) * 10;
const oddSeconds = () => {
  odd += 1;
  return String(odd);
};
const sleeping = (seconds: string) =>
  readProcesses().filter(
    (entry) => entry.state !== 'Z' && readProcFile(`/proc/${entry.pid}/cmdline`)?.split('\0').slice(-2)[0] === seconds,
  );

/** Without what moves, colours or marks: the words alone. */
const words = (text: string) => stripVTControlCharacters(text.replaceAll(OTHER_SEQUENCES, '')).replaceAll('\r', '');

class Terminal {
  text = '';
  readonly commands: ShellCommand[] = [];
  readonly shell: ShellProcess;
  readonly exit: Promise<{ exitCode: number | null; signal: string | null }>;

  constructor(shell: ShellProcess) {
    this.shell = shell;
    shell.onData((text) => {
      this.text += text;
    });
    shell.onCommand((command) => this.commands.push(command));
    this.exit = new Promise((resolve) => shell.onExit(resolve));
  }

  async shows(what: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(words(this.text)).toMatch(what), PATIENCE);
  }

  /** Types a line once the prompt is there. */
  async enter(line: string): Promise<void> {
    await this.shows(/ready> $/u);
    this.text = '';
    this.shell.write(`${line}\r`);
  }

  async answer(line: string): Promise<string> {
    await this.enter(`${line}; echo answer-$((40+2))`);
    await this.shows(/answer-42[\s\S]*ready> $/u);
    return this.text;
  }
}

const hasCgroup = (() => {
  const group = makeCgroup('alongside-test-trial');
  group?.remove();
  return group !== undefined;
})();

let home: string;
const open: Terminal[] = [];

async function openTerminal(
  options: { shell?: string; enclosure?: EnclosureKind; env?: Record<string, string> } = {},
): Promise<Terminal> {
  const shell = options.shell ?? '/bin/bash';
  const port = await NodePtyShellPort.create({
    watchdog: nothingToWatch,
    environment: { PATH: process.env.PATH ?? '', HOME: home, SHELL: shell, PS1: 'ready> ', ...options.env },
    account: { username: 'tester', homedir: home, shell },
    temporaryFolder: join(home, 'tmp'),
    ...(options.enclosure ? { enclosure: options.enclosure } : {}),
  });
  expect(port.unavailable).toBeNull();
  const terminal = new Terminal(await port.open({ cols: 100, rows: 30 }));
  open.push(terminal);
  return terminal;
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'shell-test-'));
  mkdirSync(join(home, 'tmp'));
  writeFileSync(join(home, '.bashrc'), "PS1='ready> '\nOWN_FILE=read\n");
  writeFileSync(join(home, '.zshrc'), "PROMPT='ready> '\nOWN_FILE=read\nunsetopt prompt_sp\n");
  mkdirSync(join(home, '.config/fish'), { recursive: true });
  writeFileSync(
    join(home, '.config/fish/config.fish'),
    "set -g OWN_FILE read\nset -g fish_greeting\nfunction fish_prompt; echo -n 'ready> '; end\n",
  );
});

afterEach(async () => {
  for (const terminal of open.splice(0)) await terminal.shell.end('kill');
  rmSync(home, { recursive: true, force: true });
});

describe('a shell', () => {
  it('has the environment of the list and nothing that leads to the desktop', async () => {
    const doors = {
      DISPLAY: ':1',
      WAYLAND_DISPLAY: 'wayland-0',
      XAUTHORITY: '/x',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x',
      XDG_RUNTIME_DIR: '/run/user/0',
      SSH_AUTH_SOCK: '/x',
      ALONGSIDE_TOKEN: 'secret',
      LC_TIME: 'C',
      XDG_CONFIG_HOME: join(home, '.config'),
    };
    const terminal = await openTerminal({ env: doors, enclosure: hasCgroup ? 'cgroup' : 'loose' });
    const text = await terminal.answer('env');
    const names = [...text.matchAll(/^([A-Z_]+)=/gmu)].map((found) => found[1]);
    for (const name of Object.keys(doors).slice(0, 7)) expect(names).not.toContain(name);
    expect(names.some((name) => name?.startsWith('ALONGSIDE'))).toBe(false);
    expect(names).toEqual(expect.arrayContaining(['HOME', 'USER', 'LC_TIME', 'XDG_CONFIG_HOME', 'LANG', 'COLORTERM', 'TERM']));
    expect(text).toContain('TERM=xterm-256color');
  });

  it('tells the exit code, and the signal that ended it', async () => {
    const first = await openTerminal();
    await first.enter('exit 7');
    expect(await first.exit).toEqual({ exitCode: 7, signal: null });
    const second = await openTerminal();
    await second.enter('kill -USR1 $$');
    expect(await second.exit).toEqual({ exitCode: null, signal: 'SIGUSR1' });
  });

  it('takes a new size', async () => {
    const terminal = await openTerminal();
    expect(await terminal.answer('stty size')).toContain('30 100');
    terminal.shell.resize(132, 43);
    expect(await terminal.answer('stty size')).toContain('43 132');
    terminal.shell.resize(Number.NaN, 1e9);
    terminal.shell.resize(100, 30);
    expect(await terminal.answer('stty size')).toContain('30 100');
  });

  it('keeps characters whole that come in pieces', async () => {
    const terminal = await openTerminal();
    const text = await terminal.answer(
      "for byte in '\\303' '\\274' '\\360' '\\237' '\\230' '\\200'; do printf \"$byte\"; sleep 0.05; done; echo",
    );
    expect(text).toContain('ü😀');
    expect(text).not.toContain('\ufffd');
  });

  it('removes its start-up files before the first prompt', async () => {
    const terminal = await openTerminal();
    await terminal.shows('ready>');
    expect(readdirSync(join(home, 'tmp'))).toEqual([]);
  });
});

describe.each([
  { name: 'bash', path: '/bin/bash' },
  { name: 'zsh', path: '/usr/bin/zsh' },
  { name: 'fish', path: '/usr/bin/fish' },
])('commands of $name', ({ name, path }) => {
  it('are reported whole, with the user’s own files read', async () => {
    const terminal = await openTerminal({ shell: path });
    expect(terminal.shell.name).toBe(name);
    expect(terminal.shell.commandsReported).toBe(true);
    await terminal.enter('echo own=$OWN_FILE');
    await terminal.shows('own=read');
    await terminal.enter(' echo "a;b" \'c\\d\' ü😀 | cat');
    await terminal.shows(/a;b c\\d ü😀/u);
    await terminal.enter('echo own=$OWN_FILE');
    await terminal.shows('own=read');
    expect(terminal.commands.map(({ source, line }) => `${source}: ${line.trim()}`)).toEqual([
      'reported: echo own=$OWN_FILE',
      'reported: echo "a;b" \'c\\d\' ü😀 | cat',
      'reported: echo own=$OWN_FILE',
    ]);
  });

  it('cannot be forged by what a program prints, and the nonce stays inside', async () => {
    const terminal = await openTerminal({ shell: path });
    await terminal.enter(
      "printf '\\033]633;E;rm -rf forged;\\007\\033]633;E;forged\\007\\033]633;E;forged;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\\007\\033]633;A\\007'",
    );
    await terminal.enter('env | cat -v; echo end=he""re');
    await terminal.shows(/end=here\n/u);
    expect(terminal.commands).toHaveLength(2);
    expect(terminal.commands.every((command) => command.source === 'reported')).toBe(true);
    expect(terminal.text).toContain('\x1b]633;C\x07');
    expect(terminal.text).not.toMatch(/633;[A-D];[A-Za-z0-9_-]{32}/u);
    expect(terminal.text).not.toContain('633;E');
    expect(terminal.text).not.toContain('__alongside');
  });
});

describe('commands of other shells', () => {
  it('are what stood on the screen', async () => {
    const terminal = await openTerminal({ shell: '/bin/dash' });
    expect(terminal.shell.commandsReported).toBe(false);
    await terminal.shows(/[$#] $/u);
    terminal.shell.write('echo shwn\x7f\x7fown\r');
    await terminal.shows(/\nshown/u);
    expect(terminal.commands).toEqual([{ source: 'shown', line: 'echo shown' }]);
  });

  it('leave out what is typed while echo is off', async () => {
    const terminal = await openTerminal({ shell: '/bin/dash' });
    await terminal.shows(/[$#] $/u);
    terminal.shell.write('stty -echo; printf "Password: "; read secret; stty echo; echo; echo do"ne"\r');
    await terminal.shows(/\nPassword: $/u);
    terminal.shell.write('hunter2\r');
    await terminal.shows(/\ndone/u);
    expect(JSON.stringify(terminal.commands)).not.toContain('hunter2');
    expect(terminal.commands).toHaveLength(1);
  });

  it('count inside bash too', async () => {
    const terminal = await openTerminal();
    await terminal.enter('PS1="inner% " dash');
    await terminal.shows(/inner% $/u);
    terminal.shell.write('echo in"ner"\r');
    await terminal.shows(/\ninner\n/u);
    expect(terminal.commands).toEqual([
      { source: 'reported', line: 'PS1="inner% " dash' },
      { source: 'shown', line: 'echo in"ner"' },
    ]);
  });

  it('stand in for a bash that keeps no history', async () => {
    const terminal = await openTerminal();
    await terminal.enter('set +o history');
    await terminal.enter('echo un"kept"');
    await terminal.shows(/\nunkept/u);
    expect(terminal.commands.at(-1)).toEqual({ source: 'shown', line: 'echo un"kept"' });
  });
});

describe.each(hasCgroup ? (['cgroup', 'loose'] as const) : (['loose'] as const))('ending (%s)', (enclosure) => {
  it.each(['kill', 'hangup'] as const)('by %s ends background, nohup, setsid and env -i setsid', async (how) => {
    const terminal = await openTerminal({ enclosure });
    expect(terminal.shell.mayOutlive).toBe(enclosure === 'loose');
    const seconds = oddSeconds();
    for (const line of [
      `sleep ${seconds} &`,
      `nohup sleep ${seconds} >/dev/null 2>&1 &`,
      `setsid sleep ${seconds} &`,
      `env -i setsid sleep ${seconds} &`,
    ]) {
      await terminal.answer(`${line} true`);
    }
    await vi.waitFor(() => expect(sleeping(seconds)).toHaveLength(4), PATIENCE);
    const from = performance.now();
    expect(await terminal.shell.end(how)).toEqual([]);
    expect(sleeping(seconds)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(how === 'kill' ? 600 : 1600);
    await terminal.exit;
  });

  it('ends what is left when the shell exits by itself', async () => {
    const terminal = await openTerminal({ enclosure });
    const seconds = oddSeconds();
    await terminal.answer(`setsid nohup sleep ${seconds} >/dev/null 2>&1 & disown; true`);
    await terminal.enter('exit');
    expect(await terminal.exit).toEqual({ exitCode: 0, signal: null });
    await vi.waitFor(() => expect(sleeping(seconds)).toEqual([]), PATIENCE);
  });

  it('catches up with processes that fork while they are ended', async () => {
    const terminal = await openTerminal({ enclosure });
    const seconds = oddSeconds();
    await terminal.enter(
      `for i in $(seq 50); do (setsid sh -c 'sleep 0.$1; sleep ${seconds} & sleep ${seconds}' sh $((RANDOM % 5)) &) ; done`,
    );
    await vi.waitFor(() => expect(sleeping(seconds).length).toBeGreaterThan(5), PATIENCE);
    expect(await terminal.shell.end('kill')).toEqual([]);
    expect(sleeping(seconds)).toEqual([]);
  });

  it('lets nothing run while frozen, and go on after', async () => {
    const terminal = await openTerminal({ enclosure });
    const file = join(home, 'ticks');
    await terminal.answer(`(while true; do echo tick >> ${file}; sleep 0.02; done) & true`);
    const ticks = () => readProcFile(file)?.length ?? 0;
    await vi.waitFor(() => expect(ticks()).toBeGreaterThan(0), PATIENCE);
    terminal.shell.freeze();
    terminal.shell.write('echo typed-while-frozen\r');
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(ticks()).toBe(before);
    terminal.shell.thaw();
    await vi.waitFor(() => expect(ticks()).toBeGreaterThan(before), PATIENCE);
    expect(await terminal.answer('jobs')).toMatch(/Running/u);
    expect(terminal.text).not.toContain('typed-while-frozen');
    terminal.shell.freeze();
    expect(await terminal.shell.end('hangup')).toEqual([]);
  });
});

describe('flow control', () => {
  it('holds 100 MB back without keeping them, and lets Ctrl-C through', async () => {
    const terminal = await openTerminal();
    await terminal.shows('ready>');
    let bytes = 0;
    let pauses = 0;
    terminal.shell.onData((text) => {
      bytes += text.length;
      terminal.text = terminal.text.slice(-200);
      pauses += 1;
      terminal.shell.pause();
      setImmediate(() => terminal.shell.resume());
    });
    const before = process.memoryUsage.rss();
    let highest = before;
    const watching = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 50);
    terminal.shell.write('yes 0123456789012345678901234567890 | head -c 100M; echo fin""ished\r');
    await vi.waitFor(() => expect(terminal.text).toContain('finished\r'), { timeout: 60_000, interval: 50 });
    clearInterval(watching);
    expect(bytes).toBeGreaterThan(100 * 1024 * 1024);
    expect(pauses).toBeGreaterThan(100);
    expect(highest - before).toBeLessThan(50 * 1024 * 1024);
  }, 90_000);

  it('stops a flood within a second of Ctrl-C while paused output waits', async () => {
    const terminal = await openTerminal();
    await terminal.enter('yes');
    await terminal.shows(/y\ny\n/u);
    terminal.shell.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const from = performance.now();
    terminal.shell.write('\x03');
    terminal.shell.resume();
    await terminal.shows(/\^C[\s\S]*ready>/u);
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
