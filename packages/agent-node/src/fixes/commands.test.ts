import { Emitter } from '@alongside/base';
import { ProbeFailure } from '@alongside/diagnostics';
import { recordedTools } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { FlushDns } from './flush-dns.ts';
import { RestartService } from './restart-service.ts';

const never = new Emitter<void>().event;
const LIST = 'list-units --failed --type=service --plain --no-legend --full';
const run = (commands: NonNullable<Parameters<typeof recordedTools>[0]['commands']>) => {
  const asked: string[] = [];
  const tools = recordedTools({ system: 'linux', commands });
  const recorded: typeof tools.run = (program, args, options) => {
    asked.push([program, ...args].join(' '));
    return tools.run(program, args, options);
  };
  return { asked, run: recorded };
};

test('the user’s failed services are started again; the system’s are told as commands', async () => {
  const { asked, run: recorded } = run({
    [`systemctl --user ${LIST}`]: ['sync.service loaded failed failed Sync\n', 'sync.service loaded failed failed Sync\n', ''],
    [`systemctl --system ${LIST}`]: 'cups.service loaded failed failed CUPS\ndev-a\\x2db.service loaded failed failed B\n',
    'systemctl --user restart -- sync.service': '',
  });
  const fix = new RestartService(recorded);
  const look = await fix.look();
  expect(look.items.map(({ name, detail }) => ({ name, detail }))).toEqual([
    { name: 'sync.service', detail: 'systemctl --user restart sync.service' },
  ]);
  expect(look.commands).toEqual(['pkexec systemctl restart cups.service', "pkexec systemctl restart 'dev-a\\x2db.service'"]);
  expect(await fix.apply(['sync.service', 'cups.service'], never)).toEqual({ done: 1, bytes: 0, left: [] });
  // It runs by now.
  expect(await fix.apply(['sync.service'], never)).toEqual({
    done: 0,
    bytes: 0,
    left: [{ name: 'sync.service', why: 'changed' }],
  });
  expect(asked.filter((line) => line.includes('restart'))).toEqual(['systemctl --user restart -- sync.service']);
});

test('names that are no service’s never reach a command', async () => {
  const bad = ['--force.service', 'a b.service', '$(reboot).service', "x'.service", 'sync.timer', '../x.service'];
  const { run: recorded } = run({ [`systemctl --user ${LIST}`]: bad.map((name) => `${name} loaded failed`).join('\n') });
  const look = await new RestartService(recorded).look();
  // What stands behind a blank is a name of its own to systemd; the first word of such a line is no service.
  expect(look.items).toEqual([]);
});

test('without systemd there is nothing to restart, and without resolved nothing to forget', async () => {
  const { run: recorded } = run({});
  await expect(new RestartService(recorded).look()).rejects.toMatchObject({ code: 'fix.unavailable' });
  await expect(new FlushDns(recorded).look()).rejects.toMatchObject({ code: 'fix.unavailable' });
});

test('addresses are forgotten; a refusal is told as one', async () => {
  const active = { 'systemctl is-active --quiet systemd-resolved.service': '' };
  const fix = new FlushDns(run({ ...active, 'resolvectl flush-caches': '' }).run);
  expect((await fix.look()).items).toHaveLength(1);
  expect(await fix.apply(['all'], never)).toEqual({ done: 1, bytes: 0, left: [] });
  const refusal = new ProbeFailure('failed', 'resolvectl ended with 1: Failed to flush caches: Access denied');
  const refused = new FlushDns(run({ ...active, 'resolvectl flush-caches': refusal }).run);
  expect((await refused.apply(['all'], never)).left).toEqual([{ name: 'resolvectl flush-caches', why: 'denied' }]);
});
