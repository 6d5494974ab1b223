import { describe, expect, it } from 'vitest';
import { ownAccount, shellEnvironment } from './environment.ts';
import { loadPty } from './load-pty.ts';
import { findLoginShell } from './login-shell.ts';

describe('the login shell', () => {
  const there =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path);

  it.each([
    ['passwd’s', ['/usr/bin/fish', '/bin/zsh'], ['/usr/bin/fish', '/bin/zsh', '/bin/bash'], '/usr/bin/fish'],
    ['SHELL’s where passwd has none that runs', ['/gone', '/bin/zsh'], ['/bin/zsh', '/bin/bash'], '/bin/zsh'],
    [
      'bash for an account without one',
      ['/usr/sbin/nologin', '/bin/false'],
      ['/usr/sbin/nologin', '/bin/false', '/bin/bash'],
      '/bin/bash',
    ],
    ['bash for a path that is not absolute', ['zsh', './zsh'], ['zsh', './zsh', '/bin/bash'], '/bin/bash'],
    ['sh at last', [null, undefined, ''], ['/bin/sh'], '/bin/sh'],
  ] as const)('is %s', (_, candidates, programs, expected) => {
    expect(findLoginShell(candidates, there(...programs))?.path).toBe(expected);
  });

  it('may not be there at all', () => {
    expect(findLoginShell(['/bin/zsh'], there())).toBeUndefined();
  });
});

describe('the account', () => {
  it('is the environment’s where the user database has no row for it', () => {
    const lookUp = () => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    };
    expect(ownAccount({ USER: 'mia', HOME: '/home/mia' }, lookUp)).toEqual({
      username: 'mia',
      homedir: '/home/mia',
      shell: null,
    });
    expect(ownAccount({}, lookUp)).toEqual({ username: String(process.getuid?.()), homedir: '/', shell: null });
  });
});

describe('the environment', () => {
  const account = { username: 'mia', homedir: '/home/mia', shell: '/bin/zsh' };

  it('is filled where the agent itself has little', () => {
    expect(shellEnvironment({}, account, '/bin/zsh')).toEqual({
      HOME: '/home/mia',
      USER: 'mia',
      LOGNAME: 'mia',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
      SHELL: '/bin/zsh',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
    });
  });

  it('passes what is on the list and nothing else', () => {
    const passed = { LANG: 'de_DE.UTF-8', LC_TIME: 'C', TZ: 'UTC', XDG_DATA_HOME: '/home/mia/.d' };
    const dropped = {
      LD_PRELOAD: '/x.so',
      NODE_OPTIONS: '-r x',
      BASH_ENV: '/x',
      LC_evil: 'x',
      GPG_AGENT_INFO: 'x',
      ALONGSIDE_DATA: 'x',
    };
    const found = shellEnvironment({ ...passed, ...dropped }, account, '/bin/zsh');
    expect(found).toMatchObject(passed);
    for (const name of Object.keys(dropped)) expect(found).not.toHaveProperty(name);
  });
});

describe('the terminal', () => {
  it('is the ready-built one where the first cannot be loaded', async () => {
    const loaded = await loadPty((name) => (name === 'node-pty' ? Promise.reject(new Error('not compiled')) : import(name)));
    if (loaded.status !== 'loaded') throw new Error(loaded.reason);
    const terminal = loaded.module.spawn('/bin/sh', ['-c', 'echo from-$((40+2)); sleep 0.1'], {
      name: 'xterm',
      cols: 80,
      rows: 24,
      cwd: '/',
      env: {},
      encoding: 'utf8',
    });
    let text = '';
    terminal.onData((data) => {
      text += data;
    });
    await new Promise((resolve) => terminal.onExit(resolve));
    expect(text).toContain('from-42');
  });

  it('is missing, in words, where none can', async () => {
    const loaded = await loadPty((name) => Promise.reject(new Error(`Cannot find ${name}\nstack`)));
    expect(loaded).toEqual({
      status: 'missing',
      reason:
        'No terminal can be opened on this computer (node-pty: Cannot find node-pty; @lydell/node-pty: Cannot find @lydell/node-pty).',
    });
  });
});
