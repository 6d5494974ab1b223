import { createHash } from 'node:crypto';
import { type Crypto, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { session } from '@alongside/protocol';
import { FakeClock, Recorder, settle } from '@alongside/testkit';
import { describe, expect, test } from 'vitest';
import { FakeShells } from '../../../../test/fixtures/fake-ports.ts';
import { ShellControl } from './shell-control.ts';

function shells(crypto: Crypto = webCrypto()) {
  const port = new FakeShells();
  const clock = new FakeClock();
  const control = new ShellControl({ port, clock, random: systemRandom(), crypto });
  return {
    port,
    clock,
    control,
    output: new Recorder(control.onOutput),
    reports: new Recorder(control.onReport),
    exits: new Recorder(control.onExited),
  };
}

const process0 = (port: FakeShells) => {
  const process = port.processes[0];
  if (!process) throw new Error('no shell was opened');
  return process;
};

describe('a shell under a grant', () => {
  test('output comes in bounded chunks, in order, and pauses until it is acknowledged', async () => {
    const { port, control, output } = shells();
    const { shellId } = await control.openShell({ cols: 80, rows: 24 });
    const process = process0(port);
    const data = 'x'.repeat(session.SHELL_WINDOW + 1);
    process.data.fire(data);
    expect(output.values.every((chunk) => chunk.data.length <= session.SHELL_CHUNK)).toBe(true);
    expect(output.values.map((chunk) => chunk.data).join('')).toBe(data);
    expect(output.values.map((chunk) => chunk.offset)).toEqual(output.values.map((_, i) => i * session.SHELL_CHUNK));
    expect(process.paused).toBe(true);
    control.acknowledge(shellId, session.SHELL_WINDOW / 4);
    expect(process.paused).toBe(true);
    control.acknowledge(shellId, session.SHELL_WINDOW);
    expect(process.paused).toBe(false);
  });

  test('a minute of dots that nobody acknowledges, in four shells, is no more than the link holds through a loss', async () => {
    const { clock, port, control, output } = shells();
    for (let opened = 0; opened < 4; opened += 1) await control.openShell({ cols: 80, rows: 24 });
    for (let ms = 0; ms < 60_000; ms += 1) {
      for (const { data } of port.processes) data.fire('.');
      await clock.advance(1);
    }
    // MAX_UNACKNOWLEDGED_FRAMES of the link's transport, with room for what else is said.
    expect(output.values.length).toBeLessThan(20_000 * 0.8);
    expect(output.values.map(({ data }) => data).join('')).toHaveLength(240_000);
  });

  test.each([
    ['NULs', '\0'],
    ['escapes', '\u001b[m'],
    ['letters of three bytes', '界'],
  ])(
    'four shells that print nothing but %s are no more than the link holds through a loss, and go on after it',
    async (_, text) => {
      const { port, control, output } = shells();
      const ids: string[] = [];
      for (let opened = 0; opened < 4; opened += 1) ids.push((await control.openShell({ cols: 80, rows: 24 })).shellId);
      const read = text.repeat(Math.floor(4096 / text.length));
      const pour = () => {
        for (const process of port.processes) while (!process.paused) process.data.fire(read);
      };
      pour();
      // MAX_UNACKNOWLEDGED_BYTES of the link's transport, with room for what a terminal still hands over, and for what else is said.
      const bytes = output.values.reduce((sum, part) => sum + Buffer.byteLength(JSON.stringify(part)), 0);
      expect(bytes).toBeLessThan(4 * 1024 * 1024 * 0.6);
      // As it is drawn, an eighth of the window at a time, none of them stands for good.
      const before = output.values.length;
      const step = session.SHELL_WINDOW / 8;
      for (const id of ids) {
        const sent = output.values.filter(({ shellId }) => shellId === id).reduce((sum, { data }) => sum + data.length, 0);
        for (let drawn = step; drawn <= sent; drawn += step) control.acknowledge(id, drawn);
      }
      expect(port.processes.map(({ paused }) => paused)).toEqual([false, false, false, false]);
      pour();
      expect(output.values.length).toBeGreaterThan(before);
    },
  );

  test('what is printed after a pause goes at once, what follows it with the rest of a picture, the last before the end', async () => {
    const { clock, port, control, output, exits } = shells();
    await control.openShell({ cols: 80, rows: 24 });
    const process = process0(port);
    process.data.fire('a');
    process.data.fire('b');
    process.data.fire('c');
    expect(output.values.map(({ data }) => data)).toEqual(['a']);
    await clock.advance(16);
    expect(output.values.map(({ data, offset }) => [offset, data]).at(-1)).toEqual([1, 'bc']);
    process.data.fire('d');
    process.exit.fire({ exitCode: 0, signal: null });
    await settle();
    expect(output.values.map(({ data }) => data).join('')).toBe('abcd');
    expect(exits.values).toHaveLength(1);
  });

  test('acknowledging what was never sent changes nothing', async () => {
    const { port, control } = shells();
    const { shellId } = await control.openShell({ cols: 80, rows: 24 });
    process0(port).data.fire('x'.repeat(session.SHELL_WINDOW + 1));
    control.acknowledge(shellId, session.SHELL_WINDOW * 10);
    control.acknowledge(shellId, -1);
    expect(process0(port).paused).toBe(true);
  });

  test('a pair of surrogates is never cut', async () => {
    const { port, control, output } = shells();
    await control.openShell({ cols: 80, rows: 24 });
    const data = `${'x'.repeat(session.SHELL_CHUNK - 1)}😀end`;
    process0(port).data.fire(data);
    expect(output.values.map((chunk) => chunk.data.isWellFormed())).toEqual([true, true]);
    expect(output.values.map((chunk) => chunk.data).join('')).toBe(data);
  });

  test('the hash covers the whole output, at least every 10 s and at the end', async () => {
    const { port, clock, control, reports } = shells();
    const { shellId } = await control.openShell({ cols: 80, rows: 24 });
    process0(port).data.fire('one ');
    await clock.advance(10_000);
    process0(port).data.fire('two');
    await clock.advance(10_000);
    await clock.advance(10_000);
    process0(port).data.fire('!');
    await control.close(shellId);
    expect(reports.values.map(({ units }) => units)).toEqual([4, 7, 8]);
    const last = reports.values[2];
    expect(last?.hash).toBe(createHash('sha256').update(`${last?.salt}\none two!`).digest('hex'));
  });

  test('while a dialog is open processes are stopped and typing is not kept for later', async () => {
    const { port, control } = shells();
    const { shellId } = await control.openShell({ cols: 80, rows: 24 });
    control.setFrozen(true);
    control.write(shellId, 'xdotool key Return\r');
    expect(process0(port).frozen).toBe(true);
    control.setFrozen(false);
    expect({ frozen: process0(port).frozen, written: process0(port).written }).toEqual({ frozen: false, written: [] });
  });

  test('a shell that was being opened when all ended is killed, not kept', async () => {
    const { port, control } = shells();
    let letGo: () => void = () => undefined;
    port.opening = new Promise((resolve) => {
      letGo = resolve;
    });
    const opening = control.openShell({ cols: 80, rows: 24 }).catch((error: { code: string }) => error.code);
    await control.endAll('kill', 'stopped');
    letGo();
    expect(await opening).toBe('consent.withdrawn');
    expect(process0(port).ends).toEqual(['kill']);
    expect(control.open).toEqual([]);
  });

  test('ends once, says why, and names what still lives', async () => {
    const { port, control, exits } = shells();
    await control.openShell({ cols: 80, rows: 24 });
    process0(port).survivors = ['sleep 600 (pid 4711)'];
    await Promise.all([control.endAll('kill', 'taken-back'), control.endAll('kill', 'stopped')]);
    process0(port).exit.fire({ exitCode: null, signal: 'SIGKILL' });
    await settle();
    expect(exits.values).toMatchObject([{ reason: 'taken-back', survivors: ['sleep 600 (pid 4711)'] }]);
    expect(process0(port).ends).toEqual(['kill']);
  });

  test('Stop overtakes a hang-up: killed at once, and silent from then on', async () => {
    const { port, control, output, exits } = shells();
    await control.openShell({ cols: 80, rows: 24 });
    const process = process0(port);
    // As the real one: a hang-up gives a moment, which a kill cuts short.
    const gone = Promise.withResolvers<readonly string[]>();
    process.end = (how) => {
      process.ends.push(how);
      if (how === 'kill') void settle().then(() => gone.resolve([]));
      return gone.promise;
    };
    void control.endAll('hangup', 'expired');
    process.data.fire('cleaning up');
    const ended = Promise.all([control.endAll('kill', 'stopped'), control.endAll('kill', 'stopped')]);
    process.data.fire('after Stop');
    await ended;
    expect(process.ends).toEqual(['hangup', 'kill']);
    expect(output.values.map(({ data }) => data)).toEqual(['cleaning up']);
    expect(exits.values).toMatchObject([{ reason: 'expired' }]);
  });

  test('at most four at a time', async () => {
    const { control } = shells();
    const opened = await Promise.allSettled(Array.from({ length: 6 }, () => control.openShell({ cols: 80, rows: 24 })));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  });
});
