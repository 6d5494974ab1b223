import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter, type Event } from '@alongside/base';
import { seededRandom } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { readProcess } from '../processes/index.ts';
import { AptUpdates, installArguments, readUpdate } from './apt-updates.ts';
import { runTool } from './run-tool.ts';

const parts = { random: seededRandom(1), watchdog: { watch: () => ({ release: () => undefined }) } };
const hooks = { onCancel: new Emitter<void>().event, onProgress: () => undefined };
const curl = { name: 'curl', from: '7.88.1-10+deb12u12', to: '7.88.1-10+deb12u14', security: true };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function program(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('what apt writes', () => {
  test('is read as it is, and only where it updates something', () => {
    const rows = [
      'Inst curl [7.88.1-10+deb12u12] (7.88.1-10+deb12u14 Debian-Security:12/oldstable-security [amd64]) []',
      'Inst libnew (1.0 Debian:12.15/oldstable [amd64])',
      'Conf curl (7.88.1-10+deb12u14 Debian-Security:12/oldstable-security [amd64])',
      'Inst tzdata [2025a-0] (2025b-0 Debian:12.15/oldstable [all])',
    ];
    expect(rows.map(readUpdate)).toEqual([
      curl,
      undefined,
      undefined,
      { name: 'tzdata', from: '2025a-0', to: '2025b-0', security: false },
    ]);
  });

  test.each(['-o', 'bash-', 'APT::x', '../x', 'a;b', ''])('never becomes anything but a package: %j', (name) => {
    expect(readUpdate(`Inst ${name} [1] (2 Debian [all])`)).toBeUndefined();
    expect(installArguments([{ ...curl, name }])).toEqual(installArguments([]));
  });

  test.each(['-o', '1 2', '1;b', ''])('nor a version anything else: %j', (to) => {
    expect(installArguments([{ ...curl, to }])).toEqual(installArguments([]));
  });
});

describe('installing', () => {
  const line = `Inst curl [7.88.1-10+deb12u12] (${curl.to} Debian-Security:12 [amd64])`;
  /** apt says that curl waits until it was installed; `would` is what it says to install. */
  const apt = (would = line) => {
    const done = join(folder.path, 'done');
    return program(
      'apt',
      `case "$*" in -s*upgrade) [ -e ${done} ] || echo '${line}';; -s*) echo '${would}';; *) echo "$@" > ${done};; esac`,
    );
  };

  test('goes by the machine’s own prompt, for these versions and nothing else', async () => {
    const updates = new AptUpdates({ ...parts, apt: apt(), pkexec: program('pkexec', 'exec "$@"') });
    expect(await updates.look()).toEqual({ by: 'apt', install: { how: 'prompt' } });
    expect(await updates.install(await updates.list(hooks), hooks)).toEqual({ updated: 1, left: 0 });
    const told = readFileSync(join(folder.path, 'done'), 'utf8').trim();
    expect(told).toBe(
      `-y -q --only-upgrade --no-install-recommends --no-remove -o Dpkg::Options::=--force-confold install curl=${curl.to}`,
    );
  });

  test.each([
    ['another package', `${line}\nInst libnew (1.0 Debian [amd64])`],
    ['another update than was said', `${line}\nInst tzdata [2025a-0] (2025b-0 Debian [all])`],
    ['another version than was said', line.replace(curl.to, '9.0')],
    ['one removed', `${line}\nRemv lynx [2.9]`],
  ])('does not begin where it would bring %s', async (_what, would) => {
    const updates = new AptUpdates({ ...parts, apt: apt(would), pkexec: program('pkexec', 'exec "$@"') });
    await expect(updates.install([curl], hooks)).rejects.toMatchObject({ code: 'action.failed' });
    expect(existsSync(join(folder.path, 'done'))).toBe(false);
  });

  test('did nothing where the prompt was closed', async () => {
    const updates = new AptUpdates({ ...parts, apt: apt(), pkexec: program('pkexec', 'exit 126') });
    expect(await updates.install([curl], hooks)).toEqual({ updated: 0, left: 1 });
  });

  test('is told as steps where there is no prompt', async () => {
    const updates = new AptUpdates({ ...parts, apt: apt(), pkexec: join(folder.path, 'none') });
    expect(await updates.look()).toEqual({ by: 'apt', install: { how: 'by-hand', steps: 'sudo apt-get upgrade' } });
  });
});

test('a cancel ends a program with what it started, also where that left its group', async () => {
  const cancel = new Emitter<void>();
  const pids: number[] = [];
  const file = program('family', 'setsid sleep 600 & echo $!; echo $$; sleep 600');
  const run = runTool(parts, { file, args: [], onCancel: cancel.event, onLine: (line) => void pids.push(Number(line)) });
  await until(() => (pids.length === 2 ? true : undefined), 5_000);
  cancel.fire();
  await expect(run).rejects.toMatchObject({ code: 'request.cancelled' });
  const gone = () => pids.every((pid) => [undefined, 'Z'].includes(readProcess(pid)?.state));
  await until(() => (gone() ? true : undefined), 5_000);
});

test('what was cancelled before it could begin does not begin', async () => {
  const begun = join(folder.path, 'begun');
  const cancelled: Event<void> = (listener) => {
    queueMicrotask(listener);
    return { dispose: () => undefined };
  };
  const spawned: string[] = [];
  const watchdog = { watch: ({ kind }: { kind: string }) => ({ release: () => void spawned.push(kind) }) };
  const run = runTool({ ...parts, watchdog }, { file: program('begin', `echo > ${begun}`), args: [], onCancel: cancelled });
  await expect(run).rejects.toMatchObject({ code: 'request.cancelled' });
  expect(spawned).toEqual([]);
});
