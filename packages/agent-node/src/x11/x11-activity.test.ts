import { Emitter } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { missingPrograms, startForTest, until } from './testing/x-server.ts';
import { X11Activity } from './x11-activity.ts';
import { X11Connection } from './x11-connection.ts';

describe.skipIf(missingPrograms('Xvfb', 'xterm', 'xsetroot'))('changes of the screen', () => {
  it('are told at once, then at most each 33 ms, and not at rest', async () => {
    const server = await startForTest();
    const clock = new FakeClock();
    const connections: X11Connection[] = [];
    let damages = 0;
    const activity = new X11Activity(async () => {
      const connection = await X11Connection.open({ env: server.env });
      connection.onEvent((event) => {
        if (event.name === 'DamageNotify') damages += 1;
      });
      connections.push(connection);
      return connection;
    }, clock);
    let calls = 0;
    const watching = await activity.watch(() => {
      calls += 1;
    });
    const quiet = async () => {
      for (let i = 0; i < 20; i += 1) await connections[0]?.settled();
    };
    const draw = (colour: string) => server.run('xsetroot', '-solid', colour);

    await quiet();
    expect(calls).toBe(0);
    damages = 0;
    await draw('red');
    await until(() => calls === 1);
    for (const colour of ['green', 'blue', 'white', 'black']) await draw(colour);
    await quiet();
    expect(calls).toBe(1);
    // However much was drawn: the server waits for the one answer.
    expect(damages).toBeLessThanOrEqual(2);
    await clock.advance(34);
    expect(calls).toBe(2);
    await quiet();
    await clock.advance(1000);
    expect(calls).toBe(2);

    await draw('red');
    await until(() => calls === 3);
    watching.dispose();
    await draw('green');
    await clock.advance(1000);
    expect(calls).toBe(3);
  });

  it('cannot be told by a server without DAMAGE, or by none', async () => {
    const server = await startForTest('Xvfb', ['-extension', 'DAMAGE']);
    const activity = new X11Activity(() => X11Connection.open({ env: server.env }), new FakeClock());
    await expect(activity.watch(() => undefined)).rejects.toMatchObject({ code: 'screen.unavailable' });
    await server.stop();
    await expect(activity.watch(() => undefined)).rejects.toMatchObject({ code: 'input.unavailable' });
  });
});

it('a screen that moves for hours leaves nothing behind', async () => {
  const events = new Emitter<{ readonly name: string }>();
  const connection: Partial<X11Connection> = {
    root: 1,
    extension: async () => ({ ReportLevel: { NonEmpty: 3 }, Create: () => undefined, Subtract: () => undefined }) as never,
    send: () => true,
    onEvent: events.event as never,
    settled: async () => undefined,
    dispose: () => undefined,
  };
  const clock = new FakeClock();
  let givenBack = 0;
  const after = clock.after.bind(clock);
  clock.after = (delayMs, act) => {
    const timer = after(delayMs, act);
    return {
      dispose: () => {
        givenBack += 1;
        timer.dispose();
      },
    };
  };
  let calls = 0;
  const watching = await new X11Activity(async () => connection as X11Connection, clock).watch(() => {
    calls += 1;
  });
  for (let frame = 0; frame < 100; frame += 1) {
    events.fire({ name: 'DamageNotify' });
    await clock.advance(20);
  }
  watching.dispose();
  await clock.advance(1_000);
  expect(calls).toBeGreaterThan(40);
  expect({ pending: clock.pending, kept: givenBack > 1 }).toEqual({ pending: 0, kept: false });
});
