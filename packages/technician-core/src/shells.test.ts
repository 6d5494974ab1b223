import { session } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { composeTechnicianSession } from '../../../test/fixtures/technician-session.ts';

/** As the agent answers. */
const OPENED = { shellId: 'shell-01', shell: 'bash', commandsReported: true, mayOutlive: false } as const;

async function opened({ agent, technician, clock }: Awaited<ReturnType<typeof composeTechnicianSession>>) {
  agent.handle(session.shellOpen, () => OPENED);
  const [shell] = await Promise.all([technician.shells.open({ cols: 80, rows: 24 }), clock.advance(0)]);
  return shell;
}

describe('a shell', () => {
  it('shows output that overtook its opening, and acknowledges what was drawn', async () => {
    const { clock, technician, agent, grant } = await composeTechnicianSession();
    await grant('shell.run');
    const acks: number[] = [];
    const typed: string[] = [];
    agent.on(session.shellAck, ({ received }) => acks.push(received));
    agent.on(session.shellInput, ({ data }) => typed.push(data));
    agent.handle(session.shellOpen, () => {
      agent.notify(session.shellOutput, { shellId: 'shell-01', offset: 0, data: '$ ' });
      return OPENED;
    });
    const opening = technician.shells.open({ cols: 80, rows: 24 });
    await clock.advance(0);
    const shell = await opening;
    let screen = '';
    shell.read((data) => {
      screen += data;
      shell.drawn(data.length);
    });
    const chunk = 'y\n'.repeat(8 * 1024);
    for (let n = 0; n < 10; n += 1) {
      agent.notify(session.shellOutput, { shellId: 'shell-01', offset: 2 + n * chunk.length, data: chunk });
    }
    await clock.advance(0);
    expect(screen).toBe(`$ ${chunk.repeat(10)}`);
    expect(screen.length - (acks.at(-1) ?? 0)).toBeLessThan(session.SHELL_WINDOW / 2);
    shell.input('ls\r');
    const before = acks.length;
    let again = '';
    shell.read((data) => {
      again += data;
      shell.drawn(data.length);
    });
    await clock.advance(0);
    expect(again).toBe(screen);
    // Drawing the same again acknowledges nothing twice.
    expect(acks.slice(before).every((received) => received <= screen.length)).toBe(true);
    agent.notify(session.shellExited, { shellId: 'shell-01', exitCode: 0, signal: null, reason: 'exited', survivors: [] });
    await clock.advance(0);
    expect(shell.exit.value).toMatchObject({ exitCode: 0, reason: 'exited' });
    expect(typed).toEqual(['ls\r']);
  });

  it.each(['ä'.repeat(200 * 1024), '\u001b'.repeat(100 * 1024), `x${'😀'.repeat(100 * 1024)}`])(
    'takes a long paste whole, whatever it is of (%#)',
    async (pasted) => {
      const world = await composeTechnicianSession();
      const { clock, agent } = world;
      let typed = '';
      agent.on(session.shellInput, ({ data }) => {
        expect(data.isWellFormed()).toBe(true);
        typed += data;
      });
      const shell = await opened(world);
      shell.input(pasted);
      await clock.advance(0);
      expect(typed === pasted).toBe(true);
    },
  );

  it('refuses a paste that would end the link, in one or in many, and goes on', async () => {
    const world = await composeTechnicianSession();
    const { clock, network, technician, agent } = world;
    let typed = 0;
    agent.on(session.shellInput, ({ data }) => {
      typed += data.length;
    });
    const shell = await opened(world);
    expect(() => shell.input('x'.repeat(5 * 1024 * 1024))).toThrow(expect.objectContaining({ code: 'request.too-large' }));
    network.silence();
    await clock.advance(4_000);
    shell.input('x'.repeat(900 * 1024));
    expect(() => shell.input('x'.repeat(900 * 1024))).toThrow(expect.objectContaining({ code: 'request.too-large' }));
    network.restore();
    await clock.advance(10_000);
    shell.input('x');
    await clock.advance(0);
    expect([technician.state.value.state, typed]).toEqual(['live', 900 * 1024 + 1]);
  });

  it('stops reading an agent that ignores the window', async () => {
    const world = await composeTechnicianSession();
    const { clock, agent } = world;
    const shell = await opened(world);
    for (let n = 0; n < 100; n += 1) {
      agent.notify(session.shellOutput, { shellId: 'shell-01', offset: n * 16_384, data: 'x'.repeat(16_384) });
      await clock.advance(0);
    }
    expect(shell.received).toBeLessThan(session.SHELL_WINDOW * 3);
  });
});
