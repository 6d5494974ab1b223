import { silentLogger } from '@alongside/base';
import type { InputEvent } from '@alongside/protocol';
import { FakeClock, Recorder, settle } from '@alongside/testkit';
import { describe, expect, test } from 'vitest';
import { FakeInput } from '../../../../test/fixtures/fake-ports.ts';
import { InputControl } from './input-control.ts';

async function started() {
  const port = new FakeInput();
  const clock = new FakeClock();
  const truth = { age: 0, epoch: 3, mayAct: true, woken: 0 };
  const control = new InputControl({
    port,
    clock,
    logger: silentLogger,
    ageOf: () => truth.age,
    epoch: () => truth.epoch,
    mayAct: () => truth.mayAct,
    frame: () => ({ width: 1280, height: 720 }),
    wake: () => {
      truth.woken += 1;
    },
  });
  await control.start();
  let seq = 0;
  const send = async (...events: InputEvent[]) => {
    control.handleBatch({ epoch: truth.epoch, seq: seq++, sentAt: 0, events });
    await settle();
  };
  return { port, clock, truth, control, send, refusals: new Recorder(control.onRefused) };
}

const down: InputEvent = { type: 'key', code: 'KeyA', down: true };
const up: InputEvent = { type: 'key', code: 'KeyA', down: false };

describe('input under a grant', () => {
  test('happens in order, at the place of the frame', async () => {
    const { port, send, truth } = await started();
    await send({ type: 'move', x: 0.5, y: 0.5 }, { type: 'button', x: 0.25, y: 0.5, button: 0, down: true });
    await send({ type: 'button', x: 0.25, y: 0.5, button: 0, down: false }, down, up);
    expect(port.acts).toEqual(['move 640,360', 'move 320,360', 'left down', 'left up', 'KeyA down', 'KeyA up']);
    expect(truth.woken).toBe(2);
  });

  test('older than 750 ms is dropped, and what was held is let go', async () => {
    const { port, send, truth, refusals } = await started();
    await send(down);
    truth.age = 751;
    await send({ type: 'text', text: 'rm -rf' });
    expect(port.acts).toEqual(['KeyA down', 'KeyA up']);
    expect(await refusals.next()).toMatchObject({ code: 'input.stale' });
  });

  test('of an older link is dropped', async () => {
    const { port, control, refusals } = await started();
    control.handleBatch({ epoch: 2, seq: 0, sentAt: 0, events: [down] });
    await settle();
    expect(port.acts).toEqual([]);
    expect(await refusals.next()).toMatchObject({ code: 'input.stale' });
  });

  test('played again is dropped', async () => {
    const { port, control } = await started();
    const batch = { epoch: 3, seq: 0, sentAt: 0, events: [down, up] };
    control.handleBatch(batch);
    control.handleBatch(batch);
    await settle();
    expect(port.acts).toEqual(['KeyA down', 'KeyA up']);
  });

  test('a gap lets go of what is held', async () => {
    const { port, control } = await started();
    control.handleBatch({ epoch: 3, seq: 0, sentAt: 0, events: [down] });
    control.handleBatch({ epoch: 3, seq: 5, sentAt: 0, events: [{ type: 'move', x: 0, y: 0 }] });
    await settle();
    expect(port.acts).toEqual(['KeyA down', 'KeyA up', 'move 0,0']);
  });

  test('a grant that ends between two events of one batch ends it there; letting go still works', async () => {
    const { port, control, truth } = await started();
    control.handleBatch({ epoch: 3, seq: 0, sentAt: 0, events: [down, { type: 'text', text: 'more' }, up] });
    truth.mayAct = false;
    await settle();
    expect(port.acts).toEqual(['KeyA up']);
  });

  test('a long text with many lines, which comes all at once, is typed to its end', async () => {
    const { port, control, refusals } = await started();
    const line = (n: number): InputEvent[] => [
      { type: 'text', text: `line ${n}` },
      { type: 'key', code: 'Enter', down: true },
      { type: 'key', code: 'Enter', down: false },
    ];
    const events = Array.from({ length: 500 }, (_, n) => line(n)).flat();
    for (let seq = 0; seq * 64 < events.length; seq += 1) {
      control.handleBatch({ epoch: 3, seq, sentAt: 0, events: events.slice(seq * 64, (seq + 1) * 64) });
    }
    for (let turn = 0; turn < 500; turn += 1) await settle();
    expect([port.acts.length, port.acts.at(-3), refusals.values]).toEqual([1500, 'text "line 499"', []]);
  });

  test('stopping drops what waits, lets go of all and closes the device', async () => {
    const { port, control } = await started();
    control.handleBatch({ epoch: 3, seq: 0, sentAt: 0, events: [down] });
    await settle();
    control.handleBatch({ epoch: 3, seq: 1, sentAt: 0, events: [{ type: 'text', text: 'late' }] });
    await control.stop();
    await settle();
    control.handleBatch({ epoch: 3, seq: 2, sentAt: 0, events: [down] });
    await settle();
    expect({ acts: port.acts, held: port.held.size, open: port.open_ }).toEqual({
      acts: ['KeyA down', 'KeyA up'],
      held: 0,
      open: 0,
    });
  });

  test('the user’s own mouse wins for a second', async () => {
    const { port, clock, send, refusals } = await started();
    await send(down);
    port.userInput.fire();
    await settle();
    await send({ type: 'move', x: 0.5, y: 0.5 });
    expect(port.acts).toEqual(['KeyA down', 'KeyA up']);
    expect(await refusals.next()).toEqual({ code: 'consent.frozen', userIsActive: true });
    await clock.advance(1_000);
    await send({ type: 'move', x: 0.5, y: 0.5 });
    expect(port.acts.at(-1)).toBe('move 640,360');
  });

  test('own windows are refused and said, at most twice a second', async () => {
    const { port, clock, send, refusals } = await started();
    port.outcome = 'own-window';
    for (let i = 0; i < 10; i += 1) await send(down);
    expect(refusals.values).toEqual([{ code: 'input.own-window', userIsActive: false }]);
    await clock.advance(500);
    await send(down);
    expect(refusals.values).toHaveLength(2);
    expect(port.acts).toEqual([]);
  });
});
